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


def weight_bound(problem: Problem, *, deadline: float | None = None) -> int:
    """A proven upper bound on the weight of any plan of ``problem``."""
    table = Timetable(problem)
    return _weight_of(table, select(table).bound)


def solve_weight(
    problem: Problem,
    *,
    deadline: float | None = None,
    workers: int = 1,
    seed: int = 1,
    on_improvement: Report | None = None,
    stop: threading.Event | None = None,
) -> WeightResult:
    """Place requests of as much weight as possible.

    Args:
        problem: a validated problem.
        deadline: when to end, on the clock of ``time.monotonic``; None: when nothing more is found.
        workers: threads.
        seed: of all random choices.
        on_improvement: told of better plans: meetings, value and bound.
        stop: once set, the search ends within a second.
    """
    return _Search(problem, deadline, workers, seed, on_improvement, stop).run()


def _weight_of(table: Timetable, worth: int) -> int:
    """The bound on weight that follows from one on worth: every plan has all that must be."""
    return max(0, worth - table.premium * table.musts)


class _Search:
    def __init__(
        self,
        problem: Problem,
        deadline: float | None,
        workers: int,
        seed: int,
        on_improvement: Report | None,
        stop: threading.Event | None,
    ) -> None:
        self.table = Timetable(problem)
        self.deadline = float("inf") if deadline is None else deadline
        self.workers = workers
        self.random = Random(seed)
        self.on_improvement = on_improvement
        self.stop = stop
        self.bound = 0
        self.told = -1
        self.next_report = 0.0

    def run(self) -> WeightResult:
        table = self.table
        prices = select(table)
        self.bound = _weight_of(table, prices.bound)
        construct(table, prices, self.random, self.go_on)
        self.report(last=True)
        Exchange(table, prices, self.random).run(self.go_on)
        even_out(table)
        self.report(last=True)
        missing = tuple(table.missing_musts())
        return WeightResult(table.meetings(), table.weight, self.bound, missing)

    def go_on(self) -> bool:
        """Whether there is time left; tells of what has been found meanwhile."""
        if self.stop is not None and self.stop.is_set():
            return False
        self.report()
        return time.monotonic() < self.deadline

    def report(self, *, last: bool = False) -> None:
        """Tell of the plan if it is better than the one told of before and a plan at all."""
        table = self.table
        started = time.monotonic()
        if self.on_improvement is None or table.total <= self.told:
            return
        if started < self.next_report and not last:
            return
        if table.missing_musts() or (table.problem.rules.max_break_spread is not None and not last):
            return
        self.told = table.total
        self.on_improvement(table.meetings(), table.weight, self.bound)
        ended = time.monotonic()
        self.next_report = ended + REPORT_SHARE * (ended - started)
