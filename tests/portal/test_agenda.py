"""The participant's agenda page."""

from __future__ import annotations

import datetime as dt
import re

import time_machine
from django.test import Client

from tests.factories import World, make_slots
from tests.plans import make_plan
from vimeet.meetings.models import Unavailability

AGENDA = "/portal/alpha/aero-days/agenda/"
BLOCK = "/portal/alpha/aero-days/me/block/"


def page(client: Client, address: str = AGENDA) -> str:
    response = client.get(address)
    assert response.status_code == 200
    return response.content.decode()


def test_before_the_release_it_says_so(world: World, as_participant: Client):
    text = page(as_participant)
    assert "Not released yet" in text
    # Already there, so that the first release arrives without a reload.
    assert 'data-live-url="/ws/portal/alpha/aero-days/agenda/"' in text
    assert 'id="agenda"' in text


def test_before_the_release_times_are_blocked_already(world: World, as_participant: Client):
    text = page(as_participant)
    # Two are agreed on; four slots are free, and none of them holds a meeting yet.
    assert "You have agreed on 2 meetings so far." in text
    assert text.count(">Block<") == 4
    assert "0 meetings" not in text
    spans = {"day": "2027-03-09", "starts": "09:00", "ends": "09:20", "back": "agenda"}
    as_participant.post("/portal/alpha/aero-days/me/block/", spans)
    assert page(as_participant).count(">Block<") == 3
    assert "Free again" in page(as_participant)


def test_a_meeting_shows_time_counterpart_place_and_what_they_look_for(
    world: World, as_participant: Client
):
    brio = world.delegations[1]
    brio.needs_en = "titanium castings"
    brio.save()
    make_plan(world, 1, (world.requests[0], world.slots[1], world.places[1]))
    text = page(as_participant)
    for expected in ("9:25", "Brio", "P0 Brio", "Stand Acme", "titanium castings", "1 meeting"):
        assert expected in text


def test_times_are_the_events(world: World, as_participant: Client):
    world.event.time_zone = "America/Montreal"
    world.event.save()
    make_plan(world, 1, (world.requests[0], world.slots[0], world.places[0]))
    # 9:00 in Toulouse is 3:00 in Montréal.
    assert '">3:00</time>' in page(as_participant)


def test_a_move_says_where_from(world: World, as_participant: Client):
    make_plan(world, 1, (world.requests[0], world.slots[0], world.places[0]))
    make_plan(world, 2, (world.requests[0], world.slots[2], world.places[0]))
    assert "moved from 9:00" in page(as_participant)


def test_today_comes_first_and_any_day_can_be_chosen(world: World, as_participant: Client):
    world.event.starts_on += dt.timedelta(days=1)
    world.event.ends_on = world.event.starts_on
    later = make_slots(world.event, 2)
    make_plan(
        world,
        1,
        (world.requests[0], world.slots[0], world.places[0]),
        (world.requests[1], later[0], world.places[0]),
    )
    with time_machine.travel(dt.datetime(2027, 3, 10, 6, tzinfo=dt.UTC)):
        as_participant.force_login(world.delegates[0].user)
        assert "Cobalt" in page(as_participant)
        assert "Brio" not in page(as_participant)
        assert "Brio" in page(as_participant, f"{AGENDA}?day=2027-03-09")
        assert "Cobalt" in page(as_participant, f"{AGENDA}?day=no-day")
        assert "Cobalt" in page(as_participant, f"{AGENDA}?day=2027-13-77")


def test_a_free_slot_is_blocked_and_freed_again(world: World, as_participant: Client):
    make_plan(world, 1)
    sent = {"back": "agenda", "day": "2027-03-09", "starts": "09:25", "ends": "09:45"}
    answer = as_participant.post(BLOCK, sent)
    assert answer.url == f"{AGENDA}?day=2027-03-09"
    block = Unavailability.objects.get()
    assert (block.delegate, block.starts_at) == (world.delegates[0], world.slots[1].starts_at)
    assert block.ends_at == world.slots[1].ends_at
    assert "No meetings" in page(as_participant)
    answer = as_participant.post(f"{BLOCK}{block.pk}/remove/", {"back": "agenda", "view": "list"})
    assert answer.url == f"{AGENDA}?view=list"
    assert not Unavailability.objects.exists()


def test_a_slots_button_says_which_one(world: World, as_participant: Client):
    make_plan(world, 1)
    text = page(as_participant)
    assert 'Block<span class="sr-only"> 9:00</span>' in text
    assert 'Block<span class="sr-only"> 9:25</span>' in text


def test_what_is_refused_is_said_in_the_agenda(world: World, as_participant: Client):
    make_plan(world, 1)
    sent = {"back": "agenda", "day": "2027-03-09", "starts": "09:25", "ends": "09:45"}
    as_participant.post(BLOCK, sent)
    answer = as_participant.post(BLOCK, sent | {"view": "list"}, follow=True)
    assert answer.redirect_chain == [(f"{AGENDA}?view=list", 302)]
    assert "This time is blocked already." in answer.content.decode()
    assert Unavailability.objects.count() == 1


def test_no_slot_offers_what_only_the_staff_may(world: World, as_participant: Client):
    make_plan(world, 1)
    world.event.staff_only_from = dt.datetime(2020, 1, 1, tzinfo=dt.UTC)
    world.event.save()
    assert ">Block<" not in page(as_participant)
    text = page(as_participant, "/portal/alpha/aero-days/me/")
    assert "only the organiser changes agendas" in text
    assert "Block this time" not in text


def test_another_event_is_not_found(world: World, as_participant: Client):
    for address in (
        "/portal/rival/aero-days/agenda/",
        "/portal/alpha/no-such-event/agenda/",
        "/portal/rival/aero-days/requests/",
        "/portal/rival/aero-days/me/",
    ):
        assert as_participant.get(address).status_code == 404


def test_only_participants_have_an_agenda(world: World, as_organiser: Client):
    assert as_organiser.get(AGENDA).status_code == 404


def test_each_sees_their_own(world: World):
    make_plan(world, 1, (world.requests[0], world.slots[0], world.places[0]))
    colleague = Client()
    colleague.force_login(world.delegates[1].user)
    assert "Brio" not in page(colleague)


def test_my_events(world: World, as_participant: Client):
    assert as_participant.get("/portal/").url == AGENDA
    assert "My events" not in page(as_participant)
    world.rival.delegates[0].user = world.delegates[0].user
    world.rival.delegates[0].save()
    text = page(as_participant, "/portal/")
    assert AGENDA in text
    assert "/portal/rival/aero-days/agenda/" in text
    # Also to one that is over, while the start page leads straight to the one ahead.
    assert re.search(r'<a href="/portal/">.*My events</a>', page(as_participant), re.DOTALL)


def test_queries_do_not_grow_with_meetings(
    world: World, as_participant: Client, django_assert_num_queries
):
    hall = world.places[0]
    make_plan(world, 1, (world.requests[0], world.slots[0], hall))
    # Session, user, delegate; plan, slots, blocks, changes, meetings, attendees; waiting requests;
    # whether there is a programme, and what of it is theirs.
    with django_assert_num_queries(12):
        page(as_participant)
    third = world.requests[2]
    third.asker, third.asked = world.delegations[3], world.delegations[0]
    third.save()
    three = zip(world.requests[:3], world.slots, strict=False)
    make_plan(world, 2, *((request, slot, hall) for request, slot in three))
    with django_assert_num_queries(12):
        assert "3 meetings" in page(as_participant)
