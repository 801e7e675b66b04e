"""Which method works on a problem."""

from __future__ import annotations

from scheduler.options import Options
from scheduler.search import exact, scale
from scheduler.search.run import Run

SMALL = 400
"""Up to so many pairs of a request and a slot, CP-SAT decides the problem in one piece."""


def optimise(run: Run) -> bool:
    """Search until every level is proven or the time is up; False if there is no plan."""
    if _pairs(run.options) <= SMALL:
        return exact.optimise(run, run.problem.objective)
    return scale.optimise(run)


def _pairs(options: Options) -> int:
    return sum(mask.bit_count() for mask in options.slots)
