"""A released meeting moved and cancelled: on its request's page, and at the desk."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from tests.factories import World
from tests.plans import make_plan
from vimeet.audit.models import Entry
from vimeet.meetings.models import Plan, Request, Unavailability
from vimeet.messaging.models import Message


def text(response: HttpResponse) -> str:
    """What the page says, its white space evened out."""
    words = re.sub(r"<[^>]+>", " ", response.content.decode()).replace("&#x27;", "'")
    return re.sub(r"\s+", " ", words)


@pytest.fixture(autouse=True)
def plan(world: World, as_organiser: Client) -> Plan:
    """Acme meets Brio at 9:00, Dynamo meets Brio at 9:25, both in the hall."""
    as_organiser.cookies["django_language"] = "en"
    hall = world.places[0]
    return make_plan(
        world,
        1,
        (world.requests[0], world.slots[0], hall),
        (world.requests[2], world.slots[1], hall),
    )


@pytest.fixture
def as_staff(world: World) -> Client:
    client = Client()
    client.force_login(world.staff_user)
    client.cookies["django_language"] = "en"
    return client


def desk(world: World, name: str, **kwargs: object) -> str:
    return reverse(f"desk:{name}", kwargs=world.event.url_kwargs | kwargs)


def offered(page: HttpResponse) -> list[str]:
    """The slots to move to, as the page words them."""
    return re.findall(r"<option value=\"\d+\">([^<]+)</option>", page.content.decode())


def current() -> Plan:
    return Plan.objects.order_by("-number")[0]


def told() -> list[tuple[str, str]]:
    rows = Message.objects.filter(key__startswith=f"release:{current().pk}:")
    return sorted(rows.values_list("recipient_name", "channel"))


BOTH = [("P0 Acme", "email"), ("P0 Acme", "sms"), ("P0 Brio", "email"), ("P0 Brio", "sms")]


def test_the_organiser_moves_a_meeting_on_the_page_of_its_request(
    world: World, as_organiser: Client, url
):
    ask = world.requests[0]
    page = as_organiser.get(url("request", pk=ask.pk))
    assert "Tuesday 9 March, 9:00 – 9:20" in text(page)
    # Brio is with Dynamo at 9:25.
    assert offered(page) == ["09:50 – 10:10 · Hall", "10:15 – 10:35 · Hall"]
    assert "The agendas of 2 people change. 2 e-mails and 2 SMS are sent at once." in text(page)
    move = url("request_move", pk=ask.pk)
    answer = as_organiser.post(move, {"slot": world.slots[2].pk}, follow=True)
    assert "The meeting is moved, as version 2." in text(answer)
    assert "Tuesday 9 March, 9:50 – 10:10" in text(answer)
    assert current().meetings.get(request=ask).slot == world.slots[2]
    assert told() == BOTH
    entry = Entry.objects.get(action="meeting.moved")
    assert entry.actor == world.organiser_user
    # What is no longer on offer, or never was, changes nothing.
    for slot in (world.slots[1].pk, world.rival.slots[2].pk, "x"):
        as_organiser.post(move, {"slot": slot})
    assert current().number == 2


def test_the_organiser_cancels_a_meeting_for_good(world: World, as_organiser: Client, url):
    ask = world.requests[0]
    page = text(as_organiser.get(url("request", pk=ask.pk)))
    assert "Cancel the meeting of Acme and Brio?" in page
    answer = as_organiser.post(url("request_cancel", pk=ask.pk), follow=True)
    assert "The meeting is cancelled, as version 2." in text(answer)
    ask.refresh_from_db()
    assert (ask.state, ask.withdrawn_by) == (Request.State.WITHDRAWN, Request.Side.ORGANISER)
    assert [m.request for m in current().meetings.all()] == [world.requests[2]]
    assert told() == BOTH
    again = as_organiser.post(url("request_cancel", pk=ask.pk), follow=True)
    assert "This meeting is no longer planned." in text(again)


def test_withdrawing_leads_to_where_it_is_cancelled(world: World, as_organiser: Client, url):
    ask = world.requests[0]
    back = {"next": url("request", pk=ask.pk)}
    answer = as_organiser.post(url("request_withdraw", pk=ask.pk), back, follow=True)
    assert "cancel it on the request's page" in text(answer)
    assert url("request_cancel", pk=ask.pk) in answer.content.decode()
    # So does the list of meetings of the version in force.
    slots = as_organiser.get(url("plan", number=1), {"tab": "slots"}).content.decode()
    assert f"{url('request', pk=ask.pk)}#meeting" in slots


def test_while_agendas_are_kept_back_it_says_when_people_hear(
    world: World, as_organiser: Client, url
):
    world.event.agendas_out_at = dt.datetime(2027, 3, 1, 8, tzinfo=dt.UTC)
    world.event.save()
    page = text(as_organiser.get(url("request", pk=world.requests[0].pk)))
    assert "are sent on 1 March 2027, 09:00, when the agendas come out." in page


def test_what_has_begun_stays(world: World, as_organiser: Client, url, time_machine):
    time_machine.move_to(world.slots[0].starts_at + dt.timedelta(minutes=1), tick=False)
    as_organiser.force_login(world.organiser_user)
    ask = world.requests[0]
    page = as_organiser.get(url("request", pk=ask.pk))
    assert "This meeting has begun: it stays as it is." in text(page)
    assert url("request_cancel", pk=ask.pk) not in page.content.decode()
    as_organiser.post(url("request_cancel", pk=ask.pk))
    assert current().number == 1


def test_a_request_that_is_not_released_has_no_meeting_to_change(
    world: World, as_organiser: Client, url
):
    ask = world.requests[1]
    page = as_organiser.get(url("request", pk=ask.pk)).content.decode()
    assert url("request_cancel", pk=ask.pk) not in page
    assert url("request_withdraw", pk=ask.pk) in page


def test_the_desk_moves_a_meeting_from_somebodys_agenda(world: World, as_staff: Client):
    ask, acme = world.requests[0], world.delegates[0]
    Unavailability.objects.create(
        delegate=world.delegates[2],
        starts_at=world.slots[2].starts_at,
        ends_at=world.slots[2].ends_at,
    )
    agenda = as_staff.get(desk(world, "delegate", pk=acme.pk)).content.decode()
    address = f"{desk(world, 'meeting', pk=ask.pk)}?person={acme.pk}"
    assert address in agenda
    page = as_staff.get(address)
    assert offered(page) == ["10:15 – 10:35 · Hall"]
    assert "2 e-mails and 2 SMS are sent at once." in text(page)
    assert world.delegates[2].phone.as_international in text(page)
    answer = as_staff.post(
        desk(world, "meeting_move", pk=ask.pk), {"slot": world.slots[3].pk, "back": acme.pk}
    )
    assert answer.url == desk(world, "delegate", pk=acme.pk)
    assert current().meetings.get(request=ask).slot == world.slots[3]
    assert told() == BOTH


def test_the_desk_cancels_a_meeting_and_says_what_can_no_longer_be_done(
    world: World, as_staff: Client
):
    ask = world.requests[0]
    here = desk(world, "meeting", pk=ask.pk)
    taken = {"slot": world.slots[1].pk}
    answer = as_staff.post(desk(world, "meeting_move", pk=ask.pk), taken, follow=True)
    assert answer.request["PATH_INFO"] == here
    assert "no longer free for both sides" in text(answer)
    answer = as_staff.post(desk(world, "meeting_cancel", pk=ask.pk), follow=True)
    assert "The meeting is cancelled." in text(answer)
    assert as_staff.get(here).status_code == 404
    again = as_staff.post(desk(world, "meeting_cancel", pk=ask.pk), follow=True)
    assert "This meeting is no longer planned." in text(again)
    assert current().number == 2
