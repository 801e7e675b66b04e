"""What each side says of a request: how much it counts, who goes, never with them, not any more."""

from __future__ import annotations

import datetime as dt

import pytest
from django.test import Client
from django.utils import timezone

from tests.factories import World, make_delegation
from tests.plans import make_plan
from vimeet.audit.models import Entry
from vimeet.meetings.models import NeverWith, Pair, Request
from vimeet.messaging.models import Message

REQUESTS = "/portal/alpha/aero-days/requests/"


def client_of(delegate) -> Client:
    client = Client()
    client.force_login(delegate.user)
    client.cookies["django_language"] = "en"
    return client


@pytest.fixture
def acme(as_participant: Client) -> Client:
    """Who asked Brio (accepted, weight by the rules) and was asked by Cobalt (accepted)."""
    return as_participant


@pytest.fixture
def brio(world: World) -> Client:
    """Whom Acme and Dynamo asked, both accepted."""
    return client_of(world.delegates[2])


@pytest.fixture
def dynamo(world: World) -> Client:
    """Whom Cobalt asked, unanswered."""
    return client_of(world.delegates[4])


def agreed(world: World) -> Request:
    """Acme and Brio have agreed to meet; nobody has weighed it by hand."""
    request = world.requests[0]
    request.weight, request.weight_by_hand = 3, False
    request.save()
    return request


def fresh(request: Request) -> Request:
    return Request.objects.get(pk=request.pk)


def text(response) -> str:
    return response.content.decode()


def test_each_side_says_how_much_it_counts(world: World, acme: Client, brio: Client):
    request = agreed(world)
    address = f"{REQUESTS}{request.pk}/"
    assert "I must meet them" in text(brio.get(address))
    assert brio.post(address, {"priority": "must"}).url == f"{REQUESTS}?tab=received"
    assert (fresh(request).asked_priority, fresh(request).weight) == ("must", 5)
    acme.post(address, {"priority": "could"})
    assert (fresh(request).asker_priority, fresh(request).weight) == ("could", 3)
    # It weighs; it never forces the planner, and the other side doesn't read it.
    assert not fresh(request).must
    assert 'value="must" checked' not in text(acme.get(address)).replace("  ", " ")


def test_the_organisers_weight_wins(world: World, acme: Client):
    request = world.requests[0]
    assert request.weight_by_hand
    acme.post(f"{REQUESTS}{request.pk}/", {"priority": "must"})
    assert (fresh(request).asker_priority, fresh(request).weight) == ("must", 5)
    acme.post(f"{REQUESTS}{request.pk}/", {"priority": "could"})
    assert (fresh(request).asker_priority, fresh(request).weight) == ("could", 5)


def test_each_side_names_its_own_people(world: World, acme: Client, brio: Client):
    request = agreed(world)
    first, second = world.delegates[:2]
    address = f"{REQUESTS}{request.pk}/"
    acme.post(address, {"priority": "want", "delegates": [second.pk]})
    assert list(request.asker_delegates.all()) == [second]
    # Somebody of another delegation can't be named, by neither side.
    page = acme.post(address, {"priority": "want", "delegates": [world.delegates[2].pk]})
    assert page.context["form"].errors["delegates"]
    # Brio is alone: it has no choice, and none over Acme's people.
    assert "delegates" not in brio.get(address).context["form"].fields
    brio.post(address, {"priority": "want", "delegates": [first.pk]})
    assert list(request.asker_delegates.all()) == [second]
    assert not request.asked_delegates.exists()
    acme.post(address, {"priority": "want"})
    assert not request.asker_delegates.exists()


def test_a_third_party_finds_no_page(world: World, dynamo: Client):
    address = f"{REQUESTS}{world.requests[0].pk}/"
    assert dynamo.get(address).status_code == 404
    assert dynamo.post(address, {"priority": "must"}).status_code == 404
    assert dynamo.get(f"{REQUESTS}{world.rival.requests[0].pk}/").status_code == 404


@pytest.mark.parametrize("side", ["asker", "asked"])
def test_either_side_withdraws_what_was_agreed_and_the_other_is_told(
    world: World, acme: Client, brio: Client, side: str
):
    request = agreed(world)
    client, told = (acme, world.delegates[2:3]) if side == "asker" else (brio, world.delegates[:2])
    client.post(f"{REQUESTS}{request.pk}/withdraw/", {"seen": "accepted"})
    assert (fresh(request).state, fresh(request).withdrawn_by) == ("withdrawn", side)
    assert {m.address for m in Message.objects.all()} == {d.email for d in told}
    assert "withdrawn" in text(acme.get(REQUESTS, {"tab": "sent"})).lower()
    # The other side still sees what became of what it had agreed to.
    assert f'id="request-{request.pk}"' in text(brio.get(REQUESTS))


def test_who_saw_it_waiting_is_told_that_it_was_accepted(world: World, acme: Client):
    request = agreed(world)
    page = acme.post(f"{REQUESTS}{request.pk}/withdraw/", {"seen": "proposed"}, follow=True)
    assert "has been accepted already" in text(page)
    assert fresh(request).state == Request.State.ACCEPTED


