"""Level after level by CP-SAT on the whole model: proven optimal, for problems that are small."""

from __future__ import annotations

import math

from ortools.sat.python import cp_model

from scheduler.clock import remaining
from scheduler.levels import EXPRESSIONS, at_least_as_good
from scheduler.model import complete
from scheduler.model.variables import Variables
from scheduler.problem import MAXIMISED, Level
from scheduler.search.cpsat import OnSolution, Watch, solver
from scheduler.search.run import Run


def optimise(run: Run, levels: tuple[Level, ...]) -> bool:
    """Optimise the levels in turn, the first ones of the objective being settled already.

    Each level gets half of the time that is left, the last one all of it. Returns False if there
    is proven to be no plan at all.
    """
    v = complete(run.options)
    objective = run.problem.objective
    for level in objective[: objective.index(levels[0])] if levels else ():
        at_least_as_good(v, level, EXPRESSIONS[level](v), run.value(level))
    for level in levels:
        share = 1.0 if level == levels[-1] or run.best is None else 0.5
        if not _optimise(run, v, level, run.until(share)):
            return False
        if run.best is None or run.left() <= 0:
            break
    return True


def improve(run: Run, level: Level, end: float | None) -> None:
    """Improve one level until the moment ``end``, with those before it at their values."""
    v = complete(run.options)
    for earlier in run.problem.objective[: run.problem.objective.index(level)]:
        at_least_as_good(v, earlier, EXPRESSIONS[earlier](v), run.value(earlier))
    _optimise(run, v, level, end)


def _optimise(run: Run, v: Variables, level: Level, until: float | None) -> bool:
    run.enter(level, "exact")
    expression = EXPRESSIONS[level](v)
    maximised = level in MAXIMISED
    (v.model.maximize if maximised else v.model.minimize)(expression)
    if run.best is not None:
        v.hint(run.best.meetings())
    engine = solver(
        seconds=remaining(until),
        workers=run.workers,
        seed=run.seed,
        deterministic=run.share_of_effort(),
    )

    def ended() -> bool:
        return run.left() <= 0

    def found(solution: cp_model.CpSolverSolutionCallback) -> None:
        run.offer(v.meetings(solution))
        _prove(run, level, solution.best_objective_bound)

    if not ended():
        with Watch(engine, ended):
            status = engine.solve(v.model, OnSolution(found))
        if status == cp_model.INFEASIBLE:
            return False
        if status == cp_model.MODEL_INVALID:
            raise AssertionError(v.model.validate())
        if status in (cp_model.OPTIMAL, cp_model.FEASIBLE):
            run.offer(v.meetings(engine))
            _prove(run, level, engine.best_objective_bound)
    if run.best is not None:
        at_least_as_good(v, level, expression, run.value(level))
    return True


def _prove(run: Run, level: Level, bound: float) -> None:
    if math.isfinite(bound) and abs(bound) < 1e15:
        run.prove(
            level, math.floor(bound + 1e-6) if level in MAXIMISED else math.ceil(bound - 1e-6)
        )
