"""What a new plan changes for people, and that re-planning keeps what they were told."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from random import Random

import pytest

from bench.disturb import midday
from bench.generate import generate
from scheduler import solve
from scheduler.changes import changes_of
from scheduler.checker import faults_of
from scheduler.plan import Plan, Result, write_result
from scheduler.problem import Meeting, Place, Problem
from scheduler.reading import problem_from_json
from scheduler.writing import write_problem

ROOT = Path(__file__).parents[2]


@pytest.fixture
def problem() -> Problem:
    sizes = {"delegations": 40, "requests": 160, "slots": 12, "days": 2, "seed": 5}
    document = generate("event", **sizes) | {"objective": ["weight"]}
    return problem_from_json(document)


def test_each_kind_of_change_and_whom_it_concerns(problem: Problem, tmp_path: Path) -> None:
    problem = replace(problem, places=(Place("hall", 40), Place("annex", 40)))
    told = [Meeting(r, r, 0, tuple(e[0] for e in problem.requests[r].attendees)) for r in range(4)]
    problem = replace(problem, previous=tuple(told))
    new = Meeting(9, 0, 0, tuple(e[0] for e in problem.requests[9].attendees))
    meetings = [told[0], told[1]._replace(place=1), told[2]._replace(slot=7), new]

    changes = changes_of(problem, meetings)

    assert changes.counts == {"kept": 1, "place": 1, "moved": 1, "cancelled": 1, "new": 1}
    for change in changes.changes:
        for d in change.delegates:
            assert (change in changes.affected.get(d, ())) == (change.kind != "kept")

    instance, plan = tmp_path / "in.json", tmp_path / "plan.json"
    write_problem(str(instance), problem)
    write_result(str(plan), problem, Result(Plan("feasible", tuple(meetings))))
    command = [sys.executable, "-m", "scheduler", "changes", str(instance), str(plan)]
    told_as = [
        subprocess.run([*command, *more], cwd=ROOT, capture_output=True, text=True, check=True)
        for more in ([], ["--json"])
    ]
    lines = told_as[0].stdout.splitlines()
    assert lines[0] == "1 kept, 1 place only, 1 moved, 1 cancelled, 1 new"
    assert [line.split(":")[0] for line in lines[1:5]] == [
        "place only",
        "moved",
        "cancelled",
        "new",
    ]
    assert "s2 at hall" in lines[2]
    assert "→ s7 at hall" in lines[2]
    document = json.loads(told_as[1].stdout)
    assert document["counts"] == dict(changes.counts)
    gone = next(row for row in document["changes"] if row["kind"] == "cancelled")
    assert gone["after"] is None
    assert all(document["delegates"][who] for who in gone["before"]["attendees"])


def test_without_a_previous_plan_there_is_nothing_to_compare(
    problem: Problem, tmp_path: Path
) -> None:
    instance, plan = tmp_path / "in.json", tmp_path / "plan.json"
    write_problem(str(instance), problem)
    write_result(str(plan), problem, Result(Plan("feasible")))
    told = subprocess.run(
        [sys.executable, "-m", "scheduler", "changes", str(instance), str(plan)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert told.returncode == 2
    assert "previous" in told.stderr


def test_on_the_day_all_that_can_be_is_kept_and_what_is_lost_is_told(problem: Problem) -> None:
    told = solve(problem, deterministic_limit=0.2).plan.meetings
    changed = midday(problem, told, Random(2))

    plan = solve(changed, deterministic_limit=0.2).plan

    assert faults_of(changed, plan) == []
    kept = plan.objective[0]
    assert kept.level == "kept"
    assert kept.proven
    changes = changes_of(changed, plan.meetings)
    assert kept.value == 3 * changes.counts["kept"] + 2 * changes.counts["place"]
    noon = 3
    for change in changes.changes:
        if change.before is not None and change.before.slot < noon:
            assert change.kind == "kept"
    late = [r for r, request in enumerate(changed.requests) if request.id.startswith("late-")]
    assert {change.request for change in changes.changes if change.kind == "new"} >= {
        m.request for m in plan.meetings if m.request in late
    }


def test_a_hall_with_fewer_seats_keeps_as_many_as_it_seats(problem: Problem) -> None:
    told = solve(problem, deterministic_limit=0.2).plan.meetings
    places = tuple(
        replace(place, capacity=2) if place.owner is None else place for place in problem.places
    )
    changed = replace(problem, places=places, previous=told, objective=("kept", *problem.objective))

    plan = solve(changed, deterministic_limit=0.2).plan

    assert faults_of(changed, plan) == []
    assert plan.objective[0].proven
    assert 0 < plan.objective[0].value < 3 * len(told)
