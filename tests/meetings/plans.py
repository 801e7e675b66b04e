"""Plans without the planner: meetings as a test wants them."""

from __future__ import annotations

from tests.factories import World
from vimeet.meetings.models import LevelResult, Meeting, Plan, Request, UnplacedRequest
from vimeet.meetings.services.drafts import next_plan_number


def make_draft(world: World, held: dict[Request, tuple[int, int]]) -> Plan:
    """A draft in which each request is held in the (slot, place) of these positions.

    The first delegate of each side attends. Other accepted requests are left out for credits.
    """
    event = world.event
    Plan.objects.filter(event=event, state=Plan.State.DRAFT).update(state=Plan.State.DISCARDED)
    plan = Plan.objects.create(event=event, number=next_plan_number(event), proven=True)
    weight = sum(request.weight for request in held)
    LevelResult.objects.create(plan=plan, rank=0, level="weight", value=weight, bound=weight)
    for request, (slot, place) in held.items():
        meeting = Meeting.objects.create(
            plan=plan, request=request, slot=world.slots[slot], place=world.places[place]
        )
        meeting.attendees.add(
            request.asker.delegates.order_by("pk").first(),
            request.asked.delegates.order_by("pk").first(),
        )
    left_out = Request.objects.filter(event=event, state=Request.State.ACCEPTED)
    for request in left_out.exclude(pk__in=[r.pk for r in held]):
        UnplacedRequest.objects.create(
            plan=plan,
            request=request,
            reason_code="credits",
            reason={
                "weight": request.weight,
                "delegations": [{"id": str(request.asker_id), "max_meetings": 8, "lightest": 3}],
            },
            remedies=[
                {
                    "code": "more_credits",
                    "delegations": [str(request.asker_id)],
                    "held": str(world.slots[0].pk),
                    "moves": [],
                }
            ],
        )
    return plan
