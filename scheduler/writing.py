"""Writes a ``Problem`` as a ``planning/1`` document."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from scheduler.documents import write_document
from scheduler.problem import Meeting, Problem
from scheduler.reading import PROBLEM_FORMAT


def write_problem(path: str, problem: Problem) -> None:
    """Write ``problem`` to ``path``; raises OSError if the file can't be written."""
    write_document(path, problem_to_json(problem))


def problem_to_json(problem: Problem) -> dict[str, Any]:
    """The ``planning/1`` document of ``problem``: reading it again gives an equal problem."""
    slot_ids = [slot.id for slot in problem.slots]

    def named(slots: frozenset[int]) -> list[str]:
        return [slot_ids[slot] for slot in sorted(slots)]

    rules: dict[str, Any] = {}
    if problem.rules.all_placed:
        rules["all_placed"] = True
    if problem.rules.max_in_a_row is not None:
        rules["max_in_a_row"] = problem.rules.max_in_a_row
    if problem.rules.max_break_spread is not None:
        rules["max_break_spread"] = problem.rules.max_break_spread

    places = []
    for place in problem.places:
        row: dict[str, Any] = {"id": place.id, "capacity": place.capacity}
        if place.owner is not None:
            row["owner"] = problem.delegations[place.owner].id
        if place.unavailable:
            row["unavailable"] = named(place.unavailable)
        places.append(row)

    delegations = []
    for delegation in problem.delegations:
        row = {"id": delegation.id}
        if delegation.max_meetings is not None:
            row["max_meetings"] = delegation.max_meetings
        if delegation.min_meetings:
            row["min_meetings"] = delegation.min_meetings
        delegations.append(row)

    delegates = []
    for delegate in problem.delegates:
        row = {"id": delegate.id, "delegation": problem.delegations[delegate.delegation].id}
        if delegate.unavailable:
            row["unavailable"] = named(delegate.unavailable)
        if delegate.no_meeting:
            row["no_meeting"] = named(delegate.no_meeting)
        delegates.append(row)

    requests = []
    for request in problem.requests:
        row = {
            "id": request.id,
            "attendees": [
                problem.delegates[entry[0]].id
                if len(entry) == 1
                else [problem.delegates[delegate].id for delegate in entry]
                for entry in request.attendees
            ],
            "weight": request.weight,
        }
        if request.slots is not None:
            row["slots"] = named(request.slots)
        if request.fixed is not None:
            row["fixed"] = {"slot": slot_ids[request.fixed.slot]}
            if request.fixed.place is not None:
                row["fixed"]["place"] = problem.places[request.fixed.place].id
        if request.after:
            row["after"] = [problem.requests[earlier].id for earlier in request.after]
        if request.must:
            row["must"] = True
        requests.append(row)

    previous = problem.previous
    return {
        "format": PROBLEM_FORMAT,
        "name": problem.name,
        "slots": [
            {"id": slot.id, "start": _time_text(slot.start), "end": _time_text(slot.end)}
            for slot in problem.slots
        ],
        "places": places,
        "delegations": delegations,
        "delegates": delegates,
        "requests": requests,
        "rules": rules,
        "objective": list(problem.objective),
        "previous": None
        if previous is None
        else [meeting_to_json(problem, meeting) for meeting in previous],
    }


def meeting_to_json(problem: Problem, meeting: Meeting) -> dict[str, Any]:
    """A meeting with the ids of ``problem``."""
    return {
        "request": problem.requests[meeting.request].id,
        "slot": problem.slots[meeting.slot].id,
        "place": problem.places[meeting.place].id,
        "attendees": [problem.delegates[delegate].id for delegate in meeting.attendees],
    }


def _time_text(time: datetime) -> str:
    exact = time.second or time.microsecond
    return time.isoformat() if exact else time.isoformat(timespec="minutes")
