"""The bound on ``places``: true where everything was tried, and above nothing where it can be."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings

from scheduler.objective import evaluate
from scheduler.options import Options
from scheduler.problem import Problem
from scheduler.reading import problem_from_json
from scheduler.search import firstorder, selection
from scheduler.search.bounding import bound_places
from scheduler.search.run import Run
from scheduler.writing import problem_to_json
from tests.scheduler.exhaustive import all_plans
from tests.scheduler.strategies import problems


def bound_of(problem: Problem, plan: Any) -> int:
    run = Run(Options.of(problem), time_limit=None, stop=None, on_progress=None, workers=1, seed=1)
    run.offer(plan)
    bound_places(run, None)
    return run.bound("places") or 0


def event(stands: int) -> Problem:
    """A visitor who meets four exhibitors in four slots, the first of whom have stands."""
    names = [f"c{i}" for i in range(4)]
    slots = [
        {"id": f"s{i}", "start": f"2027-03-09T{9 + i:02}:00", "end": f"2027-03-09T{9 + i:02}:30"}
        for i in range(4)
    ]
    return problem_from_json(
        {
            "format": "planning/1",
            "name": "fair",
            "slots": slots,
            "places": [
                {"id": "hall", "capacity": 2},
                *({"id": f"stand-{name}", "owner": name} for name in names[:stands]),
            ],
            "delegations": [{"id": name} for name in [*names, "v"]],
            "delegates": [{"id": name, "delegation": name} for name in [*names, "v"]],
            "requests": [{"id": name, "attendees": [name, "v"]} for name in names],
            "rules": {},
            "objective": ["weight", "places"],
        }
    )


def test_each_stand_is_another_place_to_go_to() -> None:
    for stands, least in ((0, 0), (1, 1), (2, 2), (4, 3)):
        problem = event(stands)
        plans = [plan for plan in all_plans(problem) if len(plan) == 4]
        best = min(evaluate(problem, plan)["places"] for plan in plans)
        assert best == least
        assert bound_of(problem, plans[0]) == least


def owners_only(stands: int) -> Problem:
    """A few exhibitors who all meet each other, the first of whom have stands, and visitors."""
    names = [f"c{i}" for i in range(3)]
    document = problem_to_json(event(stands))
    document["delegations"] = [{"id": name} for name in [*names, *(f"v{i}" for i in range(3))]]
    document["delegates"] = [
        {"id": g["id"], "delegation": g["id"]} for g in document["delegations"]
    ]
    document["requests"] = [
        {"id": f"{a}-{b}", "attendees": [a, b]}
        for a, b in [
            ("c0", "c1"),
            ("c0", "c2"),
            ("c1", "c2"),
            *((f"c{i}", f"v{i}") for i in (0, 1)),
        ]
    ]
    document["places"] = document["places"][: 1 + stands]
    return problem_from_json(document)


def test_an_owner_who_comes_to_another_goes_to_another_place() -> None:
    for stands, least in ((1, 0), (2, 4)):
        problem = owners_only(stands)
        plans = [plan for plan in all_plans(problem) if len(plan) == 5]
        best = min(evaluate(problem, plan)["places"] for plan in plans)
        found = bound_of(problem, plans[0])
        assert least <= found <= best


@settings(
    max_examples=150,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
)
@given(problems())
def test_no_plan_as_good_before_is_below_the_bound(problem: Problem) -> None:
    if "places" not in problem.objective:
        return
    plans = list(all_plans(problem))
    before = problem.objective[: problem.objective.index("places")]
    for plan in plans[:3]:
        values = evaluate(problem, plan)
        alike = [
            found["places"]
            for found in (evaluate(problem, other) for other in plans)
            if all(found[level] == values[level] for level in before)
        ]
        assert bound_of(problem, plan) <= min(alike)


def test_a_first_order_method_proves_as_much(monkeypatch: pytest.MonkeyPatch) -> None:
    problem = event(4)
    plan = next(plan for plan in all_plans(problem) if len(plan) == 4)
    monkeypatch.setattr(selection, "SIMPLEX", 0)
    run = Run(Options.of(problem), time_limit=60, stop=None, on_progress=None, workers=1, seed=1)
    run.offer(plan)

    bound_places(run, run.deadline)

    assert run.bound("places") == 3


def test_whatever_its_prices_are_they_prove_nothing_false(monkeypatch: pytest.MonkeyPatch) -> None:
    problem = event(4)
    plan = next(plan for plan in all_plans(problem) if len(plan) == 4)
    monkeypatch.setattr(selection, "SIMPLEX", 0)
    for seed in range(20):
        random = np.random.default_rng(seed)

        def prices(program: firstorder.Program, ended: Any, random: Any = random) -> Any:
            return random.normal(0, 2, len(program.low))

        monkeypatch.setattr(firstorder, "prices", prices)
        run = Run(
            Options.of(problem), time_limit=60, stop=None, on_progress=None, workers=1, seed=1
        )
        run.offer(plan)
        bound_places(run, run.deadline)
        assert 0 <= (run.bound("places") or 0) <= 3
