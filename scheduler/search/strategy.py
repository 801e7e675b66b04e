"""Which method works on a problem.

Methods are imported where they are used, here and in ``scheduler.search.scale``: the plan of a
small event is due before the libraries of the others have loaded.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import prod

from scheduler.compact import applies, solve_compact
from scheduler.problem import Meeting, Problem
from scheduler.search import scale
from scheduler.search.crowd import crowded
from scheduler.search.run import Run

SMALL = 400
"""Up to so many pairs of a request and a slot, CP-SAT decides the problem in one piece."""
MANY_CHOICES = 10_000
"""Ways to choose who attends a request, beyond which only CP-SAT, for which each entry has
variables of its own, can do without looking at each of them."""


def optimise(run: Run) -> bool:
    """Search until every level is proven or the time is up; False if there is no plan."""
    problem = run.problem
    if crowded(run.options, [r for r in range(len(problem.requests)) if problem.must_place(r)]):
        return False
    if run.options.pairs <= SMALL or _most_choices(problem) > MANY_CHOICES:
        from scheduler.search import exact

        return exact.optimise(run, problem.objective)
    if applies(problem):
        return _compact(run)
    return scale.optimise(run)


def _most_choices(problem: Problem) -> int:
    return max((prod(map(len, r.attendees)) for r in problem.requests), default=1)


def _compact(run: Run) -> bool:
    """Where everything is placed: ``breaks`` by its own method, then the levels after it."""
    objective = run.problem.objective
    position = objective.index("breaks")
    run.phase_level = position
    run.phase = "compact"

    def told(meetings: Sequence[Meeting], value: int, bound: int) -> None:
        run.offer_checked(meetings)
        run.prove("breaks", bound)

    found = solve_compact(
        run.problem,
        deadline=run.until(1.0 if position == len(objective) - 1 else 0.5),
        workers=run.workers,
        seed=run.seed,
        on_improvement=told,
        stop=run.stop,
        effort=run.share_of_effort(),
    )
    if found.status == "infeasible":
        return False
    if found.meetings is not None:
        run.offer_checked(found.meetings)
        run.prove("breaks", found.bound)
    if run.best is None:
        from scheduler.search import exact

        return run.left() <= 0 or exact.optimise(run, objective)
    for level in objective[:position]:  # all is placed, so nothing before could differ
        run.prove(level, run.value(level))
    scale.improve_from(run, position + 1)
    return True
