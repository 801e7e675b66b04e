"""Whose link leads to a registration, for how long, and what is told to whom until then."""

from __future__ import annotations

import datetime as dt

import pytest
import time_machine
from django.conf import settings
from django.test import Client
from django.urls import reverse

from tests.factories import World
from tests.portal.registering import change, company, link_in, person, register, start
from vimeet.events.models import Event
from vimeet.messaging.models import Message
from vimeet.registration.models import Delegation, Registration

State = Registration.State
A, B = "ada0@nova.example", "boss@nova.example"


@pytest.fixture(autouse=True)
def before_the_event():
    with time_machine.travel(dt.datetime(2026, 12, 1, 9, tzinfo=dt.UTC)):
        yield


def reader() -> Client:
    """A browser of somebody who reads English."""
    visitor = Client()
    visitor.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    return visitor


@pytest.fixture
def client() -> Client:
    return reader()


def last_link(address: str) -> str:
    return link_in(Message.objects.filter(address=address).latest("pk"))


def there(address: str, browser: Client | None = None) -> bool:
    """Whether the link still leads somewhere."""
    return (browser or reader()).get(address).status_code != 404


# --- another contact -------------------------------------------------------------------


def test_the_links_of_a_former_contact_end_and_the_new_one_gets_one(world: World, client: Client):
    address = register(client, world)
    old = last_link(A)
    ada = Registration.objects.get().people.get()
    changed = company(person(0, id=str(ada.pk)), person(1, email=B), contact="1")
    # Ada names her boss as the contact, by a link from her mail.
    answer = reader().post(f"{old}company/", changed)
    assert answer.status_code == 302
    assert not there(old)
    letter = Message.objects.filter(address=B, subject__contains="contact").get()
    assert link_in(letter) == last_link(B)
    # She can go on where she is, as long as he has not done anything: the address may be wrong.
    assert there(answer.url)
    boss = reader()
    assert there(last_link(B), boss)
    assert there(answer.url)
    boss.post(f"{last_link(B)}keep/company/", company(person(0)))
    assert not there(answer.url)
    assert not there(address)
    assert there(last_link(B), boss)


def test_who_only_corrects_their_name_keeps_their_links(world: World, client: Client):
    address = register(client, world)
    people = Registration.objects.get().people.get()
    client.post(f"{address}company/", company(person(0, id=str(people.pk), last_name="Byron")))
    client.post(f"{address}company/", company(person(0, id=str(people.pk), email=A.upper())))
    assert there(address)
    assert there(last_link(A))


def test_addresses_to_and_fro_are_not_written_to_without_end(world: World, client: Client):
    address = start(client, world.types[0], email=A)
    for _ in range(6):
        for contact in (B, A):
            client.post(f"{address}company/", company(person(0, email=contact)))
    assert Message.objects.filter(address=A).count() == 4
    assert Message.objects.filter(address=B).count() == 4


# --- whoever began it with somebody else's address ----------------------------------------


def test_who_began_with_anothers_address_is_out_once_that_one_acts(world: World, client: Client):
    stranger = reader()
    address = start(stranger, world.types[0], email=A)
    link = last_link(A)
    client.get(link, follow=True)
    # Opening it is not enough: mail scanners do.
    assert there(address, stranger)
    client.post(f"{link}keep/company/", company(person(0, phone="06 12 34 56 78")))
    assert not there(address, stranger)
    assert there(link)


def test_ones_own_browser_goes_on_after_the_mail_was_opened_in_it(world: World, client: Client):
    change(world.event, confirms_address=True)
    address = register(client, world)
    link = last_link(A)
    client.post(f"{link}send/")
    assert Registration.objects.get().state == State.CONFIRMED
    assert there(address, client)
    assert there(link, client)


# --- what is told before that is known ------------------------------------------------------


def test_a_new_events_registrations_are_sent_from_the_mailed_link_only(world, as_organiser):
    as_organiser.post(
        reverse("console:event_new"),
        {
            "organiser": world.organiser.pk,
            "name": "Sea Days",
            "city": "Brest",
            "starts_on": "2027-06-01",
            "ends_on": "2027-06-01",
            "time_zone": "Europe/Paris",
            "language": "en",
        },
    )
    assert Event.objects.get(name="Sea Days").confirms_address


@pytest.mark.parametrize("confirms", [True, False])
def test_who_takes_part_is_not_told_to_whoever_types_an_address(world, client, confirms):
    change(world.event, confirms_address=confirms)
    address = start(client, world.types[0])
    somebody = company(person(0), person(1, email="acme0@alpha.example"))
    assert client.post(f"{address}company/", somebody).url == address
    page = client.get(address).content.decode()
    assert "takes part or has registered already" not in page
    # Sending tells: where addresses are confirmed, only who has shown theirs gets so far.
    told = client.post(f"{address}send/", follow=True).content.decode()
    assert ("takes part or has registered already" in told) is not confirms
    told = client.post(f"{last_link(A)}send/", follow=True).content.decode()
    assert "takes part or has registered already" in told
    assert Registration.objects.get().state == State.DRAFT
    # From then on it is told at once, beside the address.
    page = client.post(f"{last_link(A)}company/", somebody)
    assert list(page.context["people"][1].errors) == ["email"]
    assert not Delegation.objects.filter(name="Nova").exists()
