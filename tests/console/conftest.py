"""The addresses of the world's event."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.urls import reverse

from tests.factories import World
from vimeet.meetings.models import Meeting, Plan


@pytest.fixture
def url(world: World) -> Callable[..., str]:
    """``url("slots")``: the address of a console page of the world's event."""

    def address(name: str, **kwargs: object) -> str:
        return reverse(f"console:{name}", kwargs=world.event.url_kwargs | kwargs)

    return address


@pytest.fixture
def released(world: World) -> Plan:
    """A release in which the first request is held in the first slot, in the hall."""
    plan = Plan.objects.create(event=world.event, number=1, state=Plan.State.RELEASED)
    meeting = Meeting.objects.create(
        plan=plan, request=world.requests[0], slot=world.slots[0], place=world.places[0]
    )
    meeting.attendees.set([world.delegates[0], world.delegations[1].delegates.get()])
    return plan
