"""The same event with a little more each time: plans and bounds that help one another.

A plan of one problem is the start of the search on the next. The prices of the relaxation with
slots, found for one problem, bound every other that differs in limits only: the most weight is a
concave function of the limits, and the prices are a tangent to it (sensitivity of linear programs).
So two relaxations, at both ends of the curve, bound all of it.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from random import Random

from scheduler.problem import Problem
from scheduler.weight.construction import construct
from scheduler.weight.exchange import Exchange
from scheduler.weight.prices import Prices
from scheduler.weight.search import NEAR, ways_to_hold
from scheduler.weight.selection import select
from scheduler.weight.spread import even_out
from scheduler.weight.timetable import Choice, Timetable

EXCHANGE_SHARE = 0.6
"""Of the time, how much exchanging single meetings may take on all points together; each may take
half of what is left of it, since where one point is settled, those after it often are too."""
RELAX_SHARE = 0.6
"""Of the time left, how much each of the two relaxations may take."""
CLOSE = 0.001
"""A part of the bound that somebody who asks doesn't wait for: then patience is short."""
PATIENCE = 1.0
"""Seconds for which a plan that is close may stay the same before its exchange ends; half as long
after each point that it left open, since those after it mostly stay open too."""
CLOSE_REFILL, CLOSE_WAYS = 3.0, 20_000
"""Seconds for the slots to be taken into account where all plans are close, and up to how many ways
to hold a meeting that is enough to gain anything."""

Held = list[tuple[int, int, Choice]]
"""Meetings as (request, position, attendees)."""


@dataclass
class _Point:
    """One problem of the curve; ``least`` None: no plan is known yet."""

    problem: Problem
    table: Timetable
    prices: Prices
    least: int | None
    most: int
    plan: Held

    @property
    def open(self) -> bool:
        """Whether the best is not known."""
        return self.least != self.most

    @property
    def close(self) -> bool:
        """Whether so little is open that it hardly matters."""
        return self.least is not None and self.most - self.least <= CLOSE * self.most


def weight_curve(
    problems: Sequence[Problem], *, deadline: float, workers: int = 1, seed: int = 1
) -> list[tuple[int | None, int]]:
    """The weight reached (None: no plan found) and its proven bound for each problem.

    Args:
        problems: in ascending order: every plan of one holds in the next. They have the same
            slots, delegates, requests and owners of places, and differ in limits and in who and
            what is there when.
        deadline: on the clock of ``time.monotonic``; the sums that bound the problems and the
            first plan may take longer on a large event.
        workers: threads.
        seed: of all random choices.
    """
    search = _Curve(problems, deadline, workers, Random(seed))
    search.exchange()
    if search.unsettled():
        search.refill()
    return [(point.least, point.most) for point in search.points]