def test_what_is_released_is_the_agendas_matter(world: World, acme: Client):
    request = agreed(world)
    make_plan(world, 1, (request, world.slots[0], world.places[0]))
    page = text(acme.get(f"{REQUESTS}{request.pk}/"))
    assert "stands in your agenda" in page
    assert 'value="accepted"' not in page
    answer = acme.post(f"{REQUESTS}{request.pk}/withdraw/", {"seen": "accepted"}, follow=True)
    assert "Cancel it there: in the agenda" in text(answer)
    assert fresh(request).state == Request.State.ACCEPTED
    # A draft has told nobody: then one still may.
    make_plan(world, 2, state="draft")
    make_plan(world, 3)
    acme.post(f"{REQUESTS}{request.pk}/withdraw/", {"seen": "accepted"})
    assert fresh(request).state == Request.State.WITHDRAWN


def test_a_locked_pair_is_not_withdrawn(world: World, acme: Client):
    request = agreed(world)
    Pair.objects.create(
        event=world.event, first=request.asker, second=request.asked, kind=Pair.Kind.LOCKED
    )
    assert "has arranged this meeting" in text(acme.get(f"{REQUESTS}{request.pk}/"))
    answer = acme.post(f"{REQUESTS}{request.pk}/withdraw/", {"seen": "accepted"}, follow=True)
    assert "has arranged this meeting" in text(answer)
    assert fresh(request).state == Request.State.ACCEPTED


@pytest.mark.parametrize("shift", [-1, 1])
def test_outside_the_phase_every_door_says_when(
    world: World, acme: Client, dynamo: Client, shift: int
):
    moment = timezone.now() - dt.timedelta(days=shift)
    word = "closed on" if shift == 1 else "open on"
    field = "requests_close_at" if shift == 1 else "requests_open_at"
    setattr(world.event, field, moment)
    world.event.save()
    waiting, there = world.requests[3], agreed(world)
    third = make_delegation(world.event, world.types[1], "Echo")
    for client, address in (
        (acme, REQUESTS),
        (acme, f"{REQUESTS}new/{third.pk}/"),
        (acme, f"{REQUESTS}{there.pk}/"),
        (dynamo, f"{REQUESTS}{waiting.pk}/"),
    ):
        assert word in text(client.get(address)), address
    assert "/accept/" not in text(dynamo.get(REQUESTS))
    for client, address, data in (
        (acme, f"{REQUESTS}new/{third.pk}/", {"priority": "want"}),
        (acme, f"{REQUESTS}{there.pk}/", {"priority": "must"}),
        (acme, f"{REQUESTS}{there.pk}/withdraw/", {"seen": "accepted"}),
        (dynamo, f"{REQUESTS}{waiting.pk}/accept/", {}),
        (dynamo, f"{REQUESTS}{waiting.pk}/decline/", {}),
        (dynamo, f"{REQUESTS}answer/", {"chosen": [waiting.pk], "answer": "accept"}),
    ):
        assert word in text(client.post(address, data, follow=True)), address
    assert fresh(waiting).state == Request.State.PROPOSED
    assert (fresh(there).state, fresh(there).weight) == (Request.State.ACCEPTED, 3)
    assert not Entry.objects.exists()


def asked_by(world: World, *names: str) -> list[Request]:
    """Requests that wait for Acme."""
    return [
        Request.objects.create(
            event=world.event,
            asker=make_delegation(world.event, world.types[1], name),
            asked=world.delegations[0],
        )
        for name in names
    ]


def test_several_are_accepted_at_once(world: World, acme: Client):
    first, second, third = asked_by(world, "Echo", "Fox", "Golf")
    answer = acme.post(
        f"{REQUESTS}answer/", {"chosen": [first.pk, second.pk], "answer": "accept"}, follow=True
    )
    assert "2 requests accepted." in text(answer)
    states = [fresh(r).state for r in (first, second, third)]
    assert states == ["accepted", "accepted", "proposed"]
    assert Message.objects.count() == 2


def test_several_are_declined_at_once_with_one_reason(world: World, acme: Client):
    first, second = asked_by(world, "Echo", "Fox")
    data = {"chosen": [first.pk, second.pk], "answer": "decline", "reason": "Agenda full"}
    assert "2 requests declined." in text(acme.post(f"{REQUESTS}answer/", data, follow=True))
    assert {fresh(r).answer for r in (first, second)} == {"Agenda full"}


def test_of_several_those_that_came_too_late_are_named(world: World, acme: Client):
    first, second = asked_by(world, "Echo", "Fox")
    second.state, second.withdrawn_by, second.answered_at = "withdrawn", "asker", timezone.now()
    second.save()
    data = {"chosen": [first.pk, second.pk, "x"], "answer": "accept"}
    answer = text(acme.post(f"{REQUESTS}answer/", data, follow=True))
    assert "1 request accepted." in answer
    assert "Fox: This request has been withdrawn by those who asked." in answer


def test_only_what_one_received_is_answered(world: World, acme: Client):
    for others in (world.requests[3], world.rival.requests[3]):
        data = {"chosen": [others.pk], "answer": "accept"}
        assert "Tick the requests" in text(acme.post(f"{REQUESTS}answer/", data, follow=True))
        assert fresh(others).state == Request.State.PROPOSED


