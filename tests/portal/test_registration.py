"""Registering without an account: from the event's page to a delegation, and back by the link."""

from __future__ import annotations

import datetime as dt
from urllib.parse import urlencode

import pytest
import time_machine
from django.conf import settings
from django.test import Client
from django.utils import timezone

from tests.factories import World, make_registration
from tests.portal.registering import PAGE, change, company, link_in, person, register, start
from vimeet.accounts.models import User
from vimeet.audit.models import Entry
from vimeet.messaging.models import Message
from vimeet.registration.models import Delegate, Delegation, Registration, ReturnLink
from vimeet.registration.services.links import create_token

State = Registration.State


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


# --- the public page -----------------------------------------------------------


def test_the_public_page_is_there_once_registration_is_set_up(world: World, client: Client):
    assert client.get(PAGE).status_code == 200
    change(world.event, registration_opens_at=None)
    assert client.get(PAGE).status_code == 404
    assert client.get(f"{PAGE}register/").status_code == 404


@pytest.mark.parametrize(
    ("opens", "closes", "text"),
    [
        (dt.timedelta(days=1), None, "Registration opens on"),
        (-dt.timedelta(days=1), dt.timedelta(days=1), "Registration is open until"),
        (-dt.timedelta(days=2), -dt.timedelta(days=1), "Registration is closed"),
    ],
)
def test_the_page_says_whether_registration_is_open(world, client, opens, closes, text):
    now = timezone.now()
    change(
        world.event,
        language="en",
        registration_opens_at=now + opens,
        registration_closes_at=closes and now + closes,
    )
    assert text in client.get(PAGE).content.decode()
    answer = client.post(
        f"{PAGE}register/", {"participant_type": world.types[0].pk, "email": "a@b.example"}
    )
    assert Registration.objects.exists() == (text == "Registration is open until")
    assert answer.status_code == 302


def test_types_by_invitation_are_not_offered(world: World, client: Client):
    change(world.types[1], is_public=False)
    answer = client.post(
        f"{PAGE}register/", {"participant_type": world.types[1].pk, "email": "a@b.example"}
    )
    assert answer.status_code == 422
    assert "participant_type" in answer.context["form"].errors


# --- from nothing to a delegation ------------------------------------------------


def test_an_unknown_visitor_registers_three_delegates(world: World, client: Client):
    people = (person(0), person(1, phone="06 12 34 56 78", job_title="Buyer"), person(2))
    address = register(client, world, *people, contact="1", vat_number="40 303 265 045")
    delegation = Delegation.objects.get(name="Nova")
    assert (str(delegation.country), delegation.city) == ("FR", "Lyon")
    delegates = list(delegation.delegates.order_by("first_name"))
    assert [d.first_name for d in delegates] == ["Ada0", "Ada1", "Ada2"]
    assert delegates[1].phone.as_e164 == "+33612345678"
    assert User.objects.get(email="ada2@nova.example") == delegates[2].user
    registration = delegation.registration
    assert (registration.state, registration.vat_number) == (State.CONFIRMED, "FR40303265045")
    assert registration.email == "ada1@nova.example"
    assert "You take part" in client.get(address).content.decode()
    sent = Message.objects.order_by("pk").values_list("address", "key")
    assert [to for to, _key in sent] == [
        "ada0@nova.example",  # the link of the draft
        "ada1@nova.example",  # named as the contact
        "ada0@nova.example",  # registered by the contact
        "ada2@nova.example",
        "ada1@nova.example",  # the contact: it is confirmed
    ]
    actions = set(Entry.objects.values_list("action", flat=True))
    assert {"registration.begun", "registration.sent", "registration.confirmed"} <= actions


def test_the_link_in_the_message_leads_back_and_only_its_hash_is_kept(world, client):
    address = start(client, world.types[0])
    client.post(f"{address}company/", company())
    link = link_in(Message.objects.get())
    assert link != address
    assert Client().get(link).context["registration"] == Registration.objects.get()
    token = link.rstrip("/").rpartition("/")[2]
    assert token not in str(list(ReturnLink.objects.values()) + list(Registration.objects.values()))
    assert Client().get(link.replace(token, token[:-1] + "x")).status_code == 404


def test_the_link_of_another_event_leads_nowhere(world: World, client: Client):
    rival = make_registration(world.rival.event, world.rival.types[0])
    token = create_token(rival)
    assert client.get(f"/e/rival/aero-days/r/{token}/").status_code == 200
    assert client.get(f"{PAGE}r/{token}/").status_code == 404


