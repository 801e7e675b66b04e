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
from tests.registration.forms import AGREE, DIET, PHOTO, publish
from vimeet.audit.models import Entry
from vimeet.registration.models import AnswerFile, Registration, TakenChoice
from vimeet.registration.questions.definition import Question

# The event's only day.
DAY = dt.datetime(2027, 3, 9, 12, tzinfo=dt.UTC)
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
    for key in ("photo", "other"):
        AnswerFile.objects.create(
            registration=registration,
            question=key,
            name="a.pdf",
            content_type="application/pdf",
            content=b"%PDF-",
            size=5,
        )
    TakenChoice.objects.create(
        participant_type=world.types[0], registration=registration, question="diet", choice="yes"
    )
    return registration


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
    assert registration.files.count() == 2
    assert kept_after(11, registration) == {"agree"}
    assert registration.typed == {}
    assert list(registration.files.values_list("question", flat=True)) == ["other"]
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
    kept_after(11, draft)
    assert draft.typed == {"company": "x"}


def test_another_events_answers_stay(world, registration):
    kept = make_registration(
        world.rival.event,
        world.rival.types[0],
        state=Registration.State.TO_APPROVE,
        form_version=publish(world.rival.types[0], replace(NAME, keep_days=400)),
        answers={"dish": "Garbure"},
    )
    assert kept_after(11, kept) == {"dish"}
