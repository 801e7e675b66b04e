"""Small problems, and whether a constraint alone allows a plan of them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ortools.sat.python import cp_model

from scheduler.model.variables import Variables
from scheduler.options import Options
from scheduler.problem import Meeting, Problem
from scheduler.reading import problem_from_json


def small(**changes: Any) -> Problem:
    """One day of four slots, a hall of two tables, ann and al of a, bo of b, cy of c."""
    document: dict[str, Any] = {
        "format": "planning/1",
        "name": "small",
        "slots": [
            {
                "id": f"s{i}",
                "start": f"2027-03-09T{9 + i:02}:00",
                "end": f"2027-03-09T{9 + i:02}:40",
            }
            for i in range(4)
        ],
        "places": [{"id": "hall", "capacity": 2}, {"id": "room"}],
        "delegations": [{"id": "a"}, {"id": "b"}, {"id": "c"}],
        "delegates": [
            {"id": "ann", "delegation": "a"},
            {"id": "al", "delegation": "a"},
            {"id": "bo", "delegation": "b"},
            {"id": "cy", "delegation": "c"},
        ],
        "requests": [
            {"id": "ab", "attendees": [["ann", "al"], "bo"]},
            {"id": "ac", "attendees": ["ann", "cy"]},
            {"id": "bc", "attendees": ["bo", "cy"]},
        ],
    }
    return problem_from_json(document | changes)


ANN, AL, BO, CY = range(4)
HALL, ROOM = range(2)


def ab(slot: int, place: int = HALL, person: int = ANN) -> Meeting:
    """The meeting of a and b."""
    return Meeting(0, slot, place, (person, BO))


def ac(slot: int, place: int = HALL) -> Meeting:
    """The meeting of a and c."""
    return Meeting(1, slot, place, (ANN, CY))


def bc(slot: int, place: int = HALL) -> Meeting:
    """The meeting of b and c."""
    return Meeting(2, slot, place, (BO, CY))


def allows(constraint: Callable[[Variables], None], problem: Problem, *plan: Meeting) -> bool:
    """Whether the plan satisfies the constraint, all others left out."""
    v = Variables(Options.of(problem))
    constraint(v)
    told = v.told(plan)
    for literal in v.literals():
        v.model.add(literal == told[literal.index])
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 1
    status = solver.solve(v.model)
    assert status in (cp_model.OPTIMAL, cp_model.INFEASIBLE)
    return status == cp_model.OPTIMAL
