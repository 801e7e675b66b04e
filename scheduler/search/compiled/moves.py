"""The changes that a walk tries; each is True if it could be made."""

from __future__ import annotations

import numpy as np

from scheduler.search.compiled.arrays import (
    CHANGE,
    COMMON,
    COMMON_END,
    MOVED,
    OUT,
    SIZES,
    WEIGHT,
    Board,
)
from scheduler.search.compiled.changes import (
    DELTA,
    begin,
    free_place,
    has_room,
    include,
    may_hold,
    put,
    take,
)
from scheduler.search.compiled.jit import compiled

TRIES = 6


@compiled
def chain(b: Board, first: int, target: int, longest: int) -> bool:
    """Exchange two slots along the Kempe chain of a meeting between its slot and ``target``."""
    begin(b)
    source = b.requests[first].slot
    include(b, first, target)
    i = 0
    while i < b.numbers[SIZES + MOVED]:
        r = b.work[MOVED, i]
        i += 1
        one = b.requests[r]
        goal = one.goal
        if b.allowed[r, goal] == 0:
            return False
        for e in range(one.first, one.end):
            cell = b.cells[b.entries[e].who, goal]
            if cell.at < 0:
                if cell.meetable == 0:
                    return False
            elif b.requests[cell.at].mark != b.numbers[CHANGE]:
                if b.numbers[SIZES + MOVED] == longest:
                    return False
                include(b, cell.at, source + target - goal)
    n = b.numbers[SIZES + MOVED]
    for i in range(n):
        if not in_order(b, b.work[MOVED, i]):
            return False
    for i in range(n):
        take(b, b.work[MOVED, i])
    for i in range(n):
        r = b.work[MOVED, i]
        one = b.requests[r]
        place = one.was_place
        if b.places[place].owner < 0 or not has_room(b, place, one.goal):
            place = free_place(b, r, one.goal, place)
            if place < 0:
                return False
        put(b, r, one.goal, place)
    return True


@compiled
def when(b: Board, r: int) -> int:
    """The slot of a request after the change; -1: it isn't placed."""
    one = b.requests[r]
    return one.goal if one.mark == b.numbers[CHANGE] else one.slot


@compiled
def in_order(b: Board, r: int) -> bool:
    """Whether a request comes after those that it must follow, and before those that follow."""
    one = b.requests[r]
    for i in range(one.before, one.before_end):
        if one.goal >= 0 and when(b, b.lists[i]) >= one.goal:
            return False
    for i in range(one.after, one.after_end):  # noqa: SIM110 (compiled code has no generators)
        if 0 <= when(b, b.lists[i]) <= one.goal:
            return False
    return True


@compiled
def relocate(b: Board, r: int, slot: int) -> bool:
    """Hold a meeting in another slot, with any of its delegates that are free then."""
    begin(b)
    include(b, r, slot)
    if not in_order(b, r):
        return False
    take(b, r)
    one = b.requests[r]
    for e in range(one.first, one.end):
        d = someone(b, e, slot)
        if d < 0 or b.cells[d, slot].at >= 0:
            return False
        b.entries[e].who = d
    place = free_place(b, r, slot, one.was_place)
    if place < 0:
        return False
    put(b, r, slot, place)
    return True


@compiled
def someone(b: Board, e: int, slot: int) -> int:
    """A delegate for the entry, free in the slot if there is one, who may meet then; -1: none."""
    first = b.entries[e].some
    n = b.entries[e].end - first
    start = np.random.randint(n) if n > 1 else 0
    found = -1
    for i in range(n):
        d = b.lists[first + (start + i) % n]
        if b.cells[d, slot].meetable:
            if b.cells[d, slot].at < 0:
                return d
            found = d
    return found


@compiled
def colleague(b: Board, r: int) -> bool:
    """Let a colleague attend, or exchange what two colleagues attend at the same time."""
    begin(b)
    one = b.requests[r]
    e = one.first + np.random.randint(one.end - one.first)
    first = b.entries[e].some
    n = b.entries[e].end - first
    if n < 2:
        return False
    before = b.entries[e].who
    other = b.lists[first + np.random.randint(n)]
    slot = one.slot
    if other == before or b.cells[other, slot].meetable == 0:
        return False
    theirs = b.cells[other, slot].at
    seat = -1
    if theirs >= 0:
        for x in range(b.requests[theirs].first, b.requests[theirs].end):
            if b.entries[x].who == other:
                for i in range(b.entries[x].some, b.entries[x].end):
                    if b.lists[i] == before:
                        seat = x
        if seat < 0:
            return False
        include(b, theirs, slot)
        take(b, theirs)
    include(b, r, slot)
    take(b, r)
    b.entries[e].who = other
    put(b, r, slot, one.place)
    if seat >= 0:
        b.entries[seat].who = before
        put(b, theirs, slot, b.requests[theirs].place)
    return True


