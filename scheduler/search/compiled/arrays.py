"""A problem and a plan as a few arrays of records, which compiled code works on."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

import numpy as np

from scheduler.options import Options, bits
from scheduler.problem import Meeting

Array = np.ndarray[Any, Any]
UNLIMITED = 1 << 30

REQUEST = np.dtype(
    [
        *((name, np.int64) for name in ("weight", "mark")),
        *((name, np.int32) for name in ("slot", "place", "goal", "was_slot", "was_place")),
        *((name, np.int32) for name in ("best_slot", "best_place", "out", "dirty")),
        *((name, np.int32) for name in ("must", "pinned", "first", "end", "slots", "slots_end")),
        *((name, np.int32) for name in ("before", "before_end", "after", "after_end")),
    ]
)
"""``slot``: -1 if not placed. ``goal``: where a change puts it, ``was_…``: how it was before,
``mark``: the last change that it was part of. ``pinned``: the only place, or -1. ``out``: its
position among those not placed, or -1. ``first`` to ``end`` are its entries; the others are
positions in ``lists``: its slots, the requests before it and after it.
"""
ENTRY = np.dtype(
    [(name, np.int32) for name in ("who", "was_who", "best_who", "party", "some", "end")]
)
"""``party``: its delegation; ``some`` to ``end``: its delegates in ``lists``."""
PARTY = np.dtype(
    [
        (name, np.int32)
        for name in ("count", "credit", "fair", "own", "own_end", "asked", "asked_end")
    ]
)
"""A delegation; where its costs begin in ``fair``, its places and its requests in ``lists``."""
CELL = np.dtype([("at", np.int32), ("meetable", np.uint8), ("present", np.uint8)])
"""A delegate in a slot; ``at``: the request, or -1."""
ROOM = np.dtype([("load", np.int32), ("holds", np.int32), ("open", np.int32)])
"""A place in a slot; ``holds``: a meeting held there, or -1 if none is known."""
DAY = np.dtype([("mark", np.int64), *((name, np.int32) for name in ("breaks", "waiting", "moves"))])
"""A delegate's day."""
PLACE = np.dtype([("capacity", np.int32), ("owner", np.int32)])

OUT, FOCUS, DIRTY, MOVED, TOUCHED = range(5)
"""Lists that change: requests not placed, worth a try, unlike in the best plan, part of a change;
days that a change touches."""
COMMON, COMMON_END, ROW, CHANGE, SIZES = 0, 1, 2, 3, 4
"""In ``numbers``: where the places without owner are in ``lists``, ``max_in_a_row``, the number
of the present change, and from ``SIZES`` on the lengths of the lists."""
FAIRNESS, BREAKS, WAITING, PLACES, WEIGHT = range(5)
"""Figures."""


class Board(NamedTuple):
    """A problem, a plan of it, the best plan so far, and room to try changes in."""

    requests: Array
    entries: Array
    parties: Array
    places: Array
    cells: Array
    """Per delegate and slot."""
    rooms: Array
    """Per place and slot."""
    days: Array
    """Per delegate and day."""
    fresh: Array
    """Per touched day: as it is after the change."""
    allowed: Array
    """Per request and slot."""
    spans: Array
    """Per slot its day; then per day its first slot and its end."""
    lists: Array
    fair: Array
    """What each number of meetings of a delegation counts."""
    work: Array
    numbers: Array
    total: Array
    """The figures of the plan, of the best plan, and what a change changes: three rows."""


class _Lists:
    """Lists one after the other, each known by where it begins and ends."""

    def __init__(self) -> None:
        self.items: list[int] = []

    def add(self, items: Iterable[int]) -> tuple[int, int]:
        first = len(self.items)
        self.items.extend(items)
        return first, len(self.items)


