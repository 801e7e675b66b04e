"""Wishes that wait for the organiser's decision, in pages."""

from __future__ import annotations

from tests.factories import make_delegation
from vimeet.meetings.models import ChangeWish, Request


def test_wishes_come_in_pages_oldest_first(world, as_organiser, url):
    world.organiser_user.language = "en"
    world.organiser_user.save()
    asker = world.delegations[0]
    for i in range(51):
        other = make_delegation(world.event, world.types[1], f"Other {i:02}", people=0)
        request = Request.objects.create(
            event=world.event, asker=asker, asked=other, state=Request.State.ACCEPTED
        )
        ChangeWish.objects.create(
            delegate=world.delegates[0], request=request, kind=ChangeWish.Kind.CANCEL
        )
    first = " ".join(as_organiser.get(url("agendas")).content.decode().split())
    assert "1 to 50 of 51" in first
    assert "Other 00" in first
    assert "Other 50" not in first
    assert "Other 50" in as_organiser.get(url("agendas"), {"page": 2}).content.decode()
