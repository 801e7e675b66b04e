"""What ``solve_weight`` gives holds, and what it proves is true, on tiny problems of every kind."""

from __future__ import annotations

import time

from hypothesis import HealthCheck, given, settings

from scheduler.checker import broken_rules
from scheduler.objective import weight
from scheduler.problem import Problem
from scheduler.weight import solve_weight, weight_bound

from ..exhaustive import all_plans
from ..strategies import problems

TINY = settings(
    max_examples=80,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
)


@TINY
@given(problems())
def test_meetings_break_no_rule_but_what_is_reported_missing(problem: Problem) -> None:
    result = solve_weight(problem, deadline=time.monotonic() + 0.5, seed=1)

    placed = {meeting.request for meeting in result.meetings}
    expected = [
        request
        for request in range(len(problem.requests))
        if problem.must_place(request) and request not in placed
    ]
    faults = broken_rules(problem, result.meetings)
    assert list(result.missing) == expected
    assert len(faults) == len(expected), faults
    assert result.value == weight(problem, result.meetings)


@TINY
@given(problems())
def test_no_plan_weighs_more_than_the_bound(problem: Problem) -> None:
    best = max((weight(problem, plan) for plan in all_plans(problem)), default=None)

    bounds = [
        weight_bound(problem, deadline=time.monotonic() + 0.5),
        solve_weight(problem, deadline=time.monotonic() + 0.5, seed=1).bound,
    ]

    assert best is None or all(bound >= best for bound in bounds)


@TINY
@given(problems(feasible_rules=False))
def test_improvements_are_plans_and_never_worse(problem: Problem) -> None:
    told: list[tuple[int, int]] = []

    def tell(meetings: list, value: int, bound: int) -> None:
        assert broken_rules(problem, meetings) == []
        assert weight(problem, meetings) == value
        told.append((value, bound))

    result = solve_weight(problem, deadline=time.monotonic() + 0.5, seed=1, on_improvement=tell)

    assert [value for value, _ in told] == sorted(value for value, _ in told)
    assert told[-1] == (result.value, result.bound)
