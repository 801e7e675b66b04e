"""What a change does to people's days and places, counted in compiled code.

A change begins with ``begin``; ``include`` the requests that it is about, ``take`` them out and
``put`` them in; then ``settle`` says what it costs, and ``keep`` or ``revert`` ends it.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from scheduler.figures import ELSEWHERE
from scheduler.search.compiled.arrays import (
    CHANGE,
    COMMON,
    COMMON_END,
    DIRTY,
    MOVED,
    PLACES,
    ROW,
    SIZES,
    TOUCHED,
    WEIGHT,
    Board,
)
from scheduler.search.compiled.jit import compiled

THERE, BEST, DELTA = range(3)
"""Rows of ``total``."""


@compiled
def count_day(b: Board, d: int, day: int, found: Any) -> bool:
    """Count breaks, waiting and changes of place of a day; False: too many meetings in a row."""
    breaks = waiting = moves = gap = run = 0
    last = -1
    row = b.numbers[ROW]
    sound = True
    slots = b.cells.shape[1]
    for t in range(b.spans[slots + day], b.spans[slots + day + 1]):
        r = b.cells[d, t].at
        if r >= 0:
            run += 1
            if run > row:
                sound = False
            place = b.requests[r].place
            if last >= 0:
                if gap > 0:
                    breaks += 1
                    waiting += gap
                if place != last:
                    moves += 1
            gap = 0
            last = place
        else:
            run = 0
            gap += b.cells[d, t].present
    found.breaks = breaks
    found.waiting = waiting
    found.moves = moves
    return sound


@compiled
def elsewhere(b: Board, r: int, place: int) -> int:
    """What a request costs at a place by the places that its delegations own."""
    found = 0
    owner = b.places[place].owner
    for e in range(b.requests[r].first, b.requests[r].end):
        g = b.entries[e].party
        if g != owner and b.parties[g].own_end > b.parties[g].own:
            found += ELSEWHERE
    return found


@compiled
def count_all(b: Board) -> None:
    """Count every figure of the plan anew; it is the best so far."""
    total = b.total[THERE]
    for k in range(len(total)):
        total[k] = 0
    for d in range(b.days.shape[0]):
        for day in range(b.days.shape[1]):
            one = b.days[d, day]
            count_day(b, d, day, one)
            total[1] += one.breaks
            total[2] += one.waiting
            total[3] += one.moves
    for r in range(len(b.requests)):
        if b.requests[r].slot >= 0:
            total[PLACES] += elsewhere(b, r, b.requests[r].place)
            total[WEIGHT] += b.requests[r].weight
    for g in range(len(b.parties)):
        total[0] += b.fair[b.parties[g].fair + b.parties[g].count]
    for k in range(len(total)):
        b.total[BEST, k] = total[k]


@compiled
def touch(b: Board, d: int, slot: int) -> None:
    """Note that a day of a delegate is to be counted again."""
    day = b.spans[slot]
    if b.days[d, day].mark != b.numbers[CHANGE]:
        b.days[d, day].mark = b.numbers[CHANGE]
        b.work[TOUCHED, b.numbers[SIZES + TOUCHED]] = d * b.days.shape[1] + day
        b.numbers[SIZES + TOUCHED] += 1


@compiled
def begin(b: Board) -> None:
    """Begin a change; the requests that it is about are listed as they come."""
    b.numbers[CHANGE] += 1
    b.numbers[SIZES + TOUCHED] = 0
    b.numbers[SIZES + MOVED] = 0


@compiled
def include(b: Board, r: int, goal: int) -> None:
    """Make a request part of the change, to be in the slot ``goal`` (-1: not placed)."""
    one = b.requests[r]
    one.goal = goal
    one.mark = b.numbers[CHANGE]
    b.work[MOVED, b.numbers[SIZES + MOVED]] = r
    b.numbers[SIZES + MOVED] += 1
    one.was_slot = one.slot
    one.was_place = one.place
    for e in range(one.first, one.end):
        b.entries[e].was_who = b.entries[e].who


@compiled
def take(b: Board, r: int) -> None:
    """Take a placed request out of its slot."""
    one = b.requests[r]
    slot = one.slot
    room = b.rooms[one.place, slot]
    room.load -= 1
    if room.holds == r:
        room.holds = -1
    for e in range(one.first, one.end):
        d = b.entries[e].who
        b.cells[d, slot].at = -1
        touch(b, d, slot)
    one.slot = -1


@compiled
def put(b: Board, r: int, slot: int, place: int) -> None:
    """Place a request whose attendees are set and free."""
    one = b.requests[r]
    one.slot = slot
    one.place = place
    room = b.rooms[place, slot]
    room.load += 1
    room.holds = r
    for e in range(one.first, one.end):
        d = b.entries[e].who
        b.cells[d, slot].at = r
        touch(b, d, slot)


@compiled
def settle(b: Board) -> bool:
    """Count the days touched, and what has changed; False: a rule is broken."""
    days = b.days.shape[1]
    change = b.total[DELTA]
    for i in range(b.numbers[SIZES + TOUCHED]):
        which = b.work[TOUCHED, i]
        one = b.fresh[i]
        if not count_day(b, which // days, which % days, one):
            return False
        old = b.days[which // days, which % days]
        change[1] += one.breaks - old.breaks
        change[2] += one.waiting - old.waiting
        change[3] += one.moves - old.moves
    for i in range(b.numbers[SIZES + MOVED]):
        r = b.work[MOVED, i]
        if b.requests[r].slot >= 0:
            change[PLACES] += elsewhere(b, r, b.requests[r].place)
        if b.requests[r].was_slot >= 0:
            change[PLACES] -= elsewhere(b, r, b.requests[r].was_place)
    return True


@compiled
def keep(b: Board) -> None:
    """The change stays: note its figures, and that its requests differ from the best plan."""
    days = b.days.shape[1]
    for i in range(b.numbers[SIZES + TOUCHED]):
        which = b.work[TOUCHED, i]
        old = b.days[which // days, which % days]
        one = b.fresh[i]
        old.breaks = one.breaks
        old.waiting = one.waiting
        old.moves = one.moves
    for k in range(b.total.shape[1]):
        b.total[THERE, k] += b.total[DELTA, k]
    for i in range(b.numbers[SIZES + MOVED]):
        r = b.work[MOVED, i]
        if b.requests[r].dirty == 0:
            b.requests[r].dirty = 1
            b.work[DIRTY, b.numbers[SIZES + DIRTY]] = r
            b.numbers[SIZES + DIRTY] += 1


@compiled
def revert(b: Board) -> None:
    """Put everything back as it was when the change began."""
    moved = b.numbers[SIZES + MOVED]
    for i in range(moved):
        r = b.work[MOVED, i]
        if b.requests[r].slot >= 0:
            take(b, r)
    for i in range(moved):
        r = b.work[MOVED, i]
        one = b.requests[r]
        for e in range(one.first, one.end):
            b.entries[e].who = b.entries[e].was_who
        if one.was_slot >= 0:
            put(b, r, one.was_slot, one.was_place)


@compiled
def remember(b: Board) -> None:
    """The plan is the best so far."""
    for i in range(b.numbers[SIZES + DIRTY]):
        one = b.requests[b.work[DIRTY, i]]
        one.dirty = 0
        one.best_slot = one.slot
        one.best_place = one.place
        for e in range(one.first, one.end):
            b.entries[e].best_who = b.entries[e].who
    b.numbers[SIZES + DIRTY] = 0
    for k in range(b.total.shape[1]):
        b.total[BEST, k] = b.total[THERE, k]


@compiled
def has_room(b: Board, place: int, slot: int) -> bool:
    """Whether the place can take one more meeting in the slot."""
    room = b.rooms[place, slot]
    return room.open != 0 and room.load < b.places[place].capacity


@compiled
def free_place(b: Board, r: int, slot: int, liked: int) -> int:
    """A place with room for the request in the slot: an own one, ``liked``, any; -1: none."""
    one = b.requests[r]
    if one.pinned >= 0:
        return one.pinned if has_room(b, one.pinned, slot) else -1
    for e in range(one.first, one.end):
        party = b.parties[b.entries[e].party]
        for i in range(party.own, party.own_end):
            if has_room(b, b.lists[i], slot):
                return b.lists[i]
    if liked >= 0 and b.places[liked].owner < 0 and has_room(b, liked, slot):
        return liked
    first = b.numbers[COMMON]
    n = b.numbers[COMMON_END] - first
    if n == 0:
        return -1
    begin_at = np.random.randint(n)
    for i in range(n):
        p = b.lists[first + (begin_at + i) % n]
        if has_room(b, p, slot):
            return p
    return -1


@compiled
def may_hold(b: Board, r: int, place: int) -> bool:
    """Whether the request may be held at the place, whenever it is open."""
    one = b.requests[r]
    if one.pinned >= 0:
        return one.pinned == place
    owner = b.places[place].owner
    if owner < 0:
        return True
    for e in range(one.first, one.end):  # noqa: SIM110 (compiled code has no generators)
        if b.entries[e].party == owner:
            return True
    return False