def board_of(options: Options, meetings: Sequence[Meeting]) -> Board:
    """The board of a plan, its figures not yet counted."""
    problem = options.problem
    width = len(problem.slots)
    lists, fair = _Lists(), _Lists()
    later: list[list[int]] = [[] for _ in problem.requests]
    for r, request in enumerate(problem.requests):
        for earlier in request.after:
            later[earlier].append(r)

    requests = np.zeros(len(problem.requests), REQUEST)
    entries = np.zeros(sum(len(q.attendees) for q in problem.requests), ENTRY)
    e = 0
    for r, request in enumerate(problem.requests):
        one = requests[r]
        one["weight"], one["must"] = request.weight, problem.must_place(r)
        one["slot"] = one["place"] = one["out"] = one["pinned"] = -1
        if request.fixed is not None and request.fixed.place is not None:
            one["pinned"] = request.fixed.place
        one["first"], one["end"] = e, e + len(request.attendees)
        one["slots"], one["slots_end"] = lists.add(bits(options.slots[r]))
        one["before"], one["before_end"] = lists.add(request.after)
        one["after"], one["after_end"] = lists.add(later[r])
        for entry in request.attendees:
            entries[e]["who"] = entry[0]
            entries[e]["party"] = problem.delegates[entry[0]].delegation
            entries[e]["some"], entries[e]["end"] = lists.add(entry)
            e += 1
    parties = np.zeros(len(problem.delegations), PARTY)
    for g, delegation in enumerate(problem.delegations):
        most = delegation.max_meetings
        parties[g]["credit"] = UNLIMITED if most is None else most
        parties[g]["fair"], _ = fair.add(
            options.unfairness(g, n) for n in range(options.possible[g] + 1)
        )
        parties[g]["own"], parties[g]["own_end"] = lists.add(sorted(options.owned[g]))
        parties[g]["asked"], parties[g]["asked_end"] = lists.add(options.requests_of[g])
    places = np.zeros(len(problem.places), PLACE)
    places["capacity"] = [place.capacity for place in problem.places]
    places["owner"] = [-1 if place.owner is None else place.owner for place in problem.places]
    common = lists.add(p for p, place in enumerate(problem.places) if place.owner is None)

    cells = np.zeros((len(problem.delegates), width), CELL)
    cells["at"] = -1
    cells["meetable"] = _table(options.meetable, width)
    cells["present"] = _table(options.present, width)
    rooms = np.zeros((len(problem.places), width), ROOM)
    rooms["holds"] = -1
    rooms["open"] = _table(options.open, width)
    days = np.zeros((len(problem.delegates), len(options.days)), DAY)
    length = max(len(requests), days.size)
    numbers = np.zeros(SIZES + 5, np.int64)
    numbers[COMMON], numbers[COMMON_END] = common
    longest = problem.longest_run
    numbers[ROW] = UNLIMITED if longest is None else longest
    board = Board(
        requests=requests,
        entries=entries,
        parties=parties,
        places=places,
        cells=cells,
        rooms=rooms,
        days=days,
        fresh=np.zeros(days.size, DAY),
        allowed=_table(options.slots, width),
        spans=_spans(options),
        lists=np.array(lists.items, np.int32),
        fair=np.array(fair.items, np.int64),
        work=np.full((5, length), -1, np.int32),
        numbers=numbers,
        total=np.zeros((3, 5), np.int64),
    )
    _enter(board, meetings)
    return board


def _spans(options: Options) -> Array:
    """Per slot its day, then for each day the first of its slots; after the last day the end."""
    firsts = [
        next(s for s, day in enumerate(options.day_of) if day == d) if options.days[d] else 0
        for d in range(len(options.days))
    ]
    return np.array([*options.day_of, *firsts, len(options.day_of)], np.int32)


def _enter(board: Board, meetings: Sequence[Meeting]) -> None:
    requests, entries = board.requests, board.entries
    for m in meetings:
        one = requests[m.request]
        one["slot"], one["place"] = m.slot, m.place
        board.rooms[m.place, m.slot]["load"] += 1
        board.rooms[m.place, m.slot]["holds"] = m.request
        for e, d in enumerate(m.attendees, int(one["first"])):
            entries[e]["who"] = d
            board.cells[d, m.slot]["at"] = m.request
            board.parties[entries[e]["party"]]["count"] += 1
    out = np.flatnonzero(requests["slot"] < 0)
    requests["out"][out] = np.arange(len(out))
    board.work[OUT, : len(out)] = out
    board.numbers[SIZES + OUT] = len(out)
    requests["best_slot"], requests["best_place"] = requests["slot"], requests["place"]
    entries["best_who"] = entries["who"]


def meetings_of(board: Board) -> list[Meeting]:
    """The best plan of a board."""
    who = board.entries["best_who"].tolist()
    columns = (
        board.requests[name].tolist() for name in ("best_slot", "best_place", "first", "end")
    )
    return [
        Meeting(r, slot, place, tuple(who[first:end]))
        for r, (slot, place, first, end) in enumerate(zip(*columns, strict=True))
        if slot >= 0
    ]


def _table(masks: Sequence[int], width: int) -> Array:
    rows = [[mask >> s & 1 for s in range(width)] for mask in masks]
    return np.array(rows, np.uint8).reshape(len(masks), width)
