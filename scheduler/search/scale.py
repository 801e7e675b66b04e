"""Level after level for problems too large to be decided in one piece.

``weight`` is constructed and bounded by ``scheduler.weight``, ``fairness`` by a relaxation and its
realisation, the levels about people's days by annealing; whatever doesn't fit these methods is
left to CP-SAT on the whole model, from the best plan so far.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import ExitStack
from random import Random

from scheduler.clock import remaining, time_to_load
from scheduler.problem import Level, Meeting
from scheduler.search import anneal
from scheduler.search.crew import Crew, crew_of
from scheduler.search.run import Run
from scheduler.weight import solve_weight

SHARES: dict[Level, float] = {"weight": 0.75, "fairness": 0.6}
"""How much of the time left a level may take, where not an equal share."""

FIRST_SHARE = 0.25
"""How much of a level's time goes to the method for it where CP-SAT follows."""
FITTING_SHARE = 0.75
"""The same for a method that mostly ends by itself, long before."""
BOUND_SHARE = 0.3
"""How much of it goes to a bound where that takes a program of its own."""
BOUNDING = 4.0
"""A bound isn't begun in less than so many times what loading its library takes."""
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
    crew: Crew | None = None
    with ExitStack() as stack:
        for i in range(position, len(objective)):
            if run.left() <= 0 and (i > position or run.stop.is_set()):
                break
            level = objective[i]
            run.enter(level)
            left = sum(not run.closed(later) for later in objective[i:])
            end = run.until(1.0 if left <= 1 else SHARES.get(level, 1 / left))
            if crew is None and level != "weight" and _needs_crew(run, objective[i:]):
                # It gets ready beside ``fairness``, but takes no core from ``weight``.
                crew = stack.enter_context(crew_of(run.workers))
            _improve(run, level, end, random, crew)


def _needs_crew(run: Run, levels: Sequence[Level]) -> bool:
    """Whether other processes pay for the levels to come."""
    if not anneal.WALKED & {level for level in levels if not run.closed(level)}:
        return False
    return anneal.walks(run) and run.effort is None and run.left() > anneal.WORTH_HELP


def _improve(run: Run, level: Level, end: float | None, random: Random, crew: Crew | None) -> None:
    """Improve one level by the method for it, then by CP-SAT where that may prove it."""
    before = run.problem.objective[: run.problem.objective.index(level)]
    provable = run.options.pairs <= PROVABLE[level]
    first = FIRST_SHARE if level in anneal.WALKED else FITTING_SHARE
    middle = run.until(first * _share(run, end)) if provable else end
    if level == "weight" and not before:
        _weigh(run, middle)
    elif level == "fairness" and anneal.walks(run) and not set(before) & anneal.WALKED:
        if remaining(middle) > time_to_load(*HIGHS):
            from scheduler.search import fair

            fair.improve(run, middle, random)
    elif level in anneal.WALKED and anneal.walks(run):
        bound = _bounding(run, middle, beside=crew is not None) if level == "places" else None
        anneal.improve(run, level, middle, crew, bound)
    else:
        provable = True
    if provable and not run.closed(level) and remaining(end) > time_to_load(*CP_SAT):
        from scheduler.search import exact

        exact.improve(run, level, end)


def _bounding(run: Run, end: float | None, *, beside: bool) -> Callable[[], None] | None:
    """What bounds ``places``, ``beside`` the walks or before them; None: no time for it."""
    if remaining(end) < BOUNDING * time_to_load(*HIGHS):
        return None

    def bound() -> None:
        from scheduler.search.bounding import bound_places

        bound_places(run, end if beside else run.until(BOUND_SHARE * _share(run, end)))

    return bound


def _share(run: Run, end: float | None) -> float:
    """The part of the time left that ends at ``end``."""
    left = run.left()
    return 1.0 if left in (0.0, float("inf")) else remaining(end) / left


def _weigh(run: Run, end: float | None) -> None:
    def told(meetings: Sequence[Meeting], value: int, bound: int) -> None:
        run.prove("weight", bound)
        if meetings:
            run.offer_checked(meetings)

    first = run.problem.objective[0] == "weight"
    found = solve_weight(
        run.problem,
        deadline=end,
        workers=run.workers,
        seed=run.seed,
        on_improvement=told if first else None,
        stop=run.stop,
        effort=run.share_of_effort(),
    )
    if "weight" in run.problem.objective:
        run.prove("weight", found.bound)  # which holds for any plan, whatever comes before
    if not first or run.best is None or run.value("weight") < found.value:
        run.offer_checked(found.meetings)
