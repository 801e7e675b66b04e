"""Answers are kept as long as their field says, and no longer."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest
import time_machine
from django.core.management import call_command
from django.test import Client
from django.urls import reverse

from tests.factories import World, make_registration
from tests.registration.forms import AGREE, DIET, PHOTO, WHICH, publish
from vimeet.audit.models import Entry
from vimeet.registration.models import AnswerFile, Registration, TakenChoice
from vimeet.registration.questions.definition import Question

# The event's only day.
DAY = dt.datetime(2027, 3, 9, 12, tzinfo=dt.UTC)
State = Registration.State
NAME = Question("dish", "text", "Favourite dish", "Plat préféré", keep_days=10)


@pytest.fixture
def registration(world: World) -> Registration:
    """A registration that answered a form: two fields kept for ten days, two for a year."""
    version = publish(
        world.types[0],
        NAME,
        replace(PHOTO, keep_days=10),
        replace(DIET, keep_days=10),
        replace(AGREE, keep_days=365),
    )
    registration = make_registration(
        world.event,
        world.types[0],
        state=Registration.State.TO_APPROVE,
        form_version=version,
        answers={
            "dish": "Cassoulet",
            "photo": {"file": "a.pdf"},
            "diet": "yes",
            "agree": {"text_version": 1, "given": "2026-12-01T09:00:00+00:00"},
        },
        typed={"questions": "dish=Cassoulet"},
    )
    give_file(registration, "photo")
    give_file(registration, "other")
    TakenChoice.objects.create(
        participant_type=world.types[0], registration=registration, question="diet", choice="yes"
    )
    return registration


def give_file(registration: Registration, question: str) -> None:
    AnswerFile.objects.create(
        registration=registration,
        question=question,
        name="a.pdf",
        content_type="application/pdf",
        content=b"%PDF-",
        size=5,
    )


def kept_after(days: float, registration: Registration) -> set[str]:
    with time_machine.travel(DAY + dt.timedelta(days=days)):
        call_command("expire", verbosity=0)
    registration.refresh_from_db()
    return set(registration.answers)


def test_each_answer_goes_when_its_time_is_over(world, registration):
    everything = {"dish", "photo", "diet", "agree"}
    assert kept_after(-30, registration) == everything
    assert kept_after(10, registration) == everything
    assert registration.typed
    # What no field of the form asks for is not kept at all.
    assert list(registration.files.values_list("question", flat=True)) == ["photo"]
    assert kept_after(11, registration) == {"agree"}
    assert registration.typed == {}
    assert not registration.files.exists()
    assert not registration.taken_choices.exists()
    entry = Entry.objects.get(action="registration.answers_erased")
    assert entry.changes["questions"] == [["Favourite dish", "Brochure", "Dinner"], None]
    assert "Cassoulet" not in str(Entry.objects.values_list("changes", flat=True))
    # Once: what is gone is not erased again.
    kept_after(12, registration)
    assert Entry.objects.filter(action="registration.answers_erased").count() == 1
    assert kept_after(366, registration) == set()


def test_what_is_erased_is_nowhere_to_be_seen(world, registration, as_organiser: Client):
    names = world.event.url_kwargs
    pages = [
        reverse("console:answers", kwargs=names | {"pk": world.types[0].pk}),
        reverse("console:answers_csv", kwargs=names | {"pk": world.types[0].pk}),
        reverse("console:registration", kwargs=names | {"pk": registration.pk}),
    ]
    assert all("Cassoulet" in as_organiser.get(page).content.decode() for page in pages)
    kept_after(11, registration)
    # The sign-in of months before went with the answers.
    as_organiser.force_login(world.organiser_user)
    assert all("Cassoulet" not in as_organiser.get(page).content.decode() for page in pages)
    file = names | {"pk": registration.pk, "question": "photo"}
    assert as_organiser.get(reverse("console:answer_file", kwargs=file)).status_code == 404


def test_a_draft_that_was_only_typed_is_forgotten_too(world, registration):
    draft = make_registration(
        world.event, world.types[0], "Orion", typed={"questions": "dish=Aligot", "company": "x"}
    )
    # Sent, not saved: as what was typed beside it.
    give_file(draft, "photo")
    kept_after(10, draft)
    assert draft.files.exists()
    kept_after(11, draft)
    assert draft.typed == {"company": "x"}
    assert not draft.files.exists()


def test_a_draft_holds_files_of_the_form_it_answered_and_of_the_one_that_is_asked(
    world, registration
):
    version = registration.form_version
    draft = make_registration(world.event, world.types[0], "Orion", form_version=version)
    publish(world.types[0], replace(PHOTO, key="logo", keep_days=365))
    for key in ("photo", "logo", "other"):
        give_file(draft, key)
    kept_after(-30, draft)
    assert set(draft.files.values_list("question", flat=True)) == {"photo", "logo"}
    kept_after(11, draft)
    assert set(draft.files.values_list("question", flat=True)) == {"logo"}


def test_a_draft_that_nobody_sends_goes_after_half_a_year(world, registration):
    begun = DAY - dt.timedelta(days=300)
    with time_machine.travel(begun):
        draft = make_registration(world.event, world.types[0], "Orion", typed={"company": "x"})
        sent = make_registration(
            world.event, world.types[0], "Pallas", State.CONFIRMED, typed={"company": "x"}
        )
    give_file(draft, "photo")
    for days, there in ((179, True), (181, False)):
        with time_machine.travel(begun + dt.timedelta(days=days)):
            call_command("expire", verbosity=0)
        sent.refresh_from_db()
        assert Registration.objects.filter(pk=draft.pk).exists() == there
        assert bool(sent.typed) == there
    assert not AnswerFile.objects.filter(registration_id=draft.pk).exists()
    assert sent.people.exists()


def test_what_hung_on_an_answer_that_is_gone_is_still_shown(world, as_organiser: Client):
    version = publish(world.types[0], replace(DIET, keep_days=10), replace(WHICH, keep_days=365))
    nova = make_registration(
        world.event,
        world.types[0],
        state=State.TO_APPROVE,
        form_version=version,
        answers={"diet": "yes", "which": "Cassoulet"},
    )
    assert kept_after(11, nova) == {"which"}
    as_organiser.force_login(world.organiser_user)
    page = reverse("console:registration", kwargs=world.event.url_kwargs | {"pk": nova.pk})
    assert "Cassoulet" in as_organiser.get(page).content.decode()


def test_another_events_answers_stay(world, registration):
    kept = make_registration(
        world.rival.event,
        world.rival.types[0],
        state=Registration.State.TO_APPROVE,
        form_version=publish(world.rival.types[0], replace(NAME, keep_days=400)),
        answers={"dish": "Garbure"},
    )
    assert kept_after(11, kept) == {"dish"}
