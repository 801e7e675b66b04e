"""The welcome desk: find somebody, see where they should be."""

from __future__ import annotations

import pytest
from django.test import Client

from tests.factories import World, make_delegation
from tests.plans import make_plan
from vimeet.meetings.models import Plan

DESK = "/desk/alpha/aero-days/"


@pytest.fixture
def as_staff(world: World) -> Client:
    client = Client()
    client.force_login(world.staff_user)
    client.cookies["django_language"] = "en"
    return client


def page(client: Client, address: str = DESK, **parameters: str) -> str:
    response = client.get(address, parameters)
    assert response.status_code == 200
    return response.content.decode()


def test_nothing_typed_shows_nobody(world: World, as_staff: Client):
    assert "Brio" not in page(as_staff)


@pytest.mark.parametrize("typed", ["brio", "P0 BRIO", "  rio   p0 "])
def test_name_and_company_are_searched_word_by_word(world: World, as_staff: Client, typed: str):
    found = page(as_staff, q=typed)
    assert f"{DESK}{world.delegates[2].pk}/" in found
    assert "Cobalt" not in found


def test_nobody_found_is_said(world: World, as_staff: Client):
    assert "Nobody found for “<b>”".replace("<b>", "&lt;b&gt;") in page(as_staff, q="<b>")


def test_only_this_events_people_are_found(world: World, as_staff: Client):
    assert page(as_staff, q="Brio").count("<strong>P0 Brio</strong>") == 1


def test_a_delegates_page_has_agenda_phone_and_colleagues(world: World, as_staff: Client):
    make_plan(world, 1, (world.requests[0], world.slots[0], world.places[0]))
    text = page(as_staff, f"{DESK}{world.delegates[0].pk}/")
    phone = world.delegates[0].phone
    for expected in ("Brio", "9:00", "Hall", phone.as_rfc3966, "P1 Acme", "Stand Acme"):
        assert expected in text
    # Blocking is the participant's own matter.
    assert "/me/block/" not in text


def test_a_draft_is_not_shown(world: World, as_staff: Client):
    make_plan(
        world, 1, (world.requests[0], world.slots[0], world.places[0]), state=Plan.State.DRAFT
    )
    assert "Not released yet" in page(as_staff, f"{DESK}{world.delegates[0].pk}/")


def test_organisers_may_come_to_the_desk(world: World, as_organiser: Client):
    page(as_organiser)
    page(as_organiser, f"{DESK}{world.delegates[0].pk}/")


def test_others_find_nothing(world: World, as_participant: Client, as_staff: Client):
    assert as_participant.get(DESK).status_code == 404
    assert as_staff.get("/desk/rival/aero-days/").status_code == 404
    assert as_staff.get(f"{DESK}{world.rival.delegates[0].pk}/").status_code == 404


def test_queries_do_not_grow_with_people(world: World, as_staff: Client, django_assert_num_queries):
    # Session, user, event; people; whether there is a floor plan.
    with django_assert_num_queries(5):
        page(as_staff, q="Brio")
    make_delegation(world.event, world.types[1], "Brio Two", people=2)
    with django_assert_num_queries(5):
        assert page(as_staff, q="Brio").count('class="person"') == 3


def test_organisers_find_the_desk_in_the_console(world: World, as_organiser: Client):
    console = as_organiser.get("/console/alpha/aero-days/").content.decode()
    assert f'href="{DESK}"' in console
    assert as_organiser.get(DESK).status_code == 200
