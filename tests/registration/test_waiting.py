"""The waiting list: places offered in order, each for a time."""

from __future__ import annotations

import datetime as dt

import pytest
import time_machine
from django.test import Client

from tests.factories import World, make_registration
from vimeet.messaging.models import Message
from vimeet.registration.models import Delegation, Registration
from vimeet.registration.services.links import create_token
from vimeet.registration.tasks import offer_free_places

State = Registration.State
START = dt.datetime(2026, 12, 1, 9, tzinfo=dt.UTC)


@pytest.fixture
def clock():
    with time_machine.travel(START, tick=False) as traveller:
        yield traveller


@pytest.fixture
def waiting(world: World, clock) -> list[Registration]:
    """Three buyers who wait, one hour after the other; Acme and Dynamo have the two places."""
    world.types[0].max_delegations = 2
    world.types[0].save()
    rows = []
    for name in ("Nova", "Orion", "Pallas"):
        clock.shift(dt.timedelta(hours=1))
        rows.append(make_registration(world.event, world.types[0], name, State.WAITING))
    return rows


def states() -> dict[str, str]:
    return dict(Registration.objects.values_list("name", "state"))


def accept(registration: Registration, client: Client | None = None):
    token = create_token(registration)
    return (client or Client()).post(f"/e/alpha/aero-days/r/{token}/accept/")


def free_a_place() -> None:
    Delegation.objects.filter(name="Dynamo").update(
        participant_type=Delegation.objects.get(
            name="Brio", event__organiser__slug="alpha"
        ).participant_type
    )


def test_nothing_is_offered_while_there_is_no_place(world, waiting):
    offer_free_places()
    assert set(states().values()) == {State.WAITING}
    assert not Message.objects.exists()


def test_a_free_place_is_offered_to_the_first_and_held(world: World, waiting):
    free_a_place()
    offer_free_places()
    offer_free_places()
    assert states() == {"Nova": State.OFFERED, "Orion": State.WAITING, "Pallas": State.WAITING}
    assert Message.objects.get().address == "nova0@nova.example"
    page = Client().get(f"/e/alpha/aero-days/r/{create_token(waiting[0])}/").content.decode()
    assert "/accept/" in page


def test_the_offer_is_taken(world: World, waiting):
    free_a_place()
    offer_free_places()
    accept(waiting[0])
    accept(waiting[0])
    assert states()["Nova"] == State.CONFIRMED
    assert Delegation.objects.filter(name="Nova").count() == 1
    offer_free_places()
    assert states()["Orion"] == State.WAITING


def test_with_approval_the_organiser_still_reads_it(world: World, waiting):
    world.event.needs_approval = True
    world.event.save()
    free_a_place()
    offer_free_places()
    accept(waiting[0])
    assert states()["Nova"] == State.TO_APPROVE


def test_an_offer_that_is_not_taken_goes_to_the_next(world: World, waiting, clock):
    free_a_place()
    offer_free_places()
    clock.shift(dt.timedelta(hours=47, minutes=59))
    offer_free_places()
    assert states()["Nova"] == State.OFFERED
    clock.shift(dt.timedelta(minutes=1))
    # Too late, even before anything has swept.
    accept(waiting[0])
    assert states()["Nova"] == State.OFFERED
    offer_free_places()
    assert states() == {"Nova": State.LAPSED, "Orion": State.OFFERED, "Pallas": State.WAITING}
    accept(waiting[0])
    assert states()["Nova"] == State.LAPSED
    told = Message.objects.order_by("pk").values_list("address", flat=True)
    assert list(told) == ["nova0@nova.example", "nova0@nova.example", "orion0@nova.example"]


def test_an_offer_given_up_goes_to_the_next(world: World, waiting):
    free_a_place()
    offer_free_places()
    Client().post(f"/e/alpha/aero-days/r/{create_token(waiting[0])}/withdraw/")
    offer_free_places()
    assert states() == {"Nova": State.WITHDRAWN, "Orion": State.OFFERED, "Pallas": State.WAITING}


def test_without_a_limit_any_more_all_are_offered_a_place(world: World, waiting):
    world.types[0].max_delegations = None
    world.types[0].save()
    offer_free_places()
    assert set(states().values()) == {State.OFFERED}


def test_who_is_held_back_by_the_organiser_is_offered_nothing(world, as_organiser, waiting):
    Registration.objects.filter(name="Nova").update(state=State.TO_APPROVE)
    as_organiser.post(f"/console/alpha/aero-days/registrations/{waiting[0].pk}/wait/")
    free_a_place()
    offer_free_places()
    assert states()["Nova"] == State.WAITING
    assert states()["Orion"] == State.OFFERED


def test_nobody_is_offered_a_place_of_an_event_that_has_begun(world, waiting, clock):
    free_a_place()
    clock.move_to(dt.datetime(2027, 3, 9, 8, tzinfo=dt.UTC))
    offer_free_places()
    assert set(states().values()) == {State.WAITING}
