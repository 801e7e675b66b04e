"""A delegate's agenda: what the latest release tells them, day by day.

The released plan with the greatest number is what people were told; the marks (“moved”, “new”,
“cancelled”) compare with what the delegate knew when they last looked (``UnseenChange``). However
long the agenda, reading it takes the same number of queries.

Sessions of the programme stand in it from the day they are released, before any plan.

What else comes into agendas (a meal) is an ``Item`` of its own kind: add it where ``agenda_of``
gathers items, before the free slots, which leave out what its ``busy`` items touch.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import ClassVar

from django.utils import timezone

from vimeet.events.models import Event, Place, Slot
from vimeet.meetings.models import Meeting, Plan, Request, Unavailability, UnseenChange
from vimeet.meetings.selectors.changes import current_release
from vimeet.programme.models import ReleasedSession
from vimeet.programme.selectors.sessions import sessions_of
from vimeet.registration.models import Delegate, Delegation


class Phase(StrEnum):
    """How an item stands to the present moment."""

    DONE = "done"
    NOW = "now"
    NEXT = "next"
    LATER = "later"


class Change(StrEnum):
    """How a meeting differs from what the delegate knew."""

    NEW = "new"
    MOVED = "moved"
    PLACE = "place"
    PEOPLE = "people"


@dataclass(kw_only=True)
class Item:
    """One line of an agenda. ``kind`` tells templates which one it is.

    No slot that a ``busy`` item touches is shown as free.
    """

    kind: ClassVar[str]
    busy: ClassVar[bool] = True
    starts_at: dt.datetime
    ends_at: dt.datetime
    phase: Phase = Phase.LATER


@dataclass(kw_only=True)
class MeetingItem(Item):
    """A meeting: with whom, where, and what changed since the delegate last looked."""

    kind = "meeting"
    request_id: int
    counterpart: Delegation
    people: list[Delegate]
    place: Place
    change: Change | None = None
    # Where it was told to be before: its start if moved, its place if only that differs.
    moved_from: dt.datetime | None = None
    former_place: Place | None = None


@dataclass(kw_only=True)
class FreeItem(Item):
    """A slot in which the delegate could meet somebody."""

    kind = "free"
    busy = False


@dataclass(kw_only=True)
class BlockItem(Item):
    """A span the delegate takes no meeting in."""

    kind = "block"
    unavailability: Unavailability


@dataclass(kw_only=True)
class SessionItem(Item):
    """A session of the programme in which the delegate takes part or speaks."""

    kind = "session"
    session: ReleasedSession
    speaks: bool


@dataclass(kw_only=True)
class DroppedItem(Item):
    """A meeting that is no more, until the delegate has seen that; it stands where it was."""

    kind = "dropped"
    request_id: int
    counterpart: Delegation


@dataclass(kw_only=True)
class Day:
    """One day of an agenda, in order of time."""

    date: dt.date
    items: list[Item]

    @property
    def meetings(self) -> int:
        """How many meetings the day has."""
        return sum(item.kind == "meeting" for item in self.items)

    @property
    def changes(self) -> int:
        """How many of its meetings changed and were not looked at since."""
        return sum(
            isinstance(item, DroppedItem) or (isinstance(item, MeetingItem) and bool(item.change))
            for item in self.items
        )


@dataclass(kw_only=True)
class Agenda:
    """All days of a delegate. ``plan`` is None while no release is to be seen."""

    delegate: Delegate
    plan: Plan | None
    days: list[Day]

    @property
    def changes(self) -> int:
        """How many meetings changed and were not looked at since."""
        return sum(day.changes for day in self.days)

    @property
    def is_empty(self) -> bool:
        """Whether nothing stands in it but free slots."""
        return all(item.kind == "free" for day in self.days for item in day.items)

    def day(self, date: dt.date | None) -> Day | None:
        """The day of ``date``, else the first; None if the event has no slots."""
        return next((day for day in self.days if day.date == date), next(iter(self.days), None))


def agenda_of(
    delegate: Delegate, now: dt.datetime | None = None, *, with_plan: bool = True
) -> Agenda:
    """The agenda of ``delegate`` as it stands, its items marked as of ``now`` (None: this moment).

    ``delegate`` comes with its delegation and event. ``with_plan`` False: as if nothing were
    released, for participants of an event that keeps its agendas back.
    """
    event = delegate.delegation.event
    now = now or timezone.now()
    plan = current_release(event) if with_plan else None
    slots = list(Slot.objects.of_event(event))
    blocked = list(delegate.unavailabilities.all())

    items: list[Item] = []
    if plan is not None:
        items += _meeting_items(delegate, plan)
    items += _session_items(delegate)
    items += _block_items(blocked, slots, event)
    items += _free_items(slots, items)
    items.sort(key=lambda item: (item.starts_at, item.kind == "dropped", item.ends_at))
    _mark_phases(items, now, event)
    return Agenda(delegate=delegate, plan=plan, days=_by_day(items, event))


def meetings_of_delegate(delegate: Delegate, plan: Plan) -> list[Meeting]:
    """The delegate's meetings in ``plan`` with all that is shown of them, in order of time."""
    return list(
        Meeting.objects.filter(plan=plan, attendees=delegate)
        .select_related("slot", "place", "request__asker", "request__asked")
        .prefetch_related("attendees")
        .order_by("slot__starts_at", "pk")
    )