def test_an_incomplete_draft_is_led_to_the_step_it_lacks_and_cannot_be_sent(world, client):
    address = start(client, world.types[0])
    assert client.get(address).url == f"{address}company/"
    client.post(f"{address}send/")
    assert Registration.objects.get().state == State.DRAFT


def test_sending_twice_and_the_back_button_change_nothing(world: World, client: Client):
    address = register(client, world)
    assert client.post(f"{address}send/").status_code == 302
    assert Delegation.objects.filter(name="Nova").count() == 1
    # Back to the form of the draft, sent again: it is a change now, of the same delegation.
    people = Registration.objects.get().people.get()
    client.post(f"{address}company/", company(person(0, id=str(people.pk), job_title="CEO")))
    assert Delegate.objects.get(email="ada0@nova.example").job_title == "CEO"


def test_no_more_than_three_messages_of_drafts_an_hour_go_to_one_address(world, client):
    for _ in range(5):
        start(client, world.types[0])
    assert Registration.objects.count() == 5
    assert Message.objects.count() == 3


# --- what is wrong is told next to the field, and nothing is lost -------------------


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"name": ""}, "name"),
        ({"country": "XX"}, "country"),
        ({"website": "nova"}, "website"),
        ({"vat_number": "FR40303265046"}, "vat_number"),
    ],
)
def test_a_wrong_answer_about_the_company_is_told(world, client, changes, field):
    address = start(client, world.types[0])
    answer = client.post(f"{address}company/", company(**changes))
    assert answer.status_code == 422
    # Only the scheme of a web address is completed by the field itself.
    if field != "website":
        assert list(answer.context["form"].errors) == [field]
    assert not Registration.objects.get().name


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"first_name": ""}, "first_name"),
        ({"email": "ada"}, "email"),
        ({"phone": "06 12"}, "phone"),
    ],
)
def test_a_wrong_answer_about_a_person_is_told(world, client, changes, field):
    address = start(client, world.types[0])
    answer = client.post(f"{address}company/", company(person(0), person(1, **changes)))
    assert answer.status_code == 422
    assert answer.context["people"][0].errors == {}
    assert list(answer.context["people"][1].errors) == [field]


def test_two_people_have_two_addresses(world: World, client: Client):
    address = start(client, world.types[0])
    twice = company(person(0), person(1, email="ADA0@nova.example"))
    answer = client.post(f"{address}company/", twice)
    assert list(answer.context["people"][1].errors) == ["email"]


def test_an_empty_person_is_no_person(world: World, client: Client):
    address = start(client, world.types[0])
    empty = dict.fromkeys(person(1), "")
    answer = client.post(f"{address}company/", company(person(0), empty))
    assert answer.status_code == 422
    assert "first_name" in answer.context["people"][1].errors


def test_what_was_wrong_is_still_there_on_another_device(world: World, client: Client):
    address = start(client, world.types[0])
    client.post(f"{address}company/", company(person(0, phone="06 12"), vat_number="FR1"))
    page = Client().get(f"{address}company/").content.decode()
    assert 'value="06 12"' in page
    assert 'value="FR1"' in page
    assert "aria-invalid" not in page


def test_what_is_being_typed_is_kept(world: World, client: Client):
    address = start(client, world.types[0])
    typed = company(person(0, first_name="Grace"), name="Hal")
    assert client.post(f"{address}keep/company/", typed).status_code == 204
    page = Client().get(f"{address}company/").content.decode()
    assert 'value="Grace"' in page
    assert "csrf" not in Registration.objects.get().typed["company"]
    assert client.post(f"{address}keep/nothing/", typed).status_code == 404
    assert client.post(f"{address}keep/company/", {"name": "x" * 200_000}).status_code == 204
    assert client.post(f"{address}keep/company/", {"name": "x" * 1_000_001}).status_code == 413


def test_people_are_added_and_taken_away_and_nothing_typed_is_lost(world, client):
    address = start(client, world.types[0])
    answer = client.post(f"{address}company/", company(person(0, phone="?")) | {"do": "add"})
    assert answer.url == f"{address}company/#person-1"
    page = client.get(f"{address}company/")
    assert [p.initial["first_name"] for p in page.context["people"]] == ["Ada0", ""]
    assert 'value="?"' in page.content.decode()
    three = company(person(0), person(1), person(2), contact="2")
    client.post(f"{address}company/", three | {"do": "remove-1"})
    page = client.get(f"{address}company/")
    assert [p.initial["first_name"] for p in page.context["people"]] == ["Ada0", "Ada2"]
    assert page.context["contact"] == 1
    client.post(f"{address}company/", company() | {"do": "remove-0"})
    assert len(client.get(f"{address}company/").context["people"]) == 1


