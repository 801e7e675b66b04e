"""Which method works on a problem, and on each level of its objective."""

from __future__ import annotations

from scheduler.search import exact
from scheduler.search.run import Run


def optimise(run: Run) -> bool:
    """Search until every level is proven or the time is up; False if there is no plan."""
    return exact.optimise(run, run.problem.objective)
