"""A day of the draft as a table: rooms side by side, time downwards.

Each row is a step of so many minutes that every start and end falls on one. Where sessions of one
room overlap, the room gets a second column, so that both can be seen.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from math import gcd
from typing import TYPE_CHECKING

from vimeet.events.models import Place
from vimeet.programme.models import Session

if TYPE_CHECKING:
    from vimeet.events.models import Event

# Minutes of a row at most and at least; what lies in between (10:03) is rounded to whole rows.
COARSEST, FINEST = 30, 5


@dataclass(frozen=True)
class Cell:
    """A session over ``rows`` rows, or free time that a session can be moved to."""

    place: Place
    starts_at: dt.datetime
    session: Session | None = None
    rows: int = 1


@dataclass(frozen=True)
class Row:
    """One step of time. ``shown``: its time stands beside it."""

    starts_at: dt.datetime
    shown: bool
    meetings: bool
    cells: list[Cell]


@dataclass
class Grid:
    """The table: rooms with the columns each takes, rows, and the minutes of a row."""

    rooms: list[tuple[Place, int]]
    rows: list[Row]
    step: int
    # The day's sessions without a room.
    roomless: list[Session] = field(default_factory=list)


def grid_of(event: Event, day: dt.date, sessions: Sequence[Session]) -> Grid:
    """The table of ``day``, in the event's time zone. ``sessions``: the draft's, of all days."""
    theirs = [s for s in sessions if not s.dropped and _day(s, event) == day]
    placed = [s for s in theirs if s.place_id is not None]
    rooms = list(Place.objects.of_event(event).filter(seats__gte=1).order_by("name"))
    slots = [s for s in event.slots.all() if s.starts_at.astimezone(event.zone).date() == day]
    spans = [(s.starts_at, s.ends_at) for s in (*placed, *slots) if s.starts_at and s.ends_at]
    first, last = _hours(event, day, spans)
    minutes = _step(placed, event)
    step = dt.timedelta(minutes=minutes)
    blocks = [_block(session, first, step) for session in placed]
    lanes = [(room, lane) for room in rooms for lane in _lanes(room, blocks)]
    rows = []
    for position in range(-(-(last - first) // step)):
        moment = first + position * step
        cells = []
        for room, lane in lanes:
            block = next((b for b in lane if b.row <= position < b.row + b.rows), None)
            if block is None:
                cells.append(Cell(room, moment))
            elif block.row == position:
                cells.append(Cell(room, moment, block.session, block.rows))
        meetings = any(s.starts_at < moment + step and moment < s.ends_at for s in slots)
        rows.append(Row(moment, moment.astimezone(event.zone).minute in (0, 30), meetings, cells))
    columns = [(room, sum(place == room for place, _lane in lanes)) for room in rooms]
    return Grid(columns, rows, minutes, [s for s in theirs if s.place_id is None])


@dataclass(frozen=True)
class _Block:
    """The rows that a session takes."""

    session: Session
    row: int
    rows: int


def _day(session: Session, event: Event) -> dt.date | None:
    return session.starts_at.astimezone(event.zone).date() if session.starts_at else None


def _step(sessions: Iterable[Session], event: Event) -> int:
    """The minutes of a row."""
    step = COARSEST
    for session in sessions:
        for moment in (session.starts_at, session.ends_at):
            if moment is not None:
                step = gcd(step, moment.astimezone(event.zone).minute)
    return max(step, FINEST)


def _hours(
    event: Event, day: dt.date, spans: Sequence[tuple[dt.datetime, dt.datetime]]
) -> tuple[dt.datetime, dt.datetime]:
    """From the full hour before what is first to the full hour after what is last; else 9 to 18."""
    if not spans:
        first, last = (
            dt.datetime.combine(day, dt.time(hour), tzinfo=event.zone) for hour in (9, 18)
        )
        return first.astimezone(dt.UTC), last.astimezone(dt.UTC)
    first = min(start for start, _end in spans).astimezone(event.zone)
    last = max(end for _start, end in spans)
    start = first.replace(minute=0, second=0, microsecond=0).astimezone(dt.UTC)
    hour = dt.timedelta(hours=1)
    return start, start + -(-(last - start) // hour) * hour


def _block(session: Session, first: dt.datetime, step: dt.timedelta) -> _Block:
    start, end = session.starts_at or first, session.ends_at or first
    row = (start - first) // step
    return _Block(session, row, -(-(end - first) // step) - row)


def _lanes(room: Place, blocks: Iterable[_Block]) -> list[list[_Block]]:
    """The room's sessions in as few columns as keep overlapping ones apart; at least one."""
    lanes: list[list[_Block]] = [[]]
    here = [block for block in blocks if block.session.place_id == room.pk]
    for block in sorted(here, key=lambda b: (b.row, b.session.pk)):
        free = next(
            (lane for lane in lanes if not lane or lane[-1].row + lane[-1].rows <= block.row),
            None,
        )
        if free is None:
            lanes.append([block])
        else:
            free.append(block)
    return lanes
