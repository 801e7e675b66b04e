"""How good a draft is after a change by hand: every level's value, and what is still proven."""

from __future__ import annotations

from typing import Any

from scheduler.objective import level_value
from scheduler.problem import Meeting as Held
from scheduler.problem import Problem
from scheduler.reading import ProblemError, problem_from_json
from vimeet.meetings.models import LevelResult, Plan
from vimeet.meetings.selectors.levels import MAXIMISED
from vimeet.meetings.services.problems import build_problem


def judge_again(plan: Plan) -> None:
    """Write what ``plan`` now reaches on each of its levels; nothing is known where it can't be.

    A bound says of all plans that are no worse on the levels before it. So it holds as long as
    none of these became worse, and as long as the plan is one of the problem that was bounded.
    """
    levels = list(plan.levels.all())
    if not levels:
        return
    rows = _rows(plan)
    document = plan.run.problem if plan.run else None
    held = _as_held(rows, document) if document else None
    worse = held is None
    if held is None:
        held = _as_held(rows, build_problem(plan.event))
    for row in levels:
        # Not even the event as it stands may be able to hold it: then it comes to nothing known.
        before, row.value = row.value, level_value(*held, row.level) if held else None
        if worse:
            row.bound = None
        worse = worse or _is_worse(row.level, before, row.value)
    LevelResult.objects.bulk_update(levels, ["value", "bound"])
    plan.proven = all(row.value is not None and row.value == row.bound for row in levels)
    plan.save(update_fields=["proven"])


def _is_worse(level: str, before: int | None, after: int | None) -> bool:
    """Whether a level has, or may have, become worse."""
    if before is None or after is None:
        return True
    return after < before if level in MAXIMISED else after > before


Row = tuple[str, str, str, dict[int, str]]


def _rows(plan: Plan) -> list[Row]:
    """The plan's meetings as ids, with who attends for each delegation."""
    return [
        (
            str(meeting.request_id),
            str(meeting.slot_id),
            str(meeting.place_id),
            {person.delegation_id: str(person.pk) for person in meeting.attendees.all()},
        )
        for meeting in plan.meetings.prefetch_related("attendees")
    ]


def _as_held(rows: list[Row], document: dict[str, Any]) -> tuple[Problem, list[Held]] | None:
    """The problem, and the meetings as it knows them; None if it doesn't know them all.

    None as well for a problem that contradicts itself, say by what is locked: the planner would
    refuse it, and say why, when it is run.
    """
    try:
        problem = problem_from_json(document)
    except ProblemError:
        return None
    requests = {request.id: i for i, request in enumerate(problem.requests)}
    slots = {slot.id: i for i, slot in enumerate(problem.slots)}
    places = {place.id: i for i, place in enumerate(problem.places)}
    delegates = {delegate.id: i for i, delegate in enumerate(problem.delegates)}
    held = []
    for request_id, slot_id, place_id, people in rows:
        request, slot, place = (
            requests.get(request_id),
            slots.get(slot_id),
            places.get(place_id),
        )
        who = {delegates.get(person) for person in people.values()}
        if request is None or slot is None or place is None or None in who:
            return None
        entries = problem.requests[request].attendees
        attendees = [next((d for d in entry if d in who), None) for entry in entries]
        if None in attendees or len(attendees) != len(who):
            return None
        held.append(Held(request, slot, place, tuple(d for d in attendees if d is not None)))
    return problem, held
