"""Whether an event can be planned, and what stands in the way."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from vimeet.events.models import Slot
from vimeet.meetings.models import Request
from vimeet.meetings.selectors.plannable import unplannable_requests, usable_places
from vimeet.registration.models import Delegation

if TYPE_CHECKING:
    from vimeet.events.models import Event


@dataclass(frozen=True)
class Readiness:
    """What a run would work with."""

    slots: int
    days: int
    places: int
    # Meetings that the places hold at once.
    capacity: int
    accepted: int
    proposed: int
    # Delegations with an accepted request but nobody to attend, and the requests this leaves out.
    empty_delegations: list[Delegation]
    unplannable: int

    @property
    def plannable(self) -> int:
        """How many requests a run would be given."""
        return self.accepted - self.unplannable

    @property
    def ready(self) -> bool:
        """Whether a run can start."""
        return bool(self.slots and self.places and self.plannable)


def readiness_of(event: Event) -> Readiness:
    """What a run of ``event`` would work with, as things stand."""
    starts = list(Slot.objects.of_event(event).values_list("starts_at", flat=True))
    places = usable_places(event)
    requests = Request.objects.of_event(event)
    unplannable = unplannable_requests(event)
    empty = {side.pk: side for _request, sides in unplannable for side in sides}
    return Readiness(
        slots=len(starts),
        days=len({start.astimezone(event.zone).date() for start in starts}),
        places=len(places),
        capacity=sum(place.capacity for place in places),
        accepted=requests.filter(state=Request.State.ACCEPTED).count(),
        proposed=requests.filter(state=Request.State.PROPOSED).count(),
        empty_delegations=sorted(empty.values(), key=lambda side: side.name),
        unplannable=len(unplannable),
    )
