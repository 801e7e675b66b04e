"""Moving and cancelling a meeting from its page, freely or with the organiser's approval."""

from __future__ import annotations

import datetime as dt

import pytest
import time_machine
from django.test import Client

from tests.factories import World
from tests.plans import make_plan
from vimeet.audit.models import Entry
from vimeet.meetings.models import (
    AgendaRules,
    ChangeWish,
    Meeting,
    MeetingMessage,
    Pair,
    Plan,
    Request,
    Unavailability,
)
from vimeet.messaging.models import Message

AGENDA = "/portal/alpha/aero-days/agenda/"
CONSOLE = "/console/alpha/aero-days/agendas/"


@pytest.fixture
def path(world: World) -> str:
    """The page of Acme's meeting with Brio, at 9:00 in the hall; Dynamo meets Brio at 9:25."""
    hall = world.places[0]
    make_plan(
        world,
        1,
        (world.requests[0], world.slots[0], hall),
        (world.requests[2], world.slots[1], hall),
    )
    return f"{AGENDA}meetings/{world.requests[0].pk}/"


@pytest.fixture
def freely(world: World) -> None:
    """Participants change what they like."""
    AgendaRules.objects.create(event=world.event, moves="freely", cancellations="freely")


def client_of(world: World, index: int) -> Client:
    client = Client()
    client.force_login(world.delegates[index].user)
    client.cookies["django_language"] = "en"
    return client


def page(client: Client, address: str) -> str:
    response = client.get(address)
    assert response.status_code == 200
    return response.content.decode()


def release_of(world: World) -> Plan:
    found = Plan.objects.filter(event=world.event, state=Plan.State.RELEASED)
    return found.order_by("-number")[0]


def held(world: World) -> dict[Request, str]:
    """When the current release holds each meeting, in local time."""
    return {
        meeting.request: meeting.slot.starts_at.astimezone(world.event.zone).strftime("%H:%M")
        for meeting in release_of(world).meetings.select_related("slot", "request")
    }


def told(world: World) -> list[tuple[str, str]]:
    """Whom the current release has told, by which channel."""
    rows = Message.objects.filter(key__startswith=f"release:{release_of(world).pk}:")
    return sorted(rows.values_list("recipient_name", "channel"))


def move(client: Client, path: str, slot: object, reason: str = "") -> object:
    return client.post(f"{path}move/", {"move-slot": slot.pk, "move-reason": reason})


@pytest.mark.usefixtures("freely")
def test_moved_freely_it_is_released_and_both_are_told_once(
    world: World, as_participant: Client, path: str
):
    assert move(as_participant, path, world.slots[2]).url == path
    assert release_of(world).number == 2
    assert held(world) == {world.requests[0]: "09:50", world.requests[2]: "09:25"}
    both = [("P0 Acme", "email"), ("P0 Acme", "sms"), ("P0 Brio", "email"), ("P0 Brio", "sms")]
    assert told(world) == both
    assert "moved from 9:00" in page(client_of(world, 2), AGENDA)
    wish = ChangeWish.objects.get()
    assert (wish.state, wish.plan) == (ChangeWish.State.DONE, release_of(world))
    actions = set(Entry.objects.values_list("action", flat=True))
    assert {"wish.asked", "meeting.moved", "wish.done"} <= actions


@pytest.mark.usefixtures("freely")
def test_only_slots_that_suit_everybody_are_offered(
    world: World, as_participant: Client, path: str
):
    third, fourth = world.slots[2:]
    # Brio is away in the third; the hall and the stand are closed in the fourth.
    Unavailability.objects.create(
        delegate=world.delegates[2], starts_at=third.starts_at, ends_at=third.ends_at
    )
    for place in world.places:
        place.closed_slots.add(fourth)
    assert "There is no other slot" in page(as_participant, path)
    for slot in world.slots:
        assert move(as_participant, path, slot).status_code == 422
    # Now the hall is open in the fourth, but both of its tables are taken by others.
    hall = world.places[0]
    hall.closed_slots.clear()
    plan = release_of(world)
    for request in (world.requests[1], world.requests[3]):
        Meeting.objects.create(plan=plan, request=request, slot=fourth, place=hall)
    assert "There is no other slot" in page(as_participant, path)
    # The stand of Acme has room.
    world.places[1].closed_slots.clear()
    assert move(as_participant, path, fourth).url == path
    assert release_of(world).meetings.get(request=world.requests[0]).place == world.places[1]


