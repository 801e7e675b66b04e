"""Asking, answering and withdrawing in the portal."""

from __future__ import annotations

import pytest
from django.test import Client

from tests.factories import World, make_delegation
from vimeet.directory.services.indexing import refresh_stale
from vimeet.meetings.models import Request

REQUESTS = "/portal/alpha/aero-days/requests/"


def client_of(delegate) -> Client:
    client = Client()
    client.force_login(delegate.user)
    client.cookies["django_language"] = "en"
    return client


@pytest.fixture
def cobalt(world: World) -> Client:
    """Who asked Dynamo."""
    return client_of(world.delegates[3])


@pytest.fixture
def dynamo(world: World) -> Client:
    """Whom Cobalt asked."""
    return client_of(world.delegates[4])


def page(client: Client, address: str = REQUESTS, **parameters: str) -> str:
    response = client.get(address, parameters)
    assert response.status_code == 200
    return response.content.decode()


def state(world: World) -> str:
    return Request.objects.get(pk=world.requests[3].pk).state


def step(world: World, name: str) -> str:
    return f"{REQUESTS}{world.requests[3].pk}/{name}/"


def test_both_sides_see_the_request(world: World, cobalt: Client, dynamo: Client):
    received = page(dynamo)
    assert "Cobalt" in received
    assert step(world, "accept") in received
    sent = page(cobalt, tab="sent")
    assert "Dynamo" in sent
    assert step(world, "withdraw") in sent
    assert "Dynamo" not in page(cobalt, tab="received")


def test_what_waits_is_told_apart_from_what_is_settled(world: World, cobalt: Client):
    asked = world.requests[3]
    text = page(cobalt, tab="sent")
    assert text.index("Waiting for their answer") < text.index("Dynamo") < text.index("Agreed")
    assert text.index("Agreed") < text.index("Acme")
    asked.state, asked.answer = Request.State.DECLINED, "No time"
    asked.save()
    text = page(cobalt, tab="sent")
    assert "Waiting for their answer" not in text
    assert text.index("Agreed") < text.index("Acme") < text.index("No meeting")
    assert text.index("No meeting") < text.index("Reason: No time")


def test_accept(world: World, dynamo: Client):
    answer = dynamo.post(step(world, "accept"))
    assert answer.url == f"{REQUESTS}?tab=received"
    assert state(world) == Request.State.ACCEPTED
    assert "Accepted. The next plan" in page(dynamo, answer.url)


def test_decline_with_a_reason_that_the_asker_reads(world: World, dynamo: Client, cobalt: Client):
    dynamo.post(step(world, "decline"), {"reason": "Not before 2028"})
    assert state(world) == Request.State.DECLINED
    assert "Not before 2028" in page(cobalt, tab="sent")


def test_a_reason_too_long_declines_nothing(world: World, dynamo: Client):
    answer = dynamo.post(step(world, "decline"), {"reason": "x" * 501}, follow=True)
    assert "too long" in answer.content.decode()
    assert state(world) == Request.State.PROPOSED


def test_withdraw(world: World, cobalt: Client, dynamo: Client):
    assert cobalt.post(step(world, "withdraw")).url == f"{REQUESTS}?tab=sent"
    assert state(world) == Request.State.WITHDRAWN
    assert "Cobalt" not in page(dynamo)


def test_who_comes_too_late_is_told(world: World, cobalt: Client, dynamo: Client):
    dynamo.post(step(world, "accept"))
    answer = cobalt.post(step(world, "withdraw"), follow=True)
    assert "has been accepted already" in answer.content.decode()
    assert state(world) == Request.State.ACCEPTED


def test_each_side_has_its_own_steps(world: World, cobalt: Client, dynamo: Client):
    assert cobalt.post(step(world, "accept")).status_code == 404
    assert cobalt.post(step(world, "decline")).status_code == 404
    assert dynamo.post(step(world, "withdraw")).status_code == 404
    assert state(world) == Request.State.PROPOSED


def test_a_third_party_finds_no_request(world: World, as_participant: Client):
    for name in ("accept", "decline", "withdraw"):
        assert as_participant.post(step(world, name)).status_code == 404
    rival = world.rival.requests[3].pk
    assert as_participant.post(f"{REQUESTS}{rival}/accept/").status_code == 404
    assert state(world) == Request.State.PROPOSED


def choices(client: Client, **parameters: str) -> str:
    """Whom one may ask, in the directory that the button leads to."""
    refresh_stale()
    response = client.get(f"{REQUESTS}new/", parameters, follow=True)
    assert response.redirect_chain[-1][0].startswith("/portal/alpha/aero-days/directory/?")
    return response.content.decode()


