"""Wishes that wait for the organiser's decision: in pages, refused, granted too late."""

from __future__ import annotations

import datetime as dt

import pytest
import time_machine
from django.test import Client

from tests.factories import World, make_delegation
from vimeet.meetings.models import ChangeWish, Plan, Request
from vimeet.messaging.models import Message


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


@pytest.fixture
def wish(world: World, released: Plan, as_organiser: Client) -> ChangeWish:
    """Acme would like to cancel its meeting of 9:00 with Brio."""
    as_organiser.cookies["django_language"] = "en"
    return ChangeWish.objects.create(
        delegate=world.delegates[0], request=world.requests[0], kind=ChangeWish.Kind.CANCEL
    )


def test_an_answer_too_long_refuses_nothing_and_is_kept(
    world: World, as_organiser: Client, url, wish: ChangeWish
):
    long = "They came from far away for you. " * 16
    page = as_organiser.post(url("wish_refuse", pk=wish.pk), {"answer": long})
    assert page.status_code == 422
    text = page.content.decode()
    assert long.strip() in text
    assert "at most 500 characters" in text
    # The page's other form leads where it always does.
    assert f'action="{url("agendas")}"' in text
    wish.refresh_from_db()
    assert wish.state == ChangeWish.State.OPEN
    assert not Message.objects.exists()

    shorter = "They came for you."
    answer = as_organiser.post(url("wish_refuse", pk=wish.pk), {"answer": shorter}, follow=True)
    assert "Refused. Who asked is told." in answer.content.decode()
    wish.refresh_from_db()
    assert (wish.state, wish.answer) == (ChangeWish.State.REFUSED, shorter)
    again = as_organiser.post(url("wish_refuse", pk=wish.pk), {"answer": ""}, follow=True)
    assert "This has been decided already." in again.content.decode()


@pytest.mark.parametrize("kind", ["cancel", "move"])
def test_what_has_begun_is_not_changed_any_more(
    world: World, as_organiser: Client, url, wish: ChangeWish, kind: str
):
    wish.kind, wish.slot = kind, world.slots[3] if kind == "move" else None
    wish.save()
    with time_machine.travel(world.slots[0].starts_at + dt.timedelta(minutes=1)):
        as_organiser.force_login(world.organiser_user)
        page = as_organiser.post(url("wish_grant", pk=wish.pk), follow=True)
    assert "This meeting has begun." in page.content.decode()
    wish.refresh_from_db()
    assert wish.state == ChangeWish.State.OPEN
    assert Plan.objects.count() == 1
