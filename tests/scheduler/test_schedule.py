"""A changing plan knows at any time what an independent evaluation says of it."""

from __future__ import annotations

from dataclasses import replace
from random import Random

from hypothesis import HealthCheck, given, settings

from scheduler.objective import evaluate
from scheduler.options import Options
from scheduler.problem import MAXIMISED, Problem
from scheduler.schedule import Schedule
from tests.scheduler.exhaustive import fits, options, whole_plan_holds
from tests.scheduler.strategies import chance, problems

SETTINGS = settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
)


@SETTINGS
@given(problem=problems(feasible_rules=False), random=chance)
def test_costs_follow_every_change(problem: Problem, random: Random) -> None:
    schedule = Schedule(Options.of(problem))
    for _ in range(12):
        request = random.randrange(len(problem.requests))
        ways = options(problem, request)
        removed = [request] if schedule.meeting[request] else []
        schedule.replace(removed, [random.choice(ways)] if ways and random.random() < 0.7 else [])

        values = evaluate(problem, schedule.meetings())
        assert schedule.costs == tuple(
            -value if level in MAXIMISED else value for level, value in values.items()
        )


@SETTINGS
@given(problem=problems(feasible_rules=False), random=chance)
def test_fits_is_what_the_rules_allow(problem: Problem, random: Random) -> None:
    problem = replace(problem, rules=replace(problem.rules, max_break_spread=None))
    schedule = Schedule(Options.of(problem))
    for request in random.sample(range(len(problem.requests)), len(problem.requests)):
        ways = options(problem, request)
        if ways:
            meeting = random.choice(ways)
            plan = schedule.meetings()
            holds = fits(problem, plan, meeting) and whole_plan_holds(problem, [*plan, meeting])

            assert schedule.fits(meeting) == holds
            assert schedule.replace((), [meeting]) == holds
