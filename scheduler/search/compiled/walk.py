"""The walk itself, in compiled code: try a change, accept it or not, remember the best plan."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from scheduler.search.compiled.arrays import (
    CHANGE,
    FAIRNESS,
    FOCUS,
    MOVED,
    OUT,
    SIZES,
    WEIGHT,
    Board,
)
from scheduler.search.compiled.changes import BEST, DELTA, THERE, keep, remember, revert, settle
from scheduler.search.compiled.jit import compiled
from scheduler.search.compiled.moves import another_place, chain, colleague, exchange, relocate


@compiled
def sow(seed: int) -> None:
    """Set the seed of all random choices that compiled code makes."""
    np.random.seed(seed)


@compiled
def look(b: Board, price: Any) -> None:
    """Focus on the meetings of the people whose days aren't yet as they should be."""
    b.numbers[CHANGE] += 1
    n = 0
    for d in range(b.days.shape[0]):
        for day in range(b.days.shape[1]):
            one = b.days[d, day]
            if price[1] * one.breaks + price[2] * one.waiting + price[3] * one.moves > 0:
                slots = b.cells.shape[1]
                for t in range(b.spans[slots + day], b.spans[slots + day + 1]):
                    r = b.cells[d, t].at
                    if r >= 0 and b.requests[r].mark != b.numbers[CHANGE]:
                        b.requests[r].mark = b.numbers[CHANGE]
                        b.work[FOCUS, n] = r
                        n += 1
    b.numbers[SIZES + FOCUS] = n


@compiled
def recount(b: Board, r: int, sign: int) -> None:
    """A request comes (1) or goes (-1): count its delegations' meetings, and ``fairness``."""
    for e in range(b.requests[r].first, b.requests[r].end):
        party = b.parties[b.entries[e].party]
        first = party.fair + party.count
        b.total[DELTA, FAIRNESS] += b.fair[first + sign] - b.fair[first]
        party.count += sign


@compiled
def recount_moved(b: Board, sign: int) -> None:
    """The first request of an exchange comes, the others go; with -1 the other way round."""
    if sign < 0:
        recount(b, b.work[MOVED, 0], -1)
    for i in range(1, b.numbers[SIZES + MOVED]):
        recount(b, b.work[MOVED, i], -sign)
    if sign > 0:
        recount(b, b.work[MOVED, 0], 1)


@compiled
def relist(b: Board) -> None:
    """After an exchange: keep the list of the requests that aren't placed."""
    for i in range(b.numbers[SIZES + MOVED]):
        r = b.work[MOVED, i]
        if i == 0:
            b.numbers[SIZES + OUT] -= 1
            last = b.work[OUT, b.numbers[SIZES + OUT]]
            b.work[OUT, b.requests[r].out] = last
            b.requests[last].out = b.requests[r].out
            b.requests[r].out = -1
        else:
            b.work[OUT, b.numbers[SIZES + OUT]] = r
            b.requests[r].out = b.numbers[SIZES + OUT]
            b.numbers[SIZES + OUT] += 1


@compiled
def attempt(b: Board, chances: Any, longest: int) -> int:
    """Make some change; 0: it couldn't be made, 1: it is an exchange, 2: it is another."""
    draw = np.random.random()
    if draw < chances[0]:
        return 1 if exchange(b) else 0
    if b.numbers[SIZES + FOCUS] > 0 and np.random.random() < chances[4]:
        r = b.work[FOCUS, np.random.randint(b.numbers[SIZES + FOCUS])]
    else:
        r = np.random.randint(len(b.requests))
    one = b.requests[r]
    if one.slot < 0:
        made = False
    elif draw < chances[1]:
        made = colleague(b, r)
    elif draw < chances[2]:
        made = another_place(b, r)
    else:
        n = one.slots_end - one.slots
        target = b.lists[one.slots + np.random.randint(n)] if n > 1 else one.slot
        if target == one.slot:
            made = False
        elif draw < chances[3]:
            made = relocate(b, r, target)
        else:
            made = chain(b, r, target, longest)
    return 2 if made else 0


@compiled
def walk(
    b: Board,
    steps: int,
    heat: float,
    price: Any,
    limit: Any,
    level: int,
    chances: Any,
    longest: int,
) -> None:
    """Try so many changes at one temperature.

    ``price``: what one unit of each figure costs; ``limit``: up to which a figure counts as
    nothing more; ``level``: the figure that is to be made least. ``chances``: of an exchange, or a
    colleague, a place, another slot; otherwise a chain of at most ``longest`` meetings is tried;
    and of starting from somebody whose day isn't yet as it should be.
    """
    change = b.total[DELTA]
    for _ in range(steps):
        for k in range(len(change)):
            change[k] = 0
        b.numbers[SIZES + MOVED] = 0
        kind = attempt(b, chances, longest)
        if kind == 0 or not settle(b):
            revert(b)
            continue
        if kind == 1:
            recount_moved(b, 1)
        worse = 0.0
        for k in range(1, 4):
            worse += price[k] * change[k]
        unfair = 0
        if change[0] != 0:
            over = b.total[THERE, 0] - limit[0]
            unfair = max(0, over + change[0]) - max(0, over)
            worse += price[0] * unfair
        if change[WEIGHT] > 0 and unfair <= 0:
            worse = -1.0
        if worse > 0 and (heat <= 0 or np.random.random() >= math.exp(-worse / heat)):
            if kind == 1:
                recount_moved(b, -1)
            revert(b)
            continue
        keep(b)
        if kind == 1:
            relist(b)
        if better(b, price, limit, level):
            remember(b)


@compiled
def better(b: Board, price: Any, limit: Any, level: int) -> bool:
    """Whether the plan is the best so far: it weighs more, or the level is less.

    Only if it is no worse than the best on either, nor above the limit of another figure: whoever
    is offered the plan would not take it.
    """
    for k in range(4):
        if k != level and price[k] > 0 and b.total[THERE, k] > limit[k]:
            return False
    more = b.total[THERE, WEIGHT] - b.total[BEST, WEIGHT]
    less = b.total[BEST, level] - b.total[THERE, level]
    return more >= 0 and less >= 0 and more + less > 0
