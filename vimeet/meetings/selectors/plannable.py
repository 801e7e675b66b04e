"""What of an event the planner can be given."""

from __future__ import annotations

from typing import TYPE_CHECKING

from vimeet.events.models import Place
from vimeet.meetings.models import Request
from vimeet.registration.models import Delegate, Delegation

if TYPE_CHECKING:
    from vimeet.events.models import Event


def usable_places(event: Event) -> list[Place]:
    """The places that can hold meetings: all but stands that belong to no delegation."""
    places = (
        Place.objects.of_event(event)
        .select_related("delegation")
        .prefetch_related("closed_slots")
        .order_by("pk")
    )
    return [p for p in places if p.kind != Place.Kind.STAND or owner_of(p) is not None]


def accepted_requests(event: Event) -> list[Request]:
    """The requests to be planned, with their sides and named delegates."""
    return list(
        Request.objects.of_event(event)
        .filter(state=Request.State.ACCEPTED)
        .select_related("asker", "asked")
        .prefetch_related("asker_delegates", "asked_delegates")
        .order_by("pk")
    )


def unplannable_requests(event: Event) -> list[tuple[Request, list[Delegation]]]:
    """Accepted requests that can't be planned, with the sides that have no delegate."""
    staffed = set(Delegate.objects.of_event(event).values_list("delegation_id", flat=True))
    found = []
    for request in accepted_requests(event):
        empty = [side for side in (request.asker, request.asked) if side.pk not in staffed]
        if empty:
            found.append((request, empty))
    return found


def owner_of(place: Place) -> Delegation | None:
    """The delegation whose stand it is."""
    return getattr(place, "delegation", None)
