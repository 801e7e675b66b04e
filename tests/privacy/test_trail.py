"""The journal says that something personal changed, and not from what to what."""

from __future__ import annotations

from importlib import import_module

import pytest
from django.apps import apps
from django.conf import settings
from django.test import Client
from django.urls import reverse

from tests.factories import World, make_registration
from tests.objects import message_of
from vimeet.audit.models import Entry
from vimeet.audit.services import record
from vimeet.registration.models import Registration
from vimeet.registration.services.registrations import discard_draft


@pytest.fixture
def as_organiser(as_organiser: Client) -> Client:
    """The organiser, reading English."""
    as_organiser.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    return as_organiser


def trail() -> str:
    return str(list(Entry.objects.values_list("object_name", "changes")))


def test_values_of_personal_fields_are_not_in_the_journal(world: World, as_organiser: Client):
    delegate = world.delegates[0]
    address = reverse("console:delegate", kwargs=world.event.url_kwargs | {"pk": delegate.pk})
    data = {
        "first_name": "P0",
        "last_name": "Acme",
        "email": "next@alpha.example",
        "phone": "+33 6 98 76 54 32",
        "job_title": "Buyer",
        "language": "en",
    }
    assert as_organiser.post(address, data).status_code == 302

    entry = Entry.objects.get(action="delegate.changed")
    assert {"email", "phone", "job_title"} <= entry.changes.keys()
    assert set(entry.changes.values()) == {None}
    page = as_organiser.get(reverse("console:journal", kwargs=world.event.url_kwargs))
    assert "mobile phone" in page.content.decode()
    assert "<dd>changed</dd>" in page.content.decode()


def test_what_is_not_personal_keeps_its_values(world: World, as_organiser: Client):
    record(
        action="delegation.changed",
        obj=world.delegations[0],
        actor=None,
        event=world.event,
        changes={"city": ["Lyon", "Toulouse"], "presentation_en": ["", "Ask for Ada"]},
    )
    entry = Entry.objects.get(action="delegation.changed")
    assert entry.changes == {"city": ["Lyon", "Toulouse"], "presentation_en": None}


def test_what_somebody_may_do_is_told(world: World):
    member = world.organiser.memberships.get(user=world.staff_user)
    record(
        action="member.changed",
        obj=member,
        actor=None,
        event=world.event,
        changes={"role": ["staff", "organiser"]},
    )
    assert Entry.objects.get().changes == {"role": ["staff", "organiser"]}


def test_a_draft_is_not_named_by_an_address(world: World, as_organiser: Client):
    draft = make_registration(world.event, world.types[0])
    Registration.objects.filter(pk=draft.pk).update(name="")
    discard_draft(registration=draft)
    assert "nova.example" not in trail()
    page = as_organiser.get(reverse("console:journal", kwargs=world.event.url_kwargs))
    assert f"A draft was deleted: #{draft.pk}." in page.content.decode()


def test_neither_is_a_message(world: World):
    record(action="message.resent", obj=message_of(world), actor=None, event=world.event)
    assert "ana@example.org" not in trail()


def test_who_else_is_in_a_registration_is_not_in_the_journal(world: World):
    registration = make_registration(world.event, world.types[0], state="approved", people=2)
    record(
        action="registration.changed",
        obj=registration,
        actor=None,
        event=world.event,
        changes={"people": [["N0 Nova"], ["N0 Nova", "N1 Nova"]], "city": ["", "Pau"]},
    )
    assert Entry.objects.get().changes == {"people": None, "city": ["", "Pau"]}


def test_what_was_written_down_before_loses_its_values(world: World):
    of = {"actor": None, "event": world.event, "organiser": world.organiser, "object_id": "1"}
    changed = Entry.objects.create(
        action="registration.changed",
        object_type="registration.registration",
        object_name="Nova",
        changes={"phone (N0 Nova)": ["", "+33612345678"], "city": ["", "Pau"], "reason": ["", "x"]},
        **of,
    )
    draft = Entry.objects.create(
        action="registration.discarded",
        object_type="registration.registration",
        object_name="ada@example.org",
        **of,
    )
    migration = import_module("vimeet.privacy.migrations.0003_trail_without_values")

    migration.forget_values(apps, None)

    changed.refresh_from_db()
    draft.refresh_from_db()
    assert changed.changes == {"phone": None, "city": ["", "Pau"], "reason": None}
    assert (changed.object_name, draft.object_name) == ("Nova", "")