def test_one_may_ask_only_other_types(world: World, as_participant: Client):
    """Acme buys: it may ask suppliers."""
    text = choices(as_participant)
    assert "Brio" in text
    assert "Cobalt" in text
    assert "Dynamo" not in text


def test_typing_narrows_the_choice(world: World, as_participant: Client):
    world.delegations[1].offers_en = "Titanium castings"
    world.delegations[1].save()
    found = choices(as_participant, q="cast TITAN")
    assert "Brio" in found
    assert "Cobalt" not in found
    assert "Nobody found" in choices(as_participant, q="plywood")


def test_open_requests_are_marked_in_the_choice(world: World, as_participant: Client):
    third = make_delegation(world.event, world.types[1], "Echo")
    ask = Request.objects.create(event=world.event, asker=third, asked=world.delegations[0])
    text = choices(as_participant)
    assert "Agreed" in text
    assert f"#request-{ask.pk}" in text
    assert f"{REQUESTS}new/{third.pk}/" not in text


def test_ask(world: World, dynamo: Client):
    world.requests[3].delete()
    pk = world.delegations[2].pk
    assert "Cobalt" in page(dynamo, f"{REQUESTS}new/{pk}/")
    answer = dynamo.post(f"{REQUESTS}new/{pk}/", {"message": "About alloys", "priority": "must"})
    assert answer.url == f"{REQUESTS}?tab=sent"
    ask = Request.objects.get(asker=world.delegations[3], asked=pk)
    assert (ask.state, ask.message) == (Request.State.PROPOSED, "About alloys")
    # A must of one side weighs more, and never forces the planner.
    assert (ask.asker_priority, ask.weight, ask.must) == ("must", 5, False)
    assert ask.created_by == world.delegates[4].user


def test_ask_naming_people(world: World, as_participant: Client):
    fox = make_delegation(world.event, world.types[1], "Fox", people=2)
    theirs, mine = fox.delegates.first(), world.delegates[1]
    as_participant.post(
        f"{REQUESTS}new/{fox.pk}/",
        {"asked_delegates": [theirs.pk], "asker_delegates": [mine.pk], "priority": "want"},
    )
    ask = Request.objects.get(asked=fox)
    assert list(ask.asked_delegates.all()) == [theirs]
    assert list(ask.asker_delegates.all()) == [mine]


def test_nobody_else_can_be_named(world: World, as_participant: Client):
    fox = make_delegation(world.event, world.types[1], "Fox", people=2)
    stranger = world.delegates[2]
    answer = as_participant.post(
        f"{REQUESTS}new/{fox.pk}/", {"asked_delegates": [stranger.pk], "priority": "want"}
    )
    assert answer.context["form"].errors["asked_delegates"]
    assert not Request.objects.filter(asked=fox).exists()


def test_asking_back_points_to_their_request(world: World, dynamo: Client):
    answer = dynamo.post(f"{REQUESTS}new/{world.delegations[2].pk}/", {"priority": "want"})
    assert "They asked you already" in answer.content.decode()
    assert Request.objects.filter(asker=world.delegations[3]).count() == 1


def test_whom_one_may_not_ask_is_not_found(world: World, as_participant: Client):
    for delegation in (
        world.delegations[0],
        world.delegations[3],
        world.rival.delegations[1],
    ):
        address = f"{REQUESTS}new/{delegation.pk}/"
        assert as_participant.get(address).status_code == 404
        assert as_participant.post(address).status_code == 404


@pytest.mark.parametrize("tab", ["received", "sent"])
def test_queries_do_not_grow_with_requests(
    world: World, as_participant: Client, django_assert_num_queries, tab: str
):
    acme = world.delegations[0]

    def ask(name: str) -> None:
        other = make_delegation(world.event, world.types[1], name, people=2)
        asker, asked = (acme, other) if tab == "sent" else (other, acme)
        request = Request.objects.create(event=world.event, asker=asker, asked=asked)
        request.asker_delegates.add(asker.delegates.first())
        request.asked_delegates.add(asked.delegates.first())

    Request.objects.of_event(world.event).delete()
    ask("Echo")
    # Session, user, delegate; requests, named delegates of both sides; waiting requests;
    # the programme; what the sent ones use of the quota.
    queries = 9 if tab == "sent" else 8
    with django_assert_num_queries(queries):
        page(as_participant, tab=tab)
    ask("Fox")
    ask("Golf")
    with django_assert_num_queries(queries):
        assert page(as_participant, tab=tab).count('id="request-') == 3
