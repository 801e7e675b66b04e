"""What people were told is kept as far as can be, after every kind of change, and proven."""

from __future__ import annotations

from random import Random

import pytest

from bench.disturb import CHANGES
from bench.generate import generate
from scheduler.checker import faults_of
from scheduler.plan import Plan
from scheduler.problem import Problem
from scheduler.reading import problem_from_json
from scheduler.solve import solve


@pytest.fixture(scope="module")
def event() -> Problem:
    """An event with hall tables and stands, too large to be decided in one piece."""
    return problem_from_json(
        generate("event", delegations=40, requests=190, slots=8, days=2, seed=4, tables=0.5)
    )


@pytest.fixture(scope="module")
def told(event: Problem) -> Plan:
    """Its plan, which people have been told of."""
    return solve(event, deterministic_limit=0.2).plan


@pytest.mark.parametrize("change", CHANGES)
@pytest.mark.parametrize("seed", [1, 2])
def test_the_most_is_kept_and_proven(event: Problem, told: Plan, change: str, seed: int) -> None:
    changed = CHANGES[change](event, told.meetings, Random(seed))

    plan = solve(changed, deterministic_limit=1, time_limit=120).plan

    assert faults_of(changed, plan) == []
    assert plan.objective[0].level == "kept"
    assert plan.objective[0].proven
    assert plan.objective[0].value > 2 * len(told.meetings)
