"""Builds plans for tests, straight on the models."""

from __future__ import annotations

from django.utils import timezone

from tests.factories import World
from vimeet.events.models import Place, Slot
from vimeet.meetings.models import Meeting, Plan, Request
from vimeet.meetings.selectors.changes import differences
from vimeet.meetings.services.unseen import note_unseen


def make_plan(
    world: World,
    number: int,
    *meetings: tuple[Request, Slot, Place],
    state: str = Plan.State.RELEASED,
) -> Plan:
    """A plan of ``world``'s event; the first delegate of each side attends each meeting.

    A released one marks what it changes as unseen, and tells nobody.
    """
    plan = Plan.objects.create(event=world.event, number=number, state=Plan.State.DRAFT)
    for request, slot, place in meetings:
        meeting = Meeting.objects.create(plan=plan, request=request, slot=slot, place=place)
        for side in (request.asker, request.asked):
            meeting.attendees.add(side.delegates.order_by("pk")[0])
    if state == Plan.State.RELEASED:
        note_unseen(differences(plan))
        plan.released_at = timezone.now()
    plan.state = state
    plan.save()
    return plan
