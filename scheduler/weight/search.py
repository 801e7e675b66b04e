"""How the parts work together: relax, construct, exchange, until value and bound meet."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from random import Random

from scheduler.problem import Meeting, Problem
from scheduler.weight.construction import construct
from scheduler.weight.exchange import Exchange
from scheduler.weight.selection import select
from scheduler.weight.spread import even_out
from scheduler.weight.timetable import Timetable

Report = Callable[[list[Meeting], int, int], None]

NEAR = 0.02
"""Exchange of single meetings is for plans that come so near to the bound."""
WINDOW, PATIENCE, CLOSE = 1.0, 3.0, 0.001
"""Exchange is looked at each WINDOW seconds. Where more than CLOSE of the bound is missing, and at
the pace of the last window would be for more than one part in PATIENCE of the time left, the slots
are what stands in the way, and refilling them is better."""
FRESH = 1.0
"""A plan filled by the relaxation's prices is the better start, though it lacks up to so many times
more of the bound than the known one: what the prices rule out can't be part of an exchange."""
LARGEST = 8_000_000
"""The relaxation with slots is built for up to so many ways to hold a meeting."""
FIRST = 0.6
"""Seconds that the first plan may take in any case: one that is late beats none."""
LONGEST = 1200.0
"""Seconds after which the relaxation is given up, if there is no deadline."""
LOOKS = 40
"""Looks at the clock that count as a second of a deterministic limit."""
REPORT_SHARE = 20
"""Telling of improvements takes no more than one part in so many of the time."""


@dataclass(frozen=True)
class WeightResult:
    """Meetings that break no rule, their weight, and a bound on the weight of any plan.

    With requests in ``missing`` (they must be placed and are not) it is not yet a plan.
    """

    meetings: list[Meeting]
    value: int
    bound: int
    missing: tuple[int, ...] = ()


def solve_weight(
    problem: Problem,
    *,
    deadline: float | None = None,
    workers: int = 1,
    seed: int = 1,
    on_improvement: Report | None = None,
    stop: threading.Event | None = None,
    effort: float | None = None,
) -> WeightResult:
    """Place requests of as much weight as possible.

    Args:
        problem: a validated problem.
        deadline: when to end, on the clock of ``time.monotonic``; None: when nothing more is found.
        workers: threads.
        seed: of all random choices.
        on_improvement: told of better plans: meetings, value and bound; first of the bound alone,
            with no meetings, before there is a plan.
        stop: once set, the search ends within a second.
        effort: a deterministic limit, in units of about a second. With one worker the same effort
            and seed give the same meetings, unless ``deadline`` or ``stop`` cut it short.
    """
    return _Search(problem, deadline, workers, seed, on_improvement, stop, effort).run()


def _weight_of(table: Timetable, worth: int) -> int:
    """The bound on weight that follows from one on worth: every plan has all that must be."""
    return max(0, worth - table.premium * table.musts)


def ways_to_hold(table: Timetable) -> int:
    """How many ways there are to hold the requests, places left aside: a size of the problem."""
    size = 0
    for allowed, choices in zip(table.allowed, table.choices, strict=True):
        for who in choices:
            common = allowed
            for one in who:
                common &= table.available[one]
            size += common.bit_count()
    return size