def unseen_changes(delegate: Delegate) -> dict[int, UnseenChange]:
    """What the delegate has not looked at yet, by request."""
    found = delegate.unseen_changes.select_related(
        "slot", "place", "told_slot", "request__asker", "request__asked"
    )
    return {change.request_id: change for change in found}


def _meeting_items(delegate: Delegate, plan: Plan) -> list[Item]:
    """The meetings of the release, and those it took away that the delegate still expects."""
    unseen = unseen_changes(delegate)
    items: list[Item] = [
        _meeting_item(delegate, meeting, unseen.pop(meeting.request_id, None))
        for meeting in meetings_of_delegate(delegate, plan)
    ]
    items += [
        DroppedItem(
            starts_at=change.told_slot.starts_at,
            ends_at=change.told_slot.ends_at,
            request_id=change.request_id,
            counterpart=counterpart_of(delegate, change.request),
        )
        for change in unseen.values()
    ]
    return items


def counterpart_of(delegate: Delegate, request: Request) -> Delegation:
    """The other side of a request of the delegate's delegation."""
    return request.asked if request.asker_id == delegate.delegation_id else request.asker


def change_of(meeting: Meeting, unseen: UnseenChange | None) -> Change | None:
    """What differs in ``meeting`` from what the delegate knew; None: nothing, or it was seen."""
    if unseen is None:
        return None
    if unseen.slot_id is None:
        return Change.NEW
    if unseen.slot_id != meeting.slot_id:
        return Change.MOVED
    return Change.PLACE if unseen.place_id != meeting.place_id else Change.PEOPLE


def _meeting_item(delegate: Delegate, meeting: Meeting, unseen: UnseenChange | None) -> MeetingItem:
    counterpart = counterpart_of(delegate, meeting.request)
    item = MeetingItem(
        starts_at=meeting.slot.starts_at,
        ends_at=meeting.slot.ends_at,
        request_id=meeting.request_id,
        counterpart=counterpart,
        people=[d for d in meeting.attendees.all() if d.delegation_id == counterpart.pk],
        place=meeting.place,
        change=change_of(meeting, unseen),
    )
    if unseen is not None and item.change == Change.MOVED and unseen.slot is not None:
        item.moved_from = unseen.slot.starts_at
    elif unseen is not None and item.change == Change.PLACE:
        item.former_place = unseen.place
    return item


def _session_items(delegate: Delegate) -> Iterable[SessionItem]:
    for one in sessions_of(delegate):
        yield SessionItem(
            starts_at=one.starts_at,
            ends_at=one.ends_at,
            session=one.session,
            speaks=one.role == "speaker",
        )


def _block_items(
    blocked: Iterable[Unavailability], slots: list[Slot], event: Event
) -> Iterable[BlockItem]:
    """Each blocked span, cut to each day's meeting hours it touches."""
    hours: dict[dt.date, tuple[dt.datetime, dt.datetime]] = {}
    for slot in slots:
        date = slot.starts_at.astimezone(event.zone).date()
        first = hours[date][0] if date in hours else slot.starts_at
        hours[date] = (first, slot.ends_at)
    for span in blocked:
        for first, last in hours.values():
            starts_at, ends_at = max(span.starts_at, first), min(span.ends_at, last)
            if starts_at < ends_at:
                yield BlockItem(starts_at=starts_at, ends_at=ends_at, unavailability=span)


def _free_items(slots: list[Slot], items: list[Item]) -> list[FreeItem]:
    """The slots that nothing else touches."""
    busy = [item for item in items if item.busy]
    return [
        FreeItem(starts_at=slot.starts_at, ends_at=slot.ends_at)
        for slot in slots
        if not any(item.starts_at < slot.ends_at and slot.starts_at < item.ends_at for item in busy)
    ]


def _mark_phases(items: list[Item], now: dt.datetime, event: Event) -> None:
    """Mark what is over, what is on, and, if nothing is, what comes next today."""
    for item in items:
        if item.ends_at <= now:
            item.phase = Phase.DONE
        elif item.starts_at <= now:
            item.phase = Phase.NOW
    ahead = next((item for item in items if item.starts_at > now), None)
    if (
        ahead
        and ahead.starts_at.astimezone(event.zone).date() == now.astimezone(event.zone).date()
        and not any(item.phase == Phase.NOW for item in items)
    ):
        ahead.phase = Phase.NEXT


def _by_day(items: list[Item], event: Event) -> list[Day]:
    days: dict[dt.date, Day] = {}
    for item in items:
        date = item.starts_at.astimezone(event.zone).date()
        days.setdefault(date, Day(date=date, items=[])).items.append(item)
    return [days[date] for date in sorted(days)]