def test_a_quota_of_the_type_is_named_with_what_to_withdraw(world: World, acme: Client):
    buyer = world.types[0]
    buyer.max_open_requests = 2
    buyer.save()
    # One accepted counts, and one that waits.
    echo, fox = (make_delegation(world.event, world.types[1], n) for n in ("Echo", "Fox"))
    assert "1 more meeting (of 2" in text(acme.get(f"{REQUESTS}new/{echo.pk}/"))
    sent = f"{REQUESTS}?tab=sent"
    assert "1 open request, of 2 at once: those" in text(acme.get(sent))
    acme.post(f"{REQUESTS}new/{echo.pk}/", {"priority": "want"})
    assert "2 open requests, of 2 at once: those" in text(acme.get(sent))
    assert "You have 2 open requests, of 2" in text(acme.get(f"{REQUESTS}new/{fox.pk}/"))
    refusal = text(acme.post(f"{REQUESTS}new/{fox.pk}/", {"priority": "want"}))
    assert "As “Buyer” you may have 2 open requests at once." in refusal
    assert "Withdraw one that waits for an answer: Echo." in refusal
    waiting = Request.objects.get(asked=echo)
    acme.post(f"{REQUESTS}{waiting.pk}/withdraw/")
    acme.post(f"{REQUESTS}new/{fox.pk}/", {"priority": "want"})
    assert Request.objects.filter(asked=fox).exists()


def test_the_packages_quota_goes_before_the_types(world: World, acme: Client):
    world.types[0].max_open_requests = 9
    world.types[0].save()
    world.delegations[0].max_open_requests = 1
    world.delegations[0].save()
    echo = make_delegation(world.event, world.types[1], "Echo")
    refusal = text(acme.post(f"{REQUESTS}new/{echo.pk}/", {"priority": "want"}))
    assert "Your package allows 1 open request at once." in refusal
    assert "All of yours have been accepted." in refusal
    # What others ask is no use of it.
    request = asked_by(world, "Fox")[0]
    acme.post(f"{REQUESTS}{request.pk}/accept/")
    assert fresh(request).state == Request.State.ACCEPTED


def test_never_with_ends_what_is_open_and_keeps_both_from_asking(world: World, dynamo: Client):
    request, cobalt = world.requests[3], client_of(world.delegates[3])
    pk = world.delegations[2].pk
    dynamo.post(f"{REQUESTS}never/{pk}/add/")
    assert NeverWith.objects.get().delegation == world.delegations[3]
    # Cobalt is told a no, not why, and doesn't find Dynamo any more.
    assert (fresh(request).state, fresh(request).answer) == ("declined", "")
    directory = f"/portal/alpha/aero-days/directory/{world.delegations[3].pk}/"
    assert "/requests/new/" not in text(cobalt.get(directory))
    address = f"{REQUESTS}new/{world.delegations[3].pk}/"
    assert cobalt.post(address, {"priority": "want"}).status_code == 404
    assert "Dynamo" not in text(cobalt.get(f"{REQUESTS}never/"))
    assert dynamo.post(f"{REQUESTS}new/{pk}/", {"priority": "want"}).status_code == 404
    # Only one's own list can be changed.
    said = NeverWith.objects.get()
    assert cobalt.post(f"{REQUESTS}never/{said.pk}/remove/").status_code == 404
    assert "Cobalt" in text(dynamo.get(f"{REQUESTS}never/"))
    dynamo.post(f"{REQUESTS}never/{said.pk}/remove/")
    dynamo.post(f"{REQUESTS}new/{pk}/", {"priority": "want"})
    assert Request.objects.filter(asker=world.delegations[3], asked=pk).exists()


def test_never_with_withdraws_what_was_agreed_unless_it_is_released(world: World, acme: Client):
    request, pk = agreed(world), world.delegations[1].pk
    plan = make_plan(world, 1, (request, world.slots[0], world.places[0]))
    answer = acme.post(f"{REQUESTS}never/{pk}/add/", follow=True)
    assert "Cancel it there" in text(answer)
    assert not NeverWith.objects.exists()
    plan.delete()
    acme.post(f"{REQUESTS}never/{pk}/add/")
    assert (fresh(request).state, fresh(request).withdrawn_by) == ("withdrawn", "asker")
    assert "on this list already" in text(acme.post(f"{REQUESTS}never/{pk}/add/", follow=True))


def test_whom_to_name_is_found_by_typing(world: World, acme: Client):
    assert "Brio" in text(acme.get(f"{REQUESTS}never/", {"q": "bri"}))
    assert "Brio" not in text(acme.get(f"{REQUESTS}never/"))
    # Other buyers neither ask nor are asked; other events are out of reach.
    assert "Dynamo" not in text(acme.get(f"{REQUESTS}never/", {"q": "dynamo"}))
    for other in (world.delegations[3], world.rival.delegations[1]):
        assert acme.post(f"{REQUESTS}never/{other.pk}/add/").status_code == 404
