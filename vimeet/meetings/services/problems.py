"""An event as the planner reads it: a ``planning/1`` document, ids being the rows' numbers.

Times carry the event zone's UTC offset, so that a slot in the hour that a change of clocks
repeats is told from its twin, and a day is a local date. Left out: stands that belong to nobody,
and requests in which a side has no delegate (see ``selectors.plannable``).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from vimeet.events.models import Place, Slot
from vimeet.meetings.models import Meeting, Request
from vimeet.meetings.selectors.busy import busy_spans, slots_with_sessions
from vimeet.meetings.selectors.locks import locks_of
from vimeet.meetings.selectors.plannable import accepted_requests, owner_of, usable_places
from vimeet.registration.models import Delegate, Delegation

if TYPE_CHECKING:
    from vimeet.events.models import Event


def build_problem(event: Event) -> dict[str, Any]:
    """The planning problem of ``event`` as it stands, planned anew."""
    slots = list(Slot.objects.of_event(event))
    delegates = list(Delegate.objects.of_event(event).order_by("pk"))
    delegates_of = _by_delegation(delegates)
    taken = slots_with_sessions(event, slots)
    locks = {meeting.request_id: meeting for meeting in locks_of(event).held}
    problem: dict[str, Any] = {
        "format": "planning/1",
        "name": event.name,
        "slots": [
            {
                "id": str(slot.pk),
                "start": slot.starts_at.astimezone(event.zone).isoformat(),
                "end": slot.ends_at.astimezone(event.zone).isoformat(),
            }
            for slot in slots
        ],
        "places": [
            _place(place, taken.get(place.pk, set()), slots) for place in usable_places(event)
        ],
        "delegations": [_delegation(d) for d in Delegation.objects.of_event(event).order_by("pk")],
        "delegates": _delegates(event, delegates, slots),
        "requests": [
            _request(request, delegates_of, locks.get(request.pk))
            for request in accepted_requests(event)
            if request.asker_id in delegates_of and request.asked_id in delegates_of
        ],
        "rules": {},
    }
    if event.max_in_a_row is not None:
        problem["rules"]["max_in_a_row"] = event.max_in_a_row
    return problem


def _by_delegation(delegates: Iterable[Delegate]) -> dict[int, list[str]]:
    grouped: dict[int, list[str]] = defaultdict(list)
    for delegate in delegates:
        grouped[delegate.delegation_id].append(str(delegate.pk))
    return dict(grouped)


def _place(place: Place, taken: set[int], slots: Iterable[Slot]) -> dict[str, Any]:
    """A place with the slots in which it is closed or ``taken`` by a session."""
    document: dict[str, Any] = {"id": str(place.pk), "capacity": place.capacity}
    owner = owner_of(place)
    if owner is not None:
        document["owner"] = str(owner.pk)
    closed = {slot.pk for slot in place.closed_slots.all()} | taken
    if closed:
        document["unavailable"] = [str(slot.pk) for slot in slots if slot.pk in closed]
    return document


def _delegation(delegation: Delegation) -> dict[str, Any]:
    document: dict[str, Any] = {"id": str(delegation.pk)}
    if delegation.max_meetings is not None:
        document["max_meetings"] = delegation.max_meetings
    if delegation.min_meetings:
        document["min_meetings"] = delegation.min_meetings
    return document


def _delegates(
    event: Event, delegates: Iterable[Delegate], slots: Iterable[Slot]
) -> list[dict[str, Any]]:
    """Each delegate with the slots that a blocked time or a session of theirs touches."""
    blocked: dict[int, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for delegate_id, theirs in busy_spans(event).items():
        for slot in slots:
            touching = [s for s in theirs if s.touches(slot.starts_at, slot.ends_at)]
            if touching:
                # Away for a part of the slot is away.
                key = "unavailable" if any(s.away for s in touching) else "no_meeting"
                blocked[delegate_id][key].append(str(slot.pk))
    return [
        {"id": str(d.pk), "delegation": str(d.delegation_id), **blocked.get(d.pk, {})}
        for d in delegates
    ]


def _request(
    request: Request, delegates_of: dict[int, list[str]], lock: Meeting | None
) -> dict[str, Any]:
    """A request; one that is locked is held where it is, by those who attend."""
    document: dict[str, Any] = {
        "id": str(request.pk),
        "attendees": [
            _entry(request.asker_delegates.all(), delegates_of[request.asker_id]),
            _entry(request.asked_delegates.all(), delegates_of[request.asked_id]),
        ],
        "weight": request.weight,
    }
    if request.must:
        document["must"] = True
    if lock is not None:
        who = {delegate.delegation_id: str(delegate.pk) for delegate in lock.attendees.all()}
        document["attendees"] = [who[request.asker_id], who[request.asked_id]]
        document["fixed"] = {"slot": str(lock.slot_id), "place": str(lock.place_id)}
    return document


def _entry(named: Iterable[Delegate], all_of_them: list[str]) -> str | list[str]:
    """Who may attend for one side: those named, else everyone of the delegation."""
    chosen = [str(delegate.pk) for delegate in named] or all_of_them
    return chosen[0] if len(chosen) == 1 else chosen
