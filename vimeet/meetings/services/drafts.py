"""From the planner's answer to a draft."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.db.models import Max

from scheduler.explain import explanations
from scheduler.plan import result_from_json
from scheduler.reading import problem_from_json
from vimeet.audit.services import record
from vimeet.events.models import Place, Slot
from vimeet.meetings.models import (
    LevelResult,
    Meeting,
    Plan,
    Request,
    Run,
    UnplacedRequest,
)
from vimeet.meetings.selectors.plannable import unplannable_requests
from vimeet.meetings.selectors.stale import attendees_of
from vimeet.meetings.services.locks import hold_event
from vimeet.registration.models import Delegate

if TYPE_CHECKING:
    from vimeet.events.models import Event

# A reason of ours beside the planner's: a side of the request has no delegate.
NO_DELEGATE = "no_delegate"


@dataclass(frozen=True)
class Unplaced:
    """Why a request (its number) is left out, and what would place it: codes with parameters."""

    request: int
    code: str
    reason: dict[str, Any]
    remedies: list[dict[str, Any]]


def explain_unplaced(problem_document: dict[str, Any], document: dict[str, Any]) -> list[Unplaced]:
    """What a ``plan/1`` answer leaves out and why, as codes that are worded for each reader."""
    problem = problem_from_json(problem_document)
    meetings = result_from_json(document, problem).plan.meetings
    return [
        Unplaced(
            request=int(problem.requests[item.request].id),
            code=item.reason.code,
            reason=item.reason.params,
            remedies=[{"code": remedy.code, **remedy.params} for remedy in item.remedies],
        )
        for item in explanations(problem, meetings)
    ]


@transaction.atomic
def save_draft(*, run: Run, document: dict[str, Any], unplaced: Iterable[Unplaced]) -> Plan:
    """Keep a ``plan/1`` answer to ``run.problem`` as the event's draft.

    An earlier draft is discarded: there is one draft at a time. A meeting whose slot, place or
    request has been deleted since the run started is left out.
    """
    event = hold_event(run.event)
    drafts = Plan.objects.of_event(event).filter(state=Plan.State.DRAFT)
    for old in drafts:
        record(action="plan.discarded", obj=old, actor=None, event=event)
    drafts.update(state=Plan.State.DISCARDED)
    plan = Plan.objects.create(
        event=event,
        number=next_plan_number(event),
        run=run,
        proven=document["status"] == "optimal",
    )
    LevelResult.objects.bulk_create(
        LevelResult(
            plan=plan, rank=rank, level=item["level"], value=item["value"], bound=item["bound"]
        )
        for rank, item in enumerate(document["objective"])
    )
    requests = _existing(Request.objects.of_event(event))
    locked = {request["id"] for request in run.problem["requests"] if "fixed" in request}
    _save_meetings(
        plan,
        [
            (
                int(item["request"]),
                int(item["slot"]),
                int(item["place"]),
                [int(delegate) for delegate in item["attendees"]],
                item["request"] in locked,
            )
            for item in document["meetings"]
            if int(item["request"]) in requests
        ],
    )
    UnplacedRequest.objects.bulk_create(
        UnplacedRequest(
            plan=plan,
            request_id=item.request,
            reason_code=item.code,
            reason=item.reason,
            remedies=item.remedies,
        )
        for item in [*unplaced, *_left_out(run)]
        if item.request in requests
    )
    record(action="plan.drafted", obj=plan, actor=None, event=event)
    return plan


def next_plan_number(event: Event) -> int:
    """The number of the event's next version. Call it with the event's row locked."""
    last = Plan.objects.of_event(event).aggregate(last=Max("number"))["last"]
    return (last or 0) + 1


def copy_meetings(source: Plan, target: Plan) -> None:
    """Give ``target`` the meetings of ``source``."""
    people: dict[int, list[int]] = defaultdict(list)
    for meeting, delegate in attendees_of(source.meetings.order_by(), "delegate_id"):
        people[meeting].append(delegate)
    rows = source.meetings.values_list("request", "slot", "place", "pk", "locked")
    _save_meetings(
        target,
        [(request, slot, place, people[pk], locked) for request, slot, place, pk, locked in rows],
    )


def _save_meetings(plan: Plan, rows: Iterable[tuple[int, int, int, list[int], bool]]) -> None:
    """Write meetings of (request, slot, place, attendees, locked), as far as all exist."""
    slots = _existing(Slot.objects.of_event(plan.event))
    places = _existing(Place.objects.of_event(plan.event))
    delegates = _existing(Delegate.objects.of_event(plan.event))
    kept = [row for row in rows if row[1] in slots and row[2] in places]
    meetings = Meeting.objects.bulk_create(
        Meeting(plan=plan, request_id=request, slot_id=slot, place_id=place, locked=locked)
        for request, slot, place, _attendees, locked in kept
    )
    attendance = Meeting.attendees.through
    attendance.objects.bulk_create(
        attendance(meeting_id=meeting.pk, delegate_id=delegate)
        for meeting, (*_, attendees, _locked) in zip(meetings, kept, strict=True)
        for delegate in attendees
        if delegate in delegates
    )


def _existing(rows: Any) -> set[int]:
    return set(rows.order_by().values_list("pk", flat=True))


def _left_out(run: Run) -> list[Unplaced]:
    """The accepted requests that the planner was not given."""
    planned = {request["id"] for request in run.problem["requests"]}
    return [
        Unplaced(request.pk, NO_DELEGATE, {"delegations": [str(side.pk) for side in empty]}, [])
        for request, empty in unplannable_requests(run.event)
        if str(request.pk) not in planned
    ]
