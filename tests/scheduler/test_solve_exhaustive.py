"""``solve`` against an exhaustive search, on tiny problems with every feature of the format."""

from __future__ import annotations

from hypothesis import HealthCheck, event, given, settings

from scheduler.checker import faults_of
from scheduler.plan import Result
from scheduler.problem import Problem
from scheduler.solve import solve

from .exhaustive import best_values
from .strategies import problems


@settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
)
@given(problems())
def test_every_level_is_the_exhaustive_optimum_and_proven(problem: Problem) -> None:
    expected = best_values(problem)

    result = solve(problem, time_limit=60, workers=1, seed=1, on_progress=None, stop=None)

    assert isinstance(result, Result)
    assert faults_of(problem, result.plan) == []
    if expected is None:
        event("infeasible")
        assert result.plan.status == "infeasible"
        return
    event("feasible")
    assert result.plan.status == "optimal"
    assert tuple(level.value for level in result.plan.objective) == expected
    assert tuple(level.bound for level in result.plan.objective) == expected
