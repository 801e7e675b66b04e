"""Registrations in the console: set up, read, approved, refused."""

from __future__ import annotations

import datetime as dt

import pytest
from django.test import Client

from tests.factories import World, make_delegation, make_registration
from vimeet.audit.models import Entry
from vimeet.events.models import Event
from vimeet.messaging.models import Message
from vimeet.registration.models import Delegate, Delegation, Registration

State = Registration.State


def test_registration_is_set_up_in_the_events_time(world: World, as_organiser: Client, url):
    answer = as_organiser.post(
        url("registration_settings"),
        {
            "registration_opens_at": "2026-12-01T09:00",
            "registration_closes_at": "2027-03-01T18:00",
            "registration_edits_until": "",
            "needs_approval": "on",
            "offer_hours": "24",
            "about_en": "Come.",
            "about_fr": "Venez.",
        },
    )
    assert answer.status_code == 302
    event = Event.objects.get(pk=world.event.pk)
    assert event.registration_opens_at == dt.datetime(2026, 12, 1, 8, tzinfo=dt.UTC)
    assert event.needs_approval
    page = as_organiser.get(url("registration_settings")).content.decode()
    assert 'value="2026-12-01T09:00"' in page
    assert Entry.objects.get().action == "event.changed"


def test_registration_does_not_close_before_it_opens(world, as_organiser, url):
    answer = as_organiser.post(
        url("registration_settings"),
        {
            "registration_opens_at": "2026-12-01T09:00",
            "registration_closes_at": "2026-12-01T09:00",
            "offer_hours": "24",
        },
    )
    assert list(answer.context["form"].errors) == ["registration_closes_at"]


def names(page) -> list[str]:
    return [registration.name for registration in page.context["registrations"]]


def test_the_list_is_searched_and_filtered_and_shows_no_drafts(world, as_organiser, url):
    make_registration(world.event, world.types[0], "Nova", State.TO_APPROVE, people=2)
    make_registration(world.event, world.types[1], "Orion", State.WAITING)
    make_registration(world.event, world.types[1], "Draft")
    assert set(names(as_organiser.get(url("registrations")))) == {"Nova", "Orion"}
    assert names(as_organiser.get(url("registrations"), {"state": "waiting"})) == ["Orion"]
    assert names(as_organiser.get(url("registrations"), {"q": "n1"})) == ["Nova"]
    assert names(as_organiser.get(url("registrations"), {"type": world.types[1].pk})) == ["Orion"]
    draft = Registration.objects.get(name="Draft")
    assert as_organiser.get(url("registration", pk=draft.pk)).status_code == 404


def test_the_list_takes_a_constant_number_of_queries(
    world, as_organiser, url, django_assert_num_queries
):
    for added in (("Nova",), ("Orion", "Pallas")):
        for name in added:
            make_registration(world.event, world.types[0], name, State.TO_APPROVE, people=2)
        with django_assert_num_queries(11):
            as_organiser.get(url("registrations"))


def test_approving_makes_the_delegation(world: World, as_organiser: Client, url):
    nova = make_registration(world.event, world.types[0], "Nova", State.TO_APPROVE, people=2)
    as_organiser.post(url("registration_approve", pk=nova.pk))
    nova.refresh_from_db()
    assert nova.state == State.CONFIRMED
    assert nova.delegation.delegates.count() == 2
    assert Message.objects.filter(address=nova.email).count() == 1
    entry = Entry.objects.get(action="registration.approved")
    assert entry.actor == world.organiser_user
    # A second press is told how it stands, and makes no second delegation.
    as_organiser.cookies["django_language"] = "en"
    page = as_organiser.post(url("registration_approve", pk=nova.pk), follow=True)
    assert Delegation.objects.filter(name="Nova").count() == 1
    assert "no longer possible" in page.content.decode()


def test_a_refusal_is_told_with_its_reason(world: World, as_organiser: Client, url):
    nova = make_registration(world.event, world.types[0], "Nova", State.TO_APPROVE)
    as_organiser.post(url("registration_refuse", pk=nova.pk), {"reason": ""})
    nova.refresh_from_db()
    assert nova.state == State.TO_APPROVE
    as_organiser.post(url("registration_refuse", pk=nova.pk), {"reason": "Not this year."})
    nova.refresh_from_db()
    assert (nova.state, nova.reason) == (State.REFUSED, "Not this year.")
    assert "Not this year." in Message.objects.get().body


def test_the_waiting_list_is_left_by_the_organisers_hand_even_past_the_limit(
    world, as_organiser, url
):
    world.types[0].max_delegations = 1
    world.types[0].save()
    nova = make_registration(world.event, world.types[0], "Nova", State.TO_APPROVE)
    as_organiser.post(url("registration_wait", pk=nova.pk))
    nova.refresh_from_db()
    assert nova.state == State.WAITING
    as_organiser.post(url("registration_approve", pk=nova.pk))
    nova.refresh_from_db()
    assert nova.state == State.CONFIRMED


def test_who_takes_part_elsewhere_meanwhile_is_left_out_and_shown(world, as_organiser, url):
    nova = make_registration(world.event, world.types[0], "Nova", State.TO_APPROVE, people=2)
    other = make_delegation(world.event, world.types[1], "Else")
    Delegate.objects.filter(delegation=other).update(email="nova1@nova.example")
    as_organiser.cookies["django_language"] = "en"
    page = as_organiser.post(url("registration_approve", pk=nova.pk), follow=True)
    nova.refresh_from_db()
    assert [d.email for d in nova.delegation.delegates.all()] == ["nova0@nova.example"]
    entry = Entry.objects.get(action="registration.confirmed")
    # The journal says that somebody was, not who: it is kept longer than their name.
    assert "left_out" in entry.changes
    row = page.content.decode().partition("N1 Nova")[2].partition("</li>")[0]
    assert "not in the delegation" in row


def test_a_delegation_with_open_requests_is_not_withdrawn(world: World, as_organiser, url):
    acme = world.delegations[0]
    registration = make_registration(
        world.event, world.types[0], "Acme", State.CONFIRMED, delegation=acme
    )
    as_organiser.cookies["django_language"] = "en"
    page = as_organiser.post(url("registration_withdraw", pk=registration.pk), follow=True)
    registration.refresh_from_db()
    assert registration.state == State.CONFIRMED
    assert registration.delegation == acme
    assert "open requests" in page.content.decode()


def test_a_type_that_somebody_registered_as_stays(world: World, as_organiser: Client, url):
    Delegation.objects.filter(participant_type=world.types[1]).update(
        participant_type=world.types[0]
    )
    make_registration(world.event, world.types[1])
    as_organiser.post(url("type_delete", pk=world.types[1].pk))
    assert world.event.participant_types.count() == 2


@pytest.mark.parametrize("value", ["0", "12", ""])
def test_a_types_limit_is_set(world: World, as_organiser: Client, url, value: str):
    as_organiser.post(
        url("type", pk=world.types[0].pk),
        {"name_en": "Buyer", "name_fr": "Acheteur", "max_delegations": value, "is_public": "on"},
    )
    world.types[0].refresh_from_db()
    assert world.types[0].max_delegations == (int(value) if value else None)
