"""Changing a registration that was sent: what is not saved is said, and can be forgotten."""

from __future__ import annotations

import datetime as dt

import pytest
import time_machine
from django.conf import settings
from django.test import Client

from tests.factories import World, make_registration
from tests.portal.registering import PAGE, change, company, link_in, person, register
from vimeet.messaging.models import Message
from vimeet.registration.models import Registration
from vimeet.registration.services.links import create_token

NOTE = "not saved yet"


@pytest.fixture(autouse=True)
def before_the_event():
    with time_machine.travel(dt.datetime(2026, 12, 1, 9, tzinfo=dt.UTC)):
        yield


@pytest.fixture
def client() -> Client:
    """A visitor who reads English."""
    visitor = Client()
    visitor.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    return visitor


def test_cancel_forgets_what_was_not_saved(world: World, client: Client):
    address = register(client, world, person(0), person(1))
    step = f"{address}company/"
    assert NOTE not in client.get(step).content.decode()
    client.post(step, company(person(0), person(1)) | {"do": "remove-1"})
    page = client.get(step).content.decode()
    assert NOTE in page
    assert "ada1@nova.example" not in page
    assert 'name="do" value="cancel"' in page
    assert client.post(step, company(person(0)) | {"do": "cancel"}).url == address
    page = client.get(step).content.decode()
    assert NOTE not in page
    assert "ada1@nova.example" in page
    assert Registration.objects.get().people.count() == 2


def test_what_can_no_longer_be_saved_is_not_kept_either(world: World, client: Client):
    address = register(client, world)
    with time_machine.travel(dt.datetime(2027, 3, 9, 8, tzinfo=dt.UTC)):
        answer = client.post(f"{address}keep/company/", company(name="Too late"))
    assert answer.status_code == 404
    assert not Registration.objects.get().typed


def test_who_registered_keeps_the_way_back_when_the_page_is_taken_away(world, client):
    address = register(client, world)
    change(world.event, registration_opens_at=None)
    link = link_in(Message.objects.latest("pk"))
    assert Client().get(PAGE).status_code == 404
    assert Client().get(link).status_code == 200
    people = Registration.objects.get().people.get()
    assert client.post(f"{address}company/", company(person(0, id=str(people.pk)))).url == address
    # Nobody begins or sends anything, and who gives a draft up is led to a page that is there.
    draft = make_registration(world.event, world.types[0], "Orion")
    there = f"{PAGE}r/{create_token(draft)}/"
    client.post(f"{there}send/")
    draft.refresh_from_db()
    assert draft.is_draft
    assert client.post(f"{there}withdraw/").url == "/"
