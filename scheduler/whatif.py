"""What would be gained by a little more: how many meetings, and how much weight.

The varied problems are planned for ``weight`` and bounded together (``scheduler.weight.curve``),
once with the weights as they are and once with each request counting one. A plan found for less
also holds for more, and a bound proven for more also holds for less; where they meet, nothing is
left to search.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass, replace

from scheduler.options import Options
from scheduler.problem import Problem
from scheduler.search.strategy import SMALL
from scheduler.solve import NoPlanError, solve
from scheduler.weight.curve import weight_curve


@dataclass(frozen=True, slots=True)
class Span:
    """A number known to be from ``least``, which a plan reaches, to ``most``, which is proven.

    ``least`` None: no plan has been found.
    """

    least: int | None
    most: int

    @property
    def exact(self) -> bool:
        """Whether nothing is left open."""
        return self.least == self.most

    def beyond(self, other: Span) -> Span:
        """How much more this is than ``other``, of which it is a relaxation."""
        least = None if self.least is None else max(0, self.least - other.most)
        return Span(least, max(0, self.most - (other.least or 0)))


@dataclass(frozen=True, slots=True)
class Point:
    """What is possible with ``more``: the most weight, and the most meetings, of any plan."""

    more: int
    weight: Span
    meetings: Span


def curve(
    variations: Sequence[tuple[int, Problem]],
    *,
    nested: bool = True,
    time_limit: float = 20.0,
    workers: int = 1,
    seed: int = 1,
) -> list[Point]:
    """The most weight and the most meetings for each of ``variations``.

    Args:
        variations: how much more, and the problem with it (see ``scheduler.variations``), in
            ascending order.
        nested: every plan of one is possible in the next.
        time_limit: seconds for all of it; the bounds alone may take longer on a large event.
        workers: threads and processes.
        seed: of all random choices.
    """
    ends = time.monotonic() + time_limit
    weights = [problem for _, problem in variations]
    spans = _spans if nested else _apart
    heavy = spans(weights, time.monotonic() + time_limit / 2, workers, seed)
    if all(_counts_alike(problem) for problem in weights):
        weight = max((request.weight for request in weights[0].requests), default=1)
        counts = [
            Span(None if s.least is None else s.least // weight, s.most // weight) for s in heavy
        ]
    else:
        counts = spans([_counted(problem) for problem in weights], ends, workers, seed)
    return [
        Point(more, weight, meetings)
        for (more, _), weight, meetings in zip(variations, heavy, counts, strict=True)
    ]


def _counts_alike(problem: Problem) -> bool:
    return len({request.weight for request in problem.requests}) <= 1


def _counted(problem: Problem) -> Problem:
    """The same problem with each request counting one."""
    return replace(
        problem, requests=tuple(replace(request, weight=1) for request in problem.requests)
    )


def _spans(problems: Sequence[Problem], ends: float, workers: int, seed: int) -> list[Span]:
    """What each problem can reach; each is a relaxation of the one before it."""
    if all(Options.of(problem).pairs <= SMALL for problem in problems):
        return [_exact(problem, ends, workers, seed) for problem in problems]
    found = weight_curve(problems, deadline=ends, workers=workers, seed=seed)
    return [Span(least, most) for least, most in found]


def _apart(problems: Sequence[Problem], ends: float, workers: int, seed: int) -> list[Span]:
    """What each problem can reach, each looked at by itself."""
    found: list[Span] = []
    for done, problem in enumerate(problems):
        now = time.monotonic()
        share = now + (ends - now) / (len(problems) - done)
        found += _spans([problem], share, workers, seed)
    return found


def _exact(problem: Problem, ends: float, workers: int, seed: int) -> Span:
    """What a small problem can reach: CP-SAT proves it."""
    most = sum(request.weight for request in problem.requests)
    try:
        plan = solve(
            replace(problem, objective=("weight",)),
            time_limit=max(0.1, ends - time.monotonic()),
            workers=workers,
            seed=seed,
        ).plan
    except NoPlanError:
        return Span(None, most)
    if plan.status == "infeasible":
        return Span(None, 0)
    (level,) = plan.objective
    return Span(level.value, most if level.bound is None else level.bound)
