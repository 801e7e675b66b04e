"""``solve`` through its public door: what it tells meanwhile, and when it stops."""

from __future__ import annotations

import threading
from typing import Any

import pytest

from scheduler.checker import faults_of
from scheduler.problem import MAXIMISED, Problem
from scheduler.progress import Progress
from scheduler.reading import problem_from_json
from scheduler.solve import NoPlanError, solve


def event(**changes: Any) -> Problem:
    """Twelve delegations of one, all of whom want to meet all others, eight slots, six tables."""
    names = [f"c{i}" for i in range(12)]
    document: dict[str, Any] = {
        "format": "planning/1",
        "name": "event",
        "slots": [
            {
                "id": f"s{i}",
                "start": f"2027-03-09T{9 + i:02}:00",
                "end": f"2027-03-09T{9 + i:02}:40",
            }
            for i in range(8)
        ],
        "places": [{"id": "hall", "capacity": 5}, {"id": "stand", "owner": "c0"}],
        "delegations": [{"id": name} for name in names],
        "delegates": [{"id": name, "delegation": name} for name in names],
        "requests": [
            {"id": f"{a}-{b}", "attendees": [a, b], "weight": 1 + (i + j) % 3}
            for i, a in enumerate(names)
            for j, b in enumerate(names[:i])
        ],
        "rules": {},
        "objective": ["weight", "fairness", "waiting", "places"],
    }
    return problem_from_json(document | changes)


def test_a_plan_within_a_limit_holds_and_its_curve_never_worsens() -> None:
    problem = event()
    told: list[Progress] = []

    result = solve(problem, time_limit=3, workers=2, on_progress=told.append)

    assert faults_of(problem, result.plan) == []
    assert [level.level for level in result.plan.objective] == list(problem.objective)
    for level in result.plan.objective:
        curve = [p for p in told if p.level == level.level]
        sign = -1 if level.level in MAXIMISED else 1
        values = [sign * p.value for p in curve]
        assert values == sorted(values, reverse=True)
        bounds = [sign * p.bound for p in curve if p.bound is not None]
        assert bounds == sorted(bounds)
        assert (curve[-1].value, curve[-1].bound) == (level.value, level.bound)
    assert [p.seconds for p in told] == sorted(p.seconds for p in told)


def test_stop_returns_the_best_plan_so_far() -> None:
    problem = event()
    stop = threading.Event()

    result = solve(problem, workers=1, stop=stop, on_progress=lambda p: stop.set())

    assert result.plan.status == "feasible"
    assert faults_of(problem, result.plan) == []


def test_stopped_before_there_is_a_plan() -> None:
    stop = threading.Event()
    stop.set()

    with pytest.raises(NoPlanError):
        solve(
            event(requests=[{"id": "r", "attendees": ["c0", "c1"], "must": True}]),
            stop=stop,
        )


def test_what_people_were_told_is_kept_where_it_can_be() -> None:
    problem = event()
    before = solve(problem, time_limit=1, workers=1).plan
    meetings = [
        {
            "request": problem.requests[m.request].id,
            "slot": problem.slots[m.slot].id,
            "place": problem.places[m.place].id,
            "attendees": [problem.delegates[d].id for d in m.attendees],
        }
        for m in before.meetings
    ]
    gone = problem.delegates[0].id
    delegates = [
        {"id": d.id, "delegation": d.id, "unavailable": ["s4", "s5"] if d.id == gone else []}
        for d in problem.delegates
    ]
    changed = event(previous=meetings, delegates=delegates, objective=["kept", "weight", "waiting"])

    plan = solve(changed, time_limit=2, workers=1).plan

    lost = sum(1 for m in before.meetings if m.slot in (4, 5) and 0 in m.attendees)
    assert plan.objective[0].value == plan.objective[0].bound == 3 * (len(meetings) - lost)
    assert faults_of(changed, plan) == []


def test_a_deterministic_limit_gives_the_same_plan_again() -> None:
    first, second = (solve(event(), deterministic_limit=0.5, seed=7) for _ in range(2))

    assert first.plan == second.plan
