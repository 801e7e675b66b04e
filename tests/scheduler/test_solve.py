"""``solve`` through its public door: what it tells meanwhile, and when it stops."""

from __future__ import annotations

import sys
import tempfile
import threading
from pathlib import Path
from typing import Any

import pytest

from bench.generate import generate
from scheduler.checker import faults_of
from scheduler.problem import MAXIMISED, Problem
from scheduler.progress import Progress
from scheduler.reading import problem_from_json
from scheduler.search.run import Run
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
    before = solve(problem, deterministic_limit=0.2).plan
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

    plan = solve(changed, deterministic_limit=0.5).plan

    lost = sum(1 for m in before.meetings if m.slot in (4, 5) and 0 in m.attendees)
    assert plan.objective[0].value == plan.objective[0].bound == 3 * (len(meetings) - lost)
    assert faults_of(changed, plan) == []


@pytest.mark.parametrize("kind", ["small", "event", "tight", "compact"])
def test_a_deterministic_limit_gives_the_same_plan_again(
    kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    problem = event()
    if kind == "compact":
        monkeypatch.setattr("scheduler.search.strategy.SMALL", 0)
        pairs = [(i, (i + step) % 12) for i in range(12) for step in (1, 4)]
        requests = [{"id": f"{i}-{j}", "attendees": [f"c{i}", f"c{j}"]} for i, j in pairs]
        rules = {"all_placed": True, "max_in_a_row": 2}
        problem = event(requests=requests, rules=rules, objective=["breaks", "waiting"])
    elif kind != "small":
        sizes = {"delegations": 50, "requests": 180, "slots": 10, "days": 2, "seed": 3}
        problem = problem_from_json(generate(kind, **sizes))

    first, second = (solve(problem, deterministic_limit=0.2, seed=7) for _ in range(2))

    assert first.plan == second.plan
    assert len(first.plan.meetings) > 10
    assert faults_of(problem, first.plan) == []


def test_what_does_not_look_at_the_clock_is_left_behind(monkeypatch: pytest.MonkeyPatch) -> None:
    asleep = threading.Event()

    stop = threading.Event()

    def sleep(run: Run) -> bool:
        stop.set()
        asleep.wait(60)
        return True

    monkeypatch.setattr(sys.modules["scheduler.solve"], "optimise", sleep)
    told: list[Progress] = []

    result = solve(event(), stop=stop, on_progress=told.append)
    before = len(told)
    asleep.set()

    assert result.plan.meetings == ()
    assert [p.level for p in told] == list(event().objective)
    assert len(told) == before


def test_who_stops_before_the_start_gets_the_plan_without_meetings() -> None:
    problem = event()
    stop = threading.Event()
    stop.set()

    result = solve(problem, time_limit=60, stop=stop)

    assert result.plan.meetings == ()
    assert faults_of(problem, result.plan) == []
    assert [level.bound for level in result.plan.objective] == [None, 0, 0, 0]


def test_without_an_objective_any_plan_is_the_best() -> None:
    for changes in ({}, {"rules": {"max_in_a_row": 2}}):
        result = solve(event(objective=[], **changes), time_limit=3)
        assert (result.plan.status, result.plan.objective) == ("optimal", ())
        assert len(result.plan.meetings) > 20
        assert faults_of(event(objective=[], **changes), result.plan) == []
    impossible = event(objective=[], rules={"all_placed": True})
    assert solve(impossible, time_limit=20).plan.status == "infeasible"


def test_a_machine_that_fails_takes_no_plan_away(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # No room for what a helper is given to read.
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "gone"))
    sizes = {"delegations": 60, "requests": 900, "slots": 14, "days": 2, "seed": 2}
    problem = problem_from_json(generate("tight", **sizes))
    told: list[Progress] = []

    result = solve(problem, time_limit=5, on_progress=told.append)

    assert faults_of(problem, result.plan) == []
    assert result.plan.objective[0].value == max(p.value for p in told if p.level == "weight")


def test_what_must_be_is_in_every_plan_that_is_taken() -> None:
    # Fairness wants x; there is room for it only without m, which must be placed.
    pairs = [(f"g{i}", f"h{i}") for i in range(1250)]
    slots = [f"s{i}" for i in range(10)]

    def person(name: str, *present: str) -> dict[str, object]:
        away = [s for s in slots if s not in present] if present else []
        return {"id": name, "delegation": name[0] if name[0] in "abcz" else name} | {
            "unavailable": away
        }

    people = [
        person("a", "s0", "s1"),
        person("b1", "s0"),
        person("b2", "s1"),
        person("c", "s0"),
        person("z", "s1"),
        *(person(name) for pair in pairs for name in pair),
    ]
    problem = event(
        slots=[
            {"id": s, "start": f"2027-03-09T{9 + i:02}:00", "end": f"2027-03-09T{9 + i:02}:40"}
            for i, s in enumerate(slots)
        ],
        places=[{"id": "hall", "capacity": 5000}],
        delegations=[{"id": name} for name in dict.fromkeys(str(p["delegation"]) for p in people)],
        delegates=people,
        requests=[
            {"id": "m", "attendees": ["a", ["b1", "b2"]], "must": True},
            {"id": "f", "attendees": ["a", "z"], "fixed": {"slot": "s1"}},
            {"id": "x", "attendees": ["c", "b1"]},
            *({"id": f"{a}-{b}", "attendees": [a, b]} for a, b in pairs),
        ],
        objective=["weight", "fairness"],
    )
    assert faults_of(problem, solve(problem, deterministic_limit=3).plan) == []