class _Search:
    def __init__(
        self,
        problem: Problem,
        deadline: float | None,
        workers: int,
        seed: int,
        on_improvement: Report | None,
        stop: threading.Event | None,
        effort: float | None = None,
    ) -> None:
        self.effort = effort
        self.looks = None if effort is None else round(LOOKS * effort)
        self.table = Timetable(problem)
        self.deadline = float("inf") if deadline is None else deadline
        self.workers = workers
        self.random = Random(seed)
        self.on_improvement = on_improvement
        self.stop = stop
        self.bound = 0
        self.told = (-1, -1)
        self.next_report = 0.0
        # Without the rule, every plan on the way is one to tell of.
        self.even = problem.rules.max_break_spread is None

    def run(self) -> WeightResult:
        table = self.table
        prices = select(table)
        self.bound = _weight_of(table, prices.bound)
        if self.on_improvement is not None:
            self.on_improvement([], 0, self.bound)
        first = max(self.deadline, time.monotonic() + FIRST)
        construct(table, prices, self.random, lambda: self.go_on_first(first))
        self.report(now=True)
        refillable = ways_to_hold(table) <= LARGEST
        if prices.bound - table.total <= NEAR * prices.bound:
            go_on = self.closing(prices.bound) if refillable else self.go_on
            Exchange(table, prices, self.random).run(go_on)
            self.report(now=True)
        if self.open() and self.go_on() and refillable:
            self.refill()
        even_out(table)
        self.even = True
        self.report(now=True)
        missing = tuple(table.missing_musts())
        return WeightResult(table.meetings(), table.weight, self.bound, missing)

    def open(self) -> bool:
        """Whether something is missing or may be better."""
        return self.table.weight < self.bound or bool(self.table.missing_musts())

    def refill(self) -> None:
        """Take the slots into account: relax again, then refill the plan a few slots at a time."""
        # Imported here since small events are done before these libraries have loaded.
        from scheduler.weight.columns import Columns
        from scheduler.weight.neighbourhoods import Filling
        from scheduler.weight.relaxation import relax

        table = self.table
        timed = self.effort is None
        columns = Columns(table)
        relaxed = relax(
            columns,
            seconds=self.left() / 3 if timed else LONGEST,
            threads=self.workers,
            go_on=self.in_time,
            effort=self.effort,
        )
        if relaxed is None:
            return
        self.bound = min(self.bound, relaxed.bound)
        self.report(now=True)
        known, filling = (Filling(columns, relaxed, timed=timed) for _ in range(2))
        known.read(table)
        filling.fill(self.random, self.go_on)
        goal = self.bound + int((filling.worth - filling.weight).sum())
        if filling.value < known.value - FRESH * (goal - known.value):
            filling = known
        shown = known.value

        def go_on() -> bool:
            nonlocal shown
            if timed and time.monotonic() >= self.next_report and filling.value > shown:
                shown = filling.value
                filling.write(table)
            return self.go_on()

        filling.improve(goal, self.workers, self.random, go_on)
        max(known, filling, key=lambda one: one.value).write(table)

    def closing(self, bound: int) -> Callable[[], bool]:
        """As ``go_on``, as long as the gap to ``bound`` may be closed soon (see ``WINDOW``)."""
        table = self.table
        since, gap = self.clock(), bound - table.total

        def go_on() -> bool:
            nonlocal since, gap
            if not self.go_on():
                return False
            now = self.clock()
            if now - since < WINDOW:
                return True
            missing = bound - table.total
            pace = (gap - missing) / (now - since)
            since, gap = now, missing
            return missing <= CLOSE * bound or missing <= pace * self.left() / PATIENCE

        return go_on

    def clock(self) -> float:
        """Seconds, or those of the deterministic limit."""
        return time.monotonic() if self.looks is None else -self.looks / LOOKS

    def left(self) -> float:
        """Seconds on that clock until the end."""
        if self.looks is not None:
            return self.looks / LOOKS
        return min(self.deadline - time.monotonic(), LONGEST)

    def go_on_first(self, end: float) -> bool:
        """As ``go_on`` for the first plan, which has a moment even where the time is up."""
        return not (self.stop is not None and self.stop.is_set()) and time.monotonic() < end

    def go_on(self) -> bool:
        """Whether there is time and effort left; tells of what has been found meanwhile."""
        if self.looks is not None:
            self.looks -= 1
            if self.looks < 0:
                return False
        return self.in_time()

    def in_time(self) -> bool:
        """As ``go_on``, whatever the effort."""
        if self.stop is not None and self.stop.is_set():
            return False
        self.report()
        return time.monotonic() < self.deadline

    def report(self, *, now: bool = False) -> None:
        """Tell of a better plan or bound, if there is a plan at all."""
        table = self.table
        started = time.monotonic()
        state = (table.total, self.bound)
        if self.on_improvement is None or state == self.told:
            return
        # With a deterministic limit the clock must not choose what is told.
        if not now and (started < self.next_report or self.looks is not None):
            return
        if not self.even or table.missing_musts():
            return
        self.told = state
        self.on_improvement(table.meetings(), table.weight, self.bound)
        ended = time.monotonic()
        self.next_report = ended + REPORT_SHARE * (ended - started)
