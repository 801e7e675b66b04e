"""Too many wrong passwords, and sessions that end while a page is open."""

from __future__ import annotations

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse

from tests.factories import World


@pytest.fixture
def password(world: World) -> str:
    world.organiser_user.set_password("correct horse battery")
    world.organiser_user.save()
    return "correct horse battery"


def sign_in(client: Client, world: World, password: str):
    form = {"username": world.organiser_user.email, "password": password}
    return client.post(reverse("accounts:sign_in"), form)


def test_after_too_many_wrong_passwords_even_the_right_one_has_to_wait(world, password):
    client = Client()
    for _attempt in range(settings.AXES_FAILURE_LIMIT):
        response = sign_in(client, world, "wrong")
    assert response.status_code == 429
    assert "Too many attempts" in response.content.decode()
    assert sign_in(client, world, password).status_code == 429


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