@pytest.mark.usefixtures("freely")
def test_nobody_gets_more_in_a_row_than_allowed(world: World, as_participant: Client, path: str):
    world.event.max_in_a_row = 1
    world.event.save()
    # Brio meets Dynamo at 9:25: neither 9:00 nor 9:50 may stand beside it.
    assert move(as_participant, path, world.slots[2]).status_code == 422
    assert move(as_participant, path, world.slots[3]).url == path


@pytest.mark.usefixtures("freely")
def test_cancelled_freely_it_is_gone_for_good(world: World, as_participant: Client, path: str):
    # A draft that still holds it must not bring it back.
    make_plan(world, 2, (world.requests[0], world.slots[3], world.places[0]), state="draft")
    assert as_participant.post(f"{path}cancel/", {"cancel-reason": "ill"}).url == path
    assert (release_of(world).number, held(world)) == (3, {world.requests[2]: "09:25"})
    request = Request.objects.get(pk=world.requests[0].pk)
    assert (request.state, request.withdrawn_by) == ("withdrawn", "asker")
    assert [name for name, channel in told(world) if channel == "email"] == ["P0 Acme", "P0 Brio"]
    assert not Message.objects.filter(key__startswith=f"request:{request.pk}:").exists()
    assert "This meeting was cancelled" in page(client_of(world, 2), path)


@pytest.mark.usefixtures("freely")
def test_a_draft_made_before_is_released_after(
    world: World, as_participant: Client, as_organiser: Client, path: str
):
    make_plan(world, 2, (world.requests[2], world.slots[3], world.places[0]), state="draft")
    move(as_participant, path, world.slots[2])
    assert release_of(world).number == 3
    answer = as_organiser.post("/console/alpha/aero-days/planning/versions/2/release/")
    # What is in force has the greatest number.
    assert answer.url == "/console/alpha/aero-days/planning/versions/4/"
    assert held(world) == {world.requests[2]: "10:15"}


@pytest.mark.usefixtures("freely")
def test_other_meetings_are_left_alone(world: World, as_participant: Client, path: str):
    """Also one that could no longer be held: that is for the organiser's next plan."""
    slot = world.slots[1]
    Unavailability.objects.create(
        delegate=world.delegates[4], starts_at=slot.starts_at, ends_at=slot.ends_at
    )
    as_participant.post(f"{path}cancel/", {})
    assert held(world) == {world.requests[2]: "09:25"}


@pytest.mark.usefixtures("freely")
def test_several_changes_at_once_are_one_sms(world: World, as_participant: Client, path: str):
    for slot in world.slots[2:]:
        move(as_participant, path, slot)
    sms = Message.objects.filter(channel="sms", recipient_name="P0 Brio")
    assert sorted(sms.values_list("state", flat=True)) == ["queued", "replaced"]


def test_with_approval_the_organiser_decides(
    world: World, as_participant: Client, as_organiser: Client, path: str
):
    assert move(as_participant, path, world.slots[2], "my train").url == path
    assert release_of(world).number == 1
    assert "You have asked to move this meeting" in page(as_participant, path)
    other = page(client_of(world, 2), path)
    assert "A change of this meeting has been asked for" in other
    assert "my train" not in other
    as_organiser.cookies["django_language"] = "en"
    text = page(as_organiser, CONSOLE)
    assert "my train" in text
    assert "Move from Tue 9 Mar, 9:00 to Tue 9 Mar, 9:50" in text
    wish = ChangeWish.objects.get()
    assert as_organiser.post(f"{CONSOLE}wishes/{wish.pk}/grant/").url == CONSOLE
    assert held(world)[world.requests[0]] == "09:50"
    assert "Nothing to decide" in page(as_organiser, CONSOLE)
    # A version like any other, with its page.
    version = "/console/alpha/aero-days/planning/versions/2/"
    for tab in ("summary", "delegations", "slots", "unplaced"):
        assert as_organiser.get(version, {"tab": tab}).status_code == 200
    # A second press finds it decided.
    as_organiser.post(f"{CONSOLE}wishes/{wish.pk}/grant/")
    assert release_of(world).number == 2