# --- approval, waiting list, changes, withdrawal -------------------------------------


def test_where_the_event_wants_it_the_organiser_approves(world: World, client: Client):
    change(world.event, needs_approval=True)
    address = register(client, world)
    assert Registration.objects.get().state == State.TO_APPROVE
    assert not Delegation.objects.filter(name="Nova").exists()
    page = client.get(address).content.decode()
    assert "The organiser reads it" in page


def test_where_the_event_wants_it_the_contact_confirms_their_address(world: World, client: Client):
    change(world.event, confirms_address=True)
    address = register(client, world)
    registration = Registration.objects.get()
    # The one who began it has not shown that the address is theirs.
    assert registration.state == State.DRAFT
    assert "confirm your e-mail address" in client.get(address).content.decode()
    for _ in range(5):
        client.post(f"{address}confirm/")
    mails = Message.objects.filter(address="ada0@nova.example").order_by("pk")
    assert mails.count() == 1 + 3
    link = link_in(mails.last())
    # A mail scanner that only opens it confirms nothing.
    page = Client().get(link).content.decode()
    assert f"{link}send/" in page
    registration.refresh_from_db()
    assert registration.address_confirmed_at is None
    Client().post(f"{link}send/")
    registration.refresh_from_db()
    assert registration.state == State.CONFIRMED
    assert registration.address_confirmed_at is not None


def test_a_link_confirms_the_address_it_went_to_and_no_other(world: World, client: Client):
    change(world.event, confirms_address=True)
    address = start(client, world.types[0], email="mallory@evil.example")
    link = link_in(Message.objects.get())
    client.post(f"{link}company/", company(person(0)))
    client.post(f"{link}send/")
    assert Registration.objects.get().state == State.DRAFT
    client.post(f"{address}confirm/")
    other = link_in(Message.objects.filter(address="ada0@nova.example").latest("pk"))
    client.post(f"{other}send/")
    assert Registration.objects.get().state == State.CONFIRMED


def test_who_is_signed_in_by_that_address_need_not_confirm_it(world: World, client: Client):
    change(world.event, confirms_address=True)
    client.force_login(User.objects.create_user("ada0@nova.example", name="Ada"))
    register(client, world)
    assert Registration.objects.get().state == State.CONFIRMED


def test_when_the_type_is_full_one_waits(world: World, client: Client):
    change(world.types[0], max_delegations=3)  # Acme and Dynamo are there
    register(client, world)
    address = register(client, world, person(0, email="bo@late.example"), name="Late", contact="0")
    late = Registration.objects.get(name="Late")
    assert late.state == State.WAITING
    page = client.get(address).content.decode()
    assert "You are number 1" in page
    # Suppliers are not concerned.
    register(client, world, person(0, email="cy@other.example"), kind=1, name="Other")
    assert Registration.objects.get(name="Other").state == State.CONFIRMED


def test_a_place_that_is_to_be_approved_is_held(world: World, client: Client):
    change(world.types[0], max_delegations=3)
    change(world.event, needs_approval=True)
    register(client, world)
    register(client, world, person(0, email="bo@late.example"), name="Late")
    states = Registration.objects.order_by("pk").values_list("state", flat=True)
    assert list(states) == [State.TO_APPROVE, State.WAITING]


def test_a_confirmed_registration_is_changed_until_the_deadline(world: World, client: Client):
    address = register(client, world, person(0), person(1))
    second = Registration.objects.get().people.get(email="ada1@nova.example")
    changed = company(
        person(0, id=str(second.pk), email="ada1@nova.example", last_name="Byron"),
        person(1, email="new@nova.example"),
        name="Nova SA",
    )
    client.post(f"{address}company/", changed)
    delegation = Delegation.objects.get(name="Nova SA")
    emails = delegation.delegates.order_by("email").values_list("email", "last_name")
    assert list(emails) == [("ada1@nova.example", "Byron"), ("new@nova.example", "Nova")]
    assert second.delegate.pk in delegation.delegates.values_list("pk", flat=True)
    assert Entry.objects.filter(action="registration.changed").count() == 1
    late = dt.datetime(2027, 3, 9, 8, tzinfo=dt.UTC)
    with time_machine.travel(late):
        assert client.get(f"{address}company/").url == address
        client.post(f"{address}company/", company(name="Too late"))
        client.post(f"{address}withdraw/")
    assert Delegation.objects.filter(name="Nova SA").exists()


