"""Builds plans for tests, straight on the models."""

from __future__ import annotations

from django.utils import timezone

from tests.factories import World
from vimeet.events.models import Place, Slot
from vimeet.meetings.models import Meeting, Plan, Request


def make_plan(
    world: World,
    number: int,
    *meetings: tuple[Request, Slot, Place],
    state: str = Plan.State.RELEASED,
) -> Plan:
    """A plan of ``world``'s event; the first delegate of each side attends each meeting."""
    plan = Plan.objects.create(
        event=world.event,
        number=number,
        state=state,
        released_at=timezone.now() if state == Plan.State.RELEASED else None,
    )
    for request, slot, place in meetings:
        meeting = Meeting.objects.create(plan=plan, request=request, slot=slot, place=place)
        for side in (request.asker, request.asked):
            meeting.attendees.add(side.delegates.order_by("pk")[0])
    return plan