def test_refused_the_meeting_stays_and_who_asked_is_told(
    world: World, as_participant: Client, as_organiser: Client, path: str
):
    as_participant.post(f"{path}cancel/", {"cancel-reason": "no time"})
    wish = ChangeWish.objects.get()
    sent = {"answer": "They came for you."}
    assert as_organiser.post(f"{CONSOLE}wishes/{wish.pk}/refuse/", sent).url == CONSOLE
    assert release_of(world).number == 1
    letter = Message.objects.get(key__startswith=f"wish:{wish.pk}:")
    assert letter.address == world.delegates[0].email
    assert "They came for you." in letter.body
    assert "They came for you." in page(as_participant, path)


def test_what_can_no_longer_be_done_is_said(
    world: World, as_participant: Client, as_organiser: Client, path: str
):
    move(as_participant, path, world.slots[2])
    slot = world.slots[2]
    Unavailability.objects.create(
        delegate=world.delegates[2], starts_at=slot.starts_at, ends_at=slot.ends_at
    )
    as_organiser.cookies["django_language"] = "en"
    wish = ChangeWish.objects.get()
    answer = as_organiser.post(f"{CONSOLE}wishes/{wish.pk}/grant/", follow=True)
    assert "no longer free for both sides" in answer.content.decode()
    assert ChangeWish.objects.get().state == ChangeWish.State.OPEN


def test_one_wish_at_a_time_and_it_can_be_taken_back(
    world: World, as_participant: Client, path: str
):
    move(as_participant, path, world.slots[2])
    brio = client_of(world, 2)
    assert brio.post(f"{path}cancel/", {}).status_code == 422
    # Only by who asked.
    brio.post(f"{path}keep/")
    assert ChangeWish.objects.get().state == ChangeWish.State.OPEN
    assert as_participant.post(f"{path}keep/").url == path
    assert ChangeWish.objects.get().state == ChangeWish.State.WITHDRAWN
    assert brio.post(f"{path}cancel/", {}).url == path


def test_never_is_never(world: World, as_participant: Client, path: str):
    AgendaRules.objects.create(event=world.event, moves="never", cancellations="never")
    assert "does not let participants move" in page(as_participant, path)
    assert move(as_participant, path, world.slots[2]).status_code == 422
    assert as_participant.post(f"{path}cancel/", {}).status_code == 422
    assert not ChangeWish.objects.exists()


@pytest.mark.usefixtures("freely")
def test_shortly_before_it_is_too_late(world: World, path: str):
    with time_machine.travel(world.slots[0].starts_at - dt.timedelta(minutes=59)):
        client = client_of(world, 0)
        assert "It is too late" in page(client, path)
        assert client.post(f"{path}cancel/", {}).status_code == 422


@pytest.mark.usefixtures("freely")
def test_nor_is_a_meeting_moved_to_where_it_would_be_too_late(world: World):
    """At 8:30 a meeting of 10:15 can move to 9:50, not to 9:00 or 9:25: an hour is asked for."""
    make_plan(world, 1, (world.requests[0], world.slots[3], world.places[0]))
    path = f"{AGENDA}meetings/{world.requests[0].pk}/"
    with time_machine.travel(world.slots[0].starts_at - dt.timedelta(minutes=30)):
        client = client_of(world, 0)
        offered = client.get(path).context["move_form"]["slot"].subwidgets
        assert [int(str(one.data["value"])) for one in offered] == [world.slots[2].pk]
        assert move(client, path, world.slots[1]).status_code == 422
        assert held(world)[world.requests[0]] == "10:15"
        assert move(client, path, world.slots[2]).status_code == 302
    assert held(world)[world.requests[0]] == "09:50"


