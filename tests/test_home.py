"""The first page leads each role to its door."""

from __future__ import annotations

import datetime as dt

import time_machine
from django.test import Client

from tests.factories import World, make_delegation, make_event, make_user

BEFORE = dt.datetime(2027, 1, 10, tzinfo=dt.UTC)


def first_page(user) -> object:
    client = Client()
    client.force_login(user)
    return client.get("/")


def test_visitors_are_asked_to_sign_in(db, client: Client):
    assert client.get("/").url == "/sign-in/"


def test_an_organiser_is_led_to_their_events(world: World):
    assert first_page(world.organiser_user).url == "/console/"


@time_machine.travel(BEFORE)
def test_staff_are_led_to_the_desk_of_the_event_ahead(world: World):
    make_event(
        world.organiser,
        slug="past",
        starts_on=dt.date(2026, 3, 1),
        ends_on=dt.date(2026, 3, 1),
    )
    assert first_page(world.staff_user).url == "/desk/alpha/aero-days/"


@time_machine.travel(BEFORE)
def test_a_participant_is_led_to_their_agenda(world: World):
    assert first_page(world.delegates[0].user).url == "/portal/alpha/aero-days/agenda/"


def test_after_the_event_the_agenda_is_still_there(world: World):
    with time_machine.travel(dt.datetime(2028, 1, 1, tzinfo=dt.UTC)):
        user = world.delegates[0].user
        assert first_page(user).url == "/portal/alpha/aero-days/agenda/"


@time_machine.travel(BEFORE)
def test_several_roles_choose(world: World):
    other = make_event(world.organiser, slug="other", name="Other Days")
    world.types[0].event = other
    world.types[0].pk = None
    world.types[0].save()
    user = world.organiser_user
    delegation = make_delegation(other, world.types[0], "Echo")
    delegation.delegates.update(user=user)
    page = first_page(user).content.decode()
    assert "/console/" in page
    assert "/portal/alpha/other/agenda/" in page


def test_who_belongs_to_nothing_is_told(db):
    answer = first_page(make_user("Nina", "nina@example.org"))
    assert answer.status_code == 200
    assert "belongs to no event" in answer.content.decode()


@time_machine.travel(BEFORE)
def test_staff_of_two_events_choose(world: World):
    make_event(world.organiser, slug="other", name="Other Days")
    page = first_page(world.staff_user).content.decode()
    assert "/desk/alpha/aero-days/" in page
    assert "/desk/alpha/other/" in page
