"""Too many wrong passwords, and sessions that end while a page is open."""

from __future__ import annotations

import datetime as dt

import pytest
import time_machine
from django.conf import settings
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from tests.factories import World
from vimeet.accounts.models import User

HERE, ELSEWHERE = "192.0.2.1", "192.0.2.2"


@pytest.fixture
def password(world: World) -> str:
    world.organiser_user.set_password("correct horse battery")
    world.organiser_user.save()
    return "correct horse battery"


def sign_in(client: Client, world: World, password: str, *, address: str = "", place: str = HERE):
    form = {"username": address or world.organiser_user.email, "password": password}
    return client.post(reverse("accounts:sign_in"), form, REMOTE_ADDR=place)


def test_after_too_many_wrong_passwords_even_the_right_one_has_to_wait(world, password):
    client = Client()
    for _attempt in range(settings.AXES_FAILURE_LIMIT):
        response = sign_in(client, world, "wrong")
    assert response.status_code == 429
    assert "Too many attempts" in response.content.decode()
    assert sign_in(client, world, password).status_code == 429


def test_the_case_of_the_address_makes_no_difference(world, password):
    client = Client()
    address = world.organiser_user.email
    for attempt in range(settings.AXES_FAILURE_LIMIT):
        spelling = address[:attempt].upper() + address[attempt:]
        response = sign_in(client, world, "wrong", address=spelling)
    assert response.status_code == 429
    for spelling in (address, address.upper()):
        assert sign_in(client, world, password, address=spelling).status_code == 429


@pytest.mark.postgres
def test_a_letter_that_only_looks_the_same_is_another_address(world, password):
    """PostgreSQL's own comparison without regard to case would take it for the same."""
    lookalike = world.organiser_user.email.replace("i", "ı")
    assert User.objects.filter(email__iexact=lookalike).exists()
    assert sign_in(Client(), world, password, address=lookalike).status_code == 200


def test_who_tries_many_addresses_has_to_wait_too(world, password, settings):
    settings.SIGN_IN_FAILURES_PER_PLACE = 15
    client = Client()

    def guess(number: int):
        return sign_in(client, world, "wrong", address=f"somebody{number}@alpha.example")

    for number in range(14):
        assert guess(number).status_code == 200
    # A right password of one's own does not wipe out the others' wrong ones.
    assert sign_in(client, world, password).status_code == 302
    client.logout()
    assert guess(14).status_code == 200
    assert sign_in(client, world, password).status_code == 429
    assert sign_in(client, world, password, place=ELSEWHERE).status_code == 302


def test_trying_again_meanwhile_makes_nobody_wait_longer(world, password):
    client = Client()
    start = timezone.now()
    for _attempt in range(settings.AXES_FAILURE_LIMIT):
        sign_in(client, world, "wrong")
    with time_machine.travel(start + dt.timedelta(minutes=14)):
        assert sign_in(client, world, password).status_code == 429
    with time_machine.travel(start + dt.timedelta(minutes=16)):
        assert sign_in(client, world, password).status_code == 302


def test_a_right_password_forgets_the_wrong_ones(world, password):
    client = Client()
    for _round in range(2):
        for _attempt in range(settings.AXES_FAILURE_LIMIT - 1):
            assert sign_in(client, world, "wrong").status_code == 200
        assert sign_in(client, world, password).status_code == 302
        client.logout()


def test_a_part_of_a_page_read_without_a_session_loads_the_whole_page_anew(world: World):
    address = reverse("portal:agenda", kwargs=world.event.url_kwargs)
    assert Client().get(address).status_code == 302
    response = Client().get(address, headers={"HX-Request": "true"})
    assert response.status_code == 200
    assert response["HX-Refresh"] == "true"
    assert not response.content