@pytest.mark.usefixtures("freely")
def test_once_only_staff_changes_nobody_else_does(world: World, as_participant: Client, path: str):
    world.event.staff_only_from = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
    world.event.save()
    assert as_participant.post(f"{path}cancel/", {}).status_code == 422
    slot = {"day": "2027-03-09", "starts": "09:25", "ends": "09:45"}
    as_participant.post("/portal/alpha/aero-days/me/block/", slot | {"back": "agenda"})
    assert not Unavailability.objects.exists()
    blocked = Unavailability.objects.create(
        delegate=world.delegates[0],
        starts_at=world.slots[1].starts_at,
        ends_at=world.slots[1].ends_at,
    )
    free = f"/portal/alpha/aero-days/me/block/{blocked.pk}/remove/"
    answer = as_participant.post(free, follow=True)
    assert "only the organiser changes agendas" in answer.content.decode()
    assert Unavailability.objects.get() == blocked


def test_the_organiser_blocks_and_frees_times_in_any_phase(world: World, as_organiser: Client):
    world.event.staff_only_from = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
    world.event.save()
    console = "/console/alpha/aero-days/"
    sent = {"day": "2027-03-09", "start": "09:25", "end": "09:45", "reason": "Call"}
    add = f"{console}delegates/{world.delegates[0].pk}/unavailability/add/"
    assert as_organiser.post(add, sent).status_code == 302
    blocked = Unavailability.objects.get()
    assert as_organiser.post(f"{console}unavailability/{blocked.pk}/remove/").status_code == 302
    assert not Unavailability.objects.exists()


@pytest.mark.usefixtures("freely")
def test_an_arranged_meeting_is_the_organisers_to_cancel(
    world: World, as_participant: Client, path: str
):
    first, second = sorted(world.delegations[:2], key=lambda delegation: delegation.pk)
    Pair.objects.create(event=world.event, first=first, second=second, kind=Pair.Kind.LOCKED)
    as_participant.post(f"{path}cancel/", {})
    assert ChangeWish.objects.get().state == ChangeWish.State.OPEN


def test_the_rules_are_set_in_the_console(world: World, as_organiser: Client):
    sent = {"moves": "freely", "cancellations": "never", "notice_minutes": "30"}
    assert as_organiser.post(CONSOLE, sent).url == CONSOLE
    rules = AgendaRules.objects.get()
    assert (rules.moves, rules.cancellations, rules.notice_minutes) == ("freely", "never", 30)


def test_a_message_reaches_the_other_side_without_the_address(
    world: World, as_participant: Client, path: str
):
    sent = {"text": "I am at the bar."}
    assert as_participant.post(f"{path}message/", sent).url == path
    (letter,) = Message.objects.filter(key__startswith="meeting-message:")
    assert letter.address == world.delegates[2].email
    assert "I am at the bar." in letter.body
    me = world.delegates[0]
    assert me.email not in letter.subject + letter.body
    assert str(me.phone) not in letter.body
    assert "I am at the bar." in page(client_of(world, 2), path)
    # Acme's second delegate and Dynamo have no part in it.
    for index in (1, 4):
        assert client_of(world, index).post(f"{path}message/", sent).status_code == 404


def test_nobody_writes_without_end(world: World, as_participant: Client, path: str):
    for number in range(5):
        assert as_participant.post(f"{path}message/", {"text": f"no. {number}"}).url == path
    assert as_participant.post(f"{path}message/", {"text": "again"}).status_code == 422
    assert MeetingMessage.objects.count() == 5
    assert client_of(world, 2).post(f"{path}message/", {"text": "please stop"}).url == path
    with time_machine.travel(dt.datetime.now(dt.UTC) + dt.timedelta(hours=2)):
        assert client_of(world, 0).post(f"{path}message/", {"text": "later"}).url == path


def test_the_organiser_reads_how_meetings_went(world: World, as_organiser: Client, path: str):
    with time_machine.travel(dt.datetime(2027, 3, 9, 12, tzinfo=dt.UTC)):
        sent = {"took_place": "no", "rating": "", "comment": "Nobody came."}
        client_of(world, 0).post(f"{path}report/", sent)
        sent = {"took_place": "yes", "rating": "4", "comment": ""}
        client_of(world, 4).post(f"{AGENDA}meetings/{world.requests[2].pk}/report/", sent)
    as_organiser.cookies["django_language"] = "en"
    text = page(as_organiser, CONSOLE)
    assert "Nobody came." in text
    assert "4.0" in text