class _Curve:
    def __init__(
        self, problems: Sequence[Problem], deadline: float, workers: int, random: Random
    ) -> None:
        self.deadline = deadline
        self.workers = workers
        self.random = random
        self.points: list[_Point] = []
        for problem in problems:
            table = Timetable(problem)
            prices = select(table)
            most = max(0, prices.bound - table.premium * table.musts)
            self.points.append(_Point(problem, table, prices, None, most, []))
        self.tighten()

    def unsettled(self) -> list[int]:
        """The points of which the best is not known."""
        return [i for i, point in enumerate(self.points) if point.open]

    def tighten(self) -> None:
        """Plans hold for what follows, bounds for what comes before."""
        points = self.points
        for i in range(1, len(points)):
            known = points[i - 1].least
            if known is not None and known > (points[i].least or -1):
                points[i].least, points[i].plan = known, points[i - 1].plan
        for i in reversed(range(len(points) - 1)):
            points[i].most = min(points[i].most, points[i + 1].most)

    def note(self, point: _Point) -> None:
        """Take over the table's plan if it is one and better than what is known."""
        table = point.table
        even_out(table)
        if not table.missing_musts() and table.weight > (
            -1 if point.least is None else point.least
        ):
            point.least, point.plan = table.weight, _held(table)
            self.tighten()

    def share(self, share: float) -> Callable[[], bool]:
        """Whether there is time, for so much of the time left."""
        now = time.monotonic()
        ends = now + share * max(0.0, self.deadline - now)
        return lambda: time.monotonic() < ends

    def exchange(self) -> None:
        """A plan for each point from the one before it, by single meetings."""
        started = time.monotonic()
        budget = EXCHANGE_SHARE * max(0.0, self.deadline - started)
        patience = PATIENCE
        before: Held = []
        for i, point in enumerate(self.points):
            if not point.open:
                continue
            left = started + budget - time.monotonic()
            ends = time.monotonic() + max(0.0, left) / 2
            go_on = _patient(point, ends, patience)
            table, bound = point.table, point.prices.bound
            _hold(table, point.plan or before)
            if bound - table.total > NEAR * bound:
                _hold(table, [])  # a fresh plan comes nearer
            # The first plan is worth waiting for: without it there is nothing to tell.
            construct(table, point.prices, self.random, go_on if i else lambda: True)
            if bound - table.total <= NEAR * bound:
                Exchange(table, point.prices, self.random).run(go_on)
            before = _held(table)
            self.note(point)
            if point.open:
                patience /= 2

    def refill(self) -> None:
        """Take the slots into account: bound all points from both ends, then refill each."""
        # Imported here since small events are done before these libraries have loaded.
        from scheduler.weight.columns import Columns
        from scheduler.weight.neighbourhoods import Filling
        from scheduler.weight.tangent import Tangents

        tangents = Tangents()
        ends = self.unsettled()
        if all(self.points[i].close for i in ends):
            if ways_to_hold(self.points[ends[0]].table) > CLOSE_WAYS:
                return
            self.deadline = min(self.deadline, time.monotonic() + CLOSE_REFILL)
        columns = {i: Columns(self.points[i].table) for i in ends}
        for i in dict.fromkeys((ends[-1], ends[0])):
            if tangents.add(columns[i], self.share(RELAX_SHARE), self.workers):
                for j in ends:
                    self.points[j].most = min(self.points[j].most, tangents.at(columns[j]).bound)
                self.tighten()
        if not tangents:
            return
        for number, i in enumerate(ends):
            point = self.points[i]
            if not point.open:
                continue
            relaxed = tangents.at(columns[i])
            _hold(point.table, point.plan)
            filling = Filling(columns[i], relaxed)
            if number:
                filling.read(point.table)
            else:
                known = Filling(columns[i], relaxed)
                known.read(point.table)
                filling.fill(self.random, self.share(1.0))
                if filling.value < known.value:
                    filling = known
            goal = point.most + int((filling.worth - filling.weight).sum())
            go_on = self.share(1.0 / (len(ends) - number))
            filling.improve(goal, self.workers, self.random, go_on)
            filling.write(point.table)
            self.note(point)


def _patient(point: _Point, ends: float, patience: float) -> Callable[[], bool]:
    """Whether to go on with a point's table: until ``ends``, or, once close, while it gets better
    within seconds of ``patience``."""
    best, since = -1, 0.0

    def go_on() -> bool:
        nonlocal best, since
        now = time.monotonic()
        total, bound = point.table.total, point.prices.bound
        if total > best:
            best, since = total, now
        return now < ends and (bound - best > CLOSE * bound or now - since < patience)

    return go_on


def _held(table: Timetable) -> Held:
    return [(r, slot, table.who[r]) for r, slot in enumerate(table.slot) if slot >= 0]


def _hold(table: Timetable, plan: Held) -> None:
    """Make ``table`` hold these meetings, and no others."""
    for request, slot in enumerate(table.slot):
        if slot >= 0:
            table.drop(request)
    for request, slot, who in plan:
        table.put(request, slot, who)
