"""The methods for large problems, on tiny ones that an exhaustive search settles."""

from __future__ import annotations

from hypothesis import HealthCheck, given, settings

from scheduler.checker import faults_of
from scheduler.options import Options
from scheduler.plan import LevelValue, Plan, Unplaced, status_of
from scheduler.problem import MAXIMISED, Problem
from scheduler.schedule import Schedule
from scheduler.search import scale
from scheduler.search.run import Run
from tests.scheduler.exhaustive import best_values
from tests.scheduler.strategies import problems


@settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
)
@given(problems())
def test_plans_hold_and_bounds_are_true(problem: Problem) -> None:
    best = best_values(problem)
    run = Run(Options.of(problem), time_limit=0.5, stop=None, on_progress=None, workers=1, seed=1)
    if not any(map(problem.must_place, range(len(problem.requests)))):
        run.offer(Schedule(run.options))

    possible = scale.optimise(run)

    if best is None:
        assert run.best is None
        return
    assert possible
    if run.best is None:
        return
    levels = tuple(
        LevelValue(level, run.value(level), run.bound(level)) for level in problem.objective
    )
    unplaced = tuple(Unplaced(r) for r, held in enumerate(run.best.meeting) if held is None)
    plan = Plan(status_of(levels), tuple(run.best.meetings()), unplaced, levels)
    assert faults_of(problem, plan) == []
    for level, optimum in zip(levels, best, strict=True):
        sign = -1 if level.level in MAXIMISED else 1
        assert level.bound is None or sign * level.bound <= sign * optimum
        assert sign * level.value >= sign * optimum
        if level.value != optimum:
            break
