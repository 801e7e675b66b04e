"""What of an event the planner can be given."""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING

from django.db.models import Q

from vimeet.events.models import Place
from vimeet.meetings.models import Request
from vimeet.registration.models import Delegation

if TYPE_CHECKING:
    from vimeet.events.models import Event


def usable_places(event: Event, sides: Collection[int] | None = None) -> list[Place]:
    """The places that can hold meetings: not rooms for sessions only, nor stands of nobody.

    ``sides``: those that are open to a meeting of these delegations; no others are read.
    """
    places = (
        Place.objects.of_event(event)
        .filter(capacity__gte=1)
        .exclude(kind=Place.Kind.STAND, delegation=None)
        .select_related("delegation")
        .prefetch_related("closed_slots")
        .order_by("pk")
    )
    if sides is not None:
        places = places.filter(Q(delegation=None) | Q(delegation__in=sides))
    return list(places)


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
    empty = Delegation.objects.of_event(event).filter(delegates=None).in_bulk()
    requests = (
        Request.objects.of_event(event)
        .filter(Q(asker__in=empty) | Q(asked__in=empty), state=Request.State.ACCEPTED)
        .order_by("pk")
    )
    return [
        (request, [empty[pk] for pk in (request.asker_id, request.asked_id) if pk in empty])
        for request in (requests if empty else ())
    ]


def owner_of(place: Place) -> Delegation | None:
    """The delegation whose stand it is."""
    return getattr(place, "delegation", None)
