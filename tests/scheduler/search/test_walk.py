"""Walks change slots, places and delegates' choices, and know what that does."""

from __future__ import annotations

from random import Random

import pytest
from hypothesis import HealthCheck, given, settings

from scheduler.objective import level_value
from scheduler.options import Options
from scheduler.problem import Level, Problem
from scheduler.schedule import Schedule
from scheduler.search.walk import Pace, Walk
from tests.scheduler.exhaustive import options
from tests.scheduler.strategies import chance, problems

ORDERS: tuple[tuple[Level, ...], ...] = (
    ("waiting",),
    ("breaks", "waiting"),
    ("waiting", "places"),
    ("places", "breaks"),
)


@pytest.mark.parametrize("levels", ORDERS)
@settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
)
@given(problem=problems(feasible_rules=False), random=chance)
def test_a_walk_ends_in_a_plan_with_the_same_requests(
    levels: tuple[Level, ...], problem: Problem, random: Random
) -> None:
    known = Options.of(problem)
    start = Schedule(known)
    for request in range(len(problem.requests)):
        ways = options(problem, request)
        if ways:
            start.replace((), [random.choice(ways)])
    walk = Walk(known, start.meetings(), levels)
    paces = iter([Pace(2.0, 1.0)] * 3)

    walk.run(random, lambda: next(paces, None), lambda: None)

    plan = Schedule(known)
    for m in sorted(walk.meetings(), key=lambda m: m.slot):
        assert plan.fits(m)
        plan.change((), [m])
    assert {m.request for m in walk.meetings()} == {m.request for m in start.meetings()}
    *early, now = (level_value(problem, walk.meetings(), level) for level in levels)
    assert (walk.early, walk.now) == (sum(early), now)