def test_what_a_delegate_changed_meanwhile_stays(world: World, client: Client):
    address = register(client, world)
    Delegate.objects.filter(email="ada0@nova.example").update(job_title="Pilot")
    people = Registration.objects.get().people.get()
    client.post(f"{address}company/", company(person(0, id=str(people.pk)), city="Nice"))
    assert Delegate.objects.get(email="ada0@nova.example").job_title == "Pilot"
    assert Delegation.objects.get(name="Nova").city == "Nice"


def test_two_delegates_who_exchange_addresses_are_told(world: World, client: Client):
    address = register(client, world, person(0), person(1))
    first, second = Registration.objects.get().people.all()
    swapped = company(
        person(0, id=str(first.pk), email="ada1@nova.example"),
        person(1, id=str(second.pk), email="ada0@nova.example"),
    )
    assert client.post(f"{address}company/", swapped).status_code == 422
    assert Registration.objects.get().people.first().email == "ada0@nova.example"


def test_a_withdrawn_registration_takes_its_delegation_along(world: World, client: Client):
    address = register(client, world)
    client.post(f"{address}withdraw/")
    assert Registration.objects.get().state == State.WITHDRAWN
    assert not Delegation.objects.filter(name="Nova").exists()
    assert client.post(f"{address}company/", company()).status_code == 422
    assert client.post(f"{address}keep/company/", company()).status_code == 404


def test_a_draft_is_deleted_with_all_that_was_typed(world: World, client: Client):
    address = start(client, world.types[0])
    client.post(f"{address}keep/company/", company())
    assert client.post(f"{address}withdraw/").url == PAGE
    assert not Registration.objects.exists()
    assert client.get(address).status_code == 404


def test_a_delegation_deleted_by_the_organiser_counts_as_withdrawn(world, client, as_organiser):
    register(client, world)
    delegation = Delegation.objects.get(name="Nova")
    as_organiser.post(f"/console/alpha/aero-days/delegations/{delegation.pk}/delete/")
    registration = Registration.objects.get()
    assert (registration.state, registration.delegation) == (State.WITHDRAWN, None)


def test_a_company_of_the_same_name_gets_a_number(world: World, client: Client):
    register(client, world, name="ACME")
    assert Registration.objects.get().delegation.name == "ACME (2)"


def test_a_place_in_the_last_draft_is_not_sent_after_the_end(world: World, client: Client):
    address = start(client, world.types[0])
    client.post(f"{address}company/", company())
    change(world.event, registration_closes_at=timezone.now() - dt.timedelta(minutes=1))
    client.post(f"{address}send/")
    assert Registration.objects.get().state == State.DRAFT


def test_the_body_of_a_registration_cannot_name_another_ones_people(world, client):
    other = make_registration(world.event, world.types[0], name="Other")
    address = start(client, world.types[0])
    stolen = str(other.people.get().pk)
    client.post(f"{address}company/", company(person(0, id=stolen)))
    assert other.people.get().first_name == "N0"
    mine = Registration.objects.exclude(pk=other.pk).get()
    assert mine.people.get().first_name == "Ada0"


def test_messages_speak_the_language_in_which_the_pages_were_read(world, client):
    start(Client(), world.types[0])
    assert Message.objects.get().language == world.event.language == "fr"
    start(client, world.types[0], "en@nova.example")
    assert Message.objects.order_by("pk").last().language == "en"


def test_a_very_long_form_is_refused(world: World, client: Client):
    address = start(client, world.types[0])
    many = company(*(person(i) for i in range(21)))
    answer = client.post(f"{address}company/", many)
    assert answer.status_code == 422
    body = urlencode(many)
    assert len(Registration.objects.get().typed["company"]) <= len(body)


# --- who comes back ------------------------------------------------------------------


def test_a_returning_contact_finds_their_data_after_signing_in(world, client, as_participant):
    signed_out = client.get(f"{PAGE}register/").content.decode()
    assert "/sign-in/?next=/e/alpha/aero-days/register/" in signed_out
    other = world.rival.event
    address = f"/e/rival/{other.slug}/register/"
    assert as_participant.get(address).context["form"].initial["email"] == "acme0@alpha.example"
    data = {"participant_type": world.rival.types[0].pk, "email": "acme0@alpha.example"}
    step = as_participant.post(address, data).url
    page = as_participant.get(step)
    assert page.context["form"].initial["name"] == "Acme"
    assert page.context["people"][0].initial["last_name"] == "Acme"
    # Whoever else opens the link sees nothing that was not typed there.
    stranger = client.get(step)
    assert not stranger.context["form"]["name"].value()
    assert "last_name" not in stranger.context["people"][0].initial
