"""Level after level for problems too large to be decided in one piece.

``weight`` is constructed and bounded by ``scheduler.weight``, ``fairness`` by a relaxation and its
realisation, the levels about people's days by annealing; whatever doesn't fit these methods is
left to CP-SAT on the whole model, from the best plan so far.
"""

from __future__ import annotations

from collections.abc import Sequence
from random import Random

from scheduler.clock import remaining, time_to_load
from scheduler.problem import Level, Meeting
from scheduler.schedule import Schedule
from scheduler.search import anneal
from scheduler.search.run import Run
from scheduler.weight import solve_weight

SHARES: dict[Level, float] = {"weight": 0.75, "fairness": 0.6}
"""How much of the time left a level may take, where not an equal share."""

FIRST_SHARE = 0.25
"""How much of a level's time goes to the method for it where CP-SAT follows."""
HIGHS = ("scipy.optimize", 0.5)
CP_SAT = ("ortools.sat.python.cp_model", 0.3)
"""Libraries, and the seconds that loading them takes: a method isn't begun for less."""
PROVABLE: dict[Level, int] = {
    "kept": 12_000,
    "weight": 2_000,
    "fairness": 12_000,
    "breaks": 2_000,
    "waiting": 2_000,
    "places": 2_000,
}
"""Up to so many pairs of a request and a slot, CP-SAT may prove what the first method found."""


def optimise(run: Run) -> bool:
    """Search until every level is proven or the time is up; False if there is no plan."""
    objective = run.problem.objective
    if objective[0] == "kept" and anneal.walks(run):
        from scheduler.search import keep

        run.enter("kept")
        certain = keep.improve(run, run.until(0.5))
        if run.best is not None:
            keep.optimise_rest(run, certain, optimise, objective[1:])
            return True
    if run.best is None:
        _weigh(run, run.until(0.5))
        if run.best is None:
            from scheduler.search import exact

            if not exact.optimise(run, objective[:1]):
                return False
        if run.best is None:
            return True
    improve_from(run, 0)
    return True


def improve_from(run: Run, position: int) -> None:
    """Improve a plan on the levels from a position of the objective on, one after the other."""
    random = Random(run.seed)
    objective = run.problem.objective
    for i in range(position, len(objective)):
        level = objective[i]
        run.enter(level)
        left = sum(not run.closed(later) for later in objective[i:])
        end = run.until(1.0 if left <= 1 else SHARES.get(level, 1 / left))
        _improve(run, level, end, random)
        if run.left() <= 0:
            break


def _improve(run: Run, level: Level, end: float | None, random: Random) -> None:
    """Improve one level by the method for it, then by CP-SAT where that may prove it."""
    before = run.problem.objective[: run.problem.objective.index(level)]
    provable = run.options.pairs <= PROVABLE[level]
    middle = run.until(FIRST_SHARE * _share(run, end)) if provable else end
    if level == "weight" and not before:
        _weigh(run, middle)
    elif level == "fairness" and anneal.walks(run) and not set(before) & anneal.WALKED:
        if remaining(middle) > time_to_load(*HIGHS):
            from scheduler.search import fair

            fair.improve(run, middle, random)
    elif level in anneal.WALKED and anneal.walks(run):
        anneal.improve(run, level, middle)
    else:
        provable = True
    if provable and not run.closed(level) and remaining(end) > time_to_load(*CP_SAT):
        from scheduler.search import exact

        exact.improve(run, level, end)


def _share(run: Run, end: float | None) -> float:
    """The part of the time left that ends at ``end``."""
    left = run.left()
    return 1.0 if left in (0.0, float("inf")) else remaining(end) / left


def _weigh(run: Run, end: float | None) -> None:
    def told(meetings: Sequence[Meeting], value: int, bound: int) -> None:
        offer_checked(run, meetings)
        run.prove("weight", bound)

    first = run.problem.objective[0] == "weight"
    found = solve_weight(
        run.problem,
        deadline=end,
        workers=run.workers,
        seed=run.seed,
        on_improvement=told if first else None,
        stop=run.stop,
    )
    offer_checked(run, found.meetings)
    if first:
        run.prove("weight", found.bound)


def offer_checked(run: Run, meetings: Sequence[Meeting]) -> bool:
    """Offer meetings that may not be a plan: only if they break no rule."""
    schedule = Schedule(run.options)
    return schedule.replace((), meetings) and schedule.complete() and run.offer(schedule)
