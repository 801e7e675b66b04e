"""The yardstick measures the same thing: its optimum is the exhaustive one."""

from __future__ import annotations

from hypothesis import HealthCheck, given, settings

from bench.plain_model import solve
from scheduler.checker import faults_of
from scheduler.problem import Problem
from tests.scheduler.exhaustive import best_values
from tests.scheduler.strategies import problems


@settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
)
@given(problems())
def test_the_plain_model_finds_the_exhaustive_optimum(problem: Problem) -> None:
    expected = best_values(problem)
    result = solve(problem, time_limit=1e6, workers=1, seed=1)
    assert result is not None
    assert faults_of(problem, result.plan) == []
    if expected is None:
        assert result.plan.status == "infeasible"
    else:
        assert tuple(level.value for level in result.plan.objective) == expected
        assert result.plan.status == "optimal"