@compiled
def another_place(b: Board, r: int) -> bool:
    """Hold a meeting at another place, in exchange with one held there if it is full."""
    begin(b)
    one = b.requests[r]
    slot = one.slot
    here = one.place
    place = proposed_place(b, r)
    if place < 0 or place == here or b.rooms[place, slot].open == 0 or not may_hold(b, r, place):
        return False
    other = -1
    if not has_room(b, place, slot):
        other = b.rooms[place, slot].holds
        if other < 0 or not may_hold(b, other, here):
            return False
        include(b, other, slot)
        take(b, other)
    include(b, r, slot)
    take(b, r)
    put(b, r, slot, place)
    if other >= 0:
        put(b, other, slot, here)
    return True


@compiled
def proposed_place(b: Board, r: int) -> int:
    """Mostly where one of the people is before or after; else an own place, or any."""
    one = b.requests[r]
    e = one.first + np.random.randint(one.end - one.first)
    party = b.parties[b.entries[e].party]
    if np.random.random() < 0.7:
        d = b.entries[e].who
        slots = b.cells.shape[1]
        day = b.spans[one.slot]
        step = 1 if np.random.random() < 0.5 else -1
        t = one.slot + step
        while b.spans[slots + day] <= t < b.spans[slots + day + 1]:
            if b.cells[d, t].at >= 0:
                return b.requests[b.cells[d, t].at].place
            t += step
        return -1
    n = party.own_end - party.own
    if n > 0 and np.random.random() < 0.5:
        return b.lists[party.own + np.random.randint(n)]
    n = b.numbers[COMMON_END] - b.numbers[COMMON]
    return b.lists[b.numbers[COMMON] + np.random.randint(n)] if n > 0 else -1


@compiled
def exchange(b: Board) -> bool:
    """Place a request in exchange for others that weigh no more together."""
    if b.numbers[SIZES + OUT] == 0:
        return False
    begin(b)
    new = b.work[OUT, np.random.randint(b.numbers[SIZES + OUT])]
    one = b.requests[new]
    n = one.slots_end - one.slots
    if n == 0:
        return False
    slot = b.lists[one.slots + np.random.randint(n)]
    left = one.weight
    include(b, new, slot)
    for e in range(one.first, one.end):
        d = someone(b, e, slot)
        if d < 0:
            return False
        b.entries[e].who = d
        other = b.cells[d, slot].at
        if other >= 0 and b.requests[other].mark != b.numbers[CHANGE]:
            left -= b.requests[other].weight
            if left < 0 or b.requests[other].must:
                return False
            include(b, other, -1)
    for e in range(one.first, one.end):
        g = b.entries[e].party
        spare = b.parties[g].credit - b.parties[g].count
        for i in range(1, b.numbers[SIZES + MOVED]):
            gone = b.requests[b.work[MOVED, i]]
            for x in range(gone.first, gone.end):
                spare += b.entries[x].party == g
        if spare < 1:
            other = dispensable(b, g, left)
            if other < 0:
                return False
            left -= b.requests[other].weight
            include(b, other, -1)
    if not in_order(b, new):
        return False
    for i in range(1, b.numbers[SIZES + MOVED]):
        take(b, b.work[MOVED, i])
    place = free_place(b, new, slot, -1)
    if place < 0:
        return False
    put(b, new, slot, place)
    b.total[DELTA, WEIGHT] = left
    return True


@compiled
def dispensable(b: Board, g: int, most: int) -> int:
    """Some placed request of a delegation that weighs at most so much; -1: none was found."""
    party = b.parties[g]
    for _ in range(TRIES):
        r = b.lists[party.asked + np.random.randint(party.asked_end - party.asked)]
        one = b.requests[r]
        if one.slot >= 0 and one.mark != b.numbers[CHANGE] and one.must == 0 and one.weight <= most:
            return r
    return -1
