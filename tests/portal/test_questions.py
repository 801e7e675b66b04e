"""An event's own questions, asked of those who register."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from tests.factories import World, make_registration
from tests.registration.forms import AGREE, DIET, PHOTO, WHICH, publish
from vimeet.audit.models import Entry
from vimeet.registration.models import (
    AnswerFile,
    Delegation,
    FormVersion,
    Registration,
    TakenChoice,
    Term,
)
from vimeet.registration.questions.definition import Question
from vimeet.registration.services.links import create_token

State = Registration.State


@pytest.fixture(autouse=True)
def before_the_event():
    with time_machine.travel(dt.datetime(2026, 12, 1, 9, tzinfo=dt.UTC)):
        yield


@pytest.fixture
def form(world: World) -> FormVersion:
    return publish(world.types[0], DIET, WHICH, PHOTO, AGREE)


@pytest.fixture
def draft(world: World) -> Registration:
    return make_registration(world.event, world.types[0])


def pages(registration: Registration) -> str:
    return f"/e/alpha/aero-days/r/{create_token(registration)}/"


def answer(client: Client, address: str, version: FormVersion, **answers: object):
    data = {f"q-{key}": value for key, value in answers.items()}
    return client.post(f"{address}questions/", data | {"version": version.pk})


def test_the_form_is_asked_before_sending(world: World, client: Client, form, draft):
    address = pages(draft)
    assert client.get(address).url == f"{address}questions/"
    client.post(f"{address}send/")
    draft.refresh_from_db()
    assert draft.state == State.DRAFT
    assert answer(client, address, form, diet="yes", which="Vegan", agree="on").url == address
    assert "Vegan" in client.get(address).content.decode()
    client.post(f"{address}send/")
    draft.refresh_from_db()
    assert draft.state == State.CONFIRMED
    assert draft.form_version == form
    assert draft.answers["agree"]["text_version"] == 1
    assert TakenChoice.objects.get().choice == "yes"


def test_wrong_answers_stand_next_to_their_field_and_are_kept(world, client, form, draft):
    address = pages(draft)
    page = answer(client, address, form, diet="yes", which="")
    assert page.status_code == 422
    assert list(page.context["form"].errors) == ["which", "agree"]
    again = Client().get(f"{address}questions/")
    assert again.context["form"].initial["diet"] == "yes"
    assert "aria-invalid" not in again.content.decode()


def test_a_good_file_stays_though_another_answer_is_wrong(world, client, form, draft):
    address = pages(draft)
    brochure = SimpleUploadedFile("nova.pdf", b"%PDF-1.7 nova")
    page = answer(client, address, form, diet="no", photo=brochure)
    assert list(page.context["form"].errors) == ["agree"]
    assert answer(client, address, form, diet="no", agree="on").status_code == 302
    draft.refresh_from_db()
    assert draft.answers["photo"] == {"file": "nova.pdf"}
    file = client.get(f"{address}files/photo/")
    assert file.content == b"%PDF-1.7 nova"
    assert file["Content-Disposition"].startswith("attachment")
    other = make_registration(world.event, world.types[0], "Other")
    assert client.get(f"{pages(other)}files/photo/").status_code == 404


@pytest.mark.parametrize(
    "file",
    [("big.pdf", b"%PDF-" + b"x" * 1024 * 1024), ("page.html", b"<html>"), ("a.pdf", b"MZ")],
)
def test_a_file_too_big_or_of_a_wrong_type_is_told(world, client, form, draft, file):
    page = answer(
        client, pages(draft), form, diet="no", agree="on", photo=SimpleUploadedFile(*file)
    )
    assert list(page.context["form"].errors) == ["photo"]
    assert not AnswerFile.objects.exists()


def test_the_last_place_of_a_choice_is_given_once(world: World, client: Client, form, draft):
    rival = make_registration(world.event, world.types[0], "Rival")
    for registration in (draft, rival):
        assert (
            answer(client, pages(registration), form, diet="yes", which="x", agree="on").status_code
            == 302
        )
    client.post(f"{pages(draft)}send/")
    address = pages(rival)
    assert client.post(f"{address}send/").url == f"{address}questions/"
    rival.refresh_from_db()
    assert rival.state == State.DRAFT
    # Chosen again, it is still full; another choice is free. A withdrawal frees the place.
    answer(client, address, form, diet="yes", which="x", agree="on")
    assert client.post(f"{address}send/").url == f"{address}questions/"
    client.post(f"{pages(draft)}withdraw/")
    client.post(f"{address}send/")
    rival.refresh_from_db()
    assert rival.state == State.CONFIRMED


def test_a_sent_registration_that_changes_to_a_full_choice_is_told(world, client, form, draft):
    rival = make_registration(world.event, world.types[0], "Rival")
    answer(client, pages(draft), form, diet="yes", which="x", agree="on")
    client.post(f"{pages(draft)}send/")
    answer(client, pages(rival), form, diet="no", agree="on")
    client.post(f"{pages(rival)}send/")
    page = answer(client, pages(rival), form, diet="yes", which="x", agree="on")
    assert page.status_code == 422
    assert list(page.context["form"].errors) == ["diet"]
    rival.refresh_from_db()
    assert rival.answers["diet"] == "no"


def test_answers_stay_readable_with_the_form_they_were_given_on(world, client, form, draft):
    answer(client, pages(draft), form, diet="no", agree="on")
    client.post(f"{pages(draft)}send/")
    publish(world.types[0], replace(DIET, label_en="Gala", label_fr="Gala"))
    page = client.get(pages(draft)).content.decode()
    assert "Gala" not in page
    assert page.count("Photos") == 1
    # Its contact still changes it on that form.
    assert answer(client, pages(draft), form, diet="yes", which="y", agree="on").status_code == 302
    draft.refresh_from_db()
    assert draft.form_version == form
    entry = Entry.objects.get(action="registration.answers_changed")
    assert entry.object_id == str(draft.pk)


def test_a_draft_answers_the_present_form(world: World, client: Client, form, draft):
    address = pages(draft)
    answer(client, address, form, diet="no", agree="on")
    newer = publish(world.types[0], DIET)
    assert client.get(address).url == f"{address}questions/"
    late = answer(client, address, form, diet="no", agree="on")
    assert late.url == f"{address}questions/"
    assert client.get(f"{address}questions/").context["form"].initial["diet"] == "no"
    answer(client, address, newer, diet="no")
    client.post(f"{address}send/")
    draft.refresh_from_db()
    assert (draft.state, draft.form_version) == (State.CONFIRMED, newer)


def test_a_consent_keeps_the_time_at_which_it_was_given(world, client, form, draft):
    answer(client, pages(draft), form, diet="no", agree="on")
    draft.refresh_from_db()
    given = draft.answers["agree"]
    with time_machine.travel(dt.datetime(2026, 12, 2, tzinfo=dt.UTC)):
        answer(client, pages(draft), form, diet="no", agree="on")
    draft.refresh_from_db()
    assert draft.answers["agree"] == given


OTHER_TEXT = replace(AGREE, text_en="I agree to all of it.", text_fr="J’accepte tout.")


@pytest.mark.parametrize("between", [False, True], ids=["changed", "taken out and put in again"])
def test_a_consent_to_another_text_is_not_ticked(world, client, form, draft, between):
    address = pages(draft)
    answer(client, address, form, diet="no", agree="on")
    assert 'name="q-agree"' in (page := client.get(f"{address}questions/").content.decode())
    assert "checked" in page.partition('name="q-agree"')[2].partition(">")[0]
    if between:
        publish(world.types[0], DIET)
    newer = publish(world.types[0], DIET, OTHER_TEXT)
    page = client.get(f"{address}questions/").content.decode()
    assert "I agree to all of it." in page or "J’accepte tout." in page
    assert "checked" not in page.partition('name="q-agree"')[2].partition(">")[0]
    assert answer(client, address, newer, diet="no").status_code == 422
    with time_machine.travel(dt.datetime(2026, 12, 2, tzinfo=dt.UTC)):
        answer(client, address, newer, diet="no", agree="on")
    draft.refresh_from_db()
    # It was given then, whatever was given to the other text before.
    assert draft.answers["agree"]["given"].startswith("2026-12-02")


def test_a_consent_that_was_only_ticked_is_not_one_to_the_next_text(world, client, form, draft):
    address = pages(draft)
    client.post(f"{address}keep/questions/", {"q-diet": "no", "q-agree": "on", "version": form.pk})
    assert client.get(f"{address}questions/").context["form"].initial["agree"] == "on"
    publish(world.types[0], DIET, OTHER_TEXT)
    initial = client.get(f"{address}questions/").context["form"].initial
    assert initial["diet"] == "no"
    assert "agree" not in initial


BROCHURE = ("nova.pdf", b"%PDF-1.7 nova")


def test_a_file_chosen_while_the_form_changed_is_kept(world: World, client: Client, form, draft):
    address = pages(draft)
    newer = publish(world.types[0], DIET, PHOTO)
    page = answer(client, address, form, diet="no", photo=SimpleUploadedFile(*BROCHURE))
    assert page.url == f"{address}questions/"
    assert "nova.pdf" in client.get(page.url).content.decode()
    answer(client, address, newer, diet="no")
    draft.refresh_from_db()
    assert draft.answers["photo"] == {"file": "nova.pdf"}


def test_a_file_that_may_be_left_out_is_removed_again(world: World, client: Client, form, draft):
    address = pages(draft)
    answer(client, address, form, diet="no", agree="on", photo=SimpleUploadedFile(*BROCHURE))
    client.post(f"{address}send/")
    page = client.get(f"{address}questions/").content.decode()
    assert 'name="q-photo-clear"' in page
    # It is removed when the rest is saved, and not before.
    faulty = answer(client, address, form, diet="", agree="on", **{"photo-clear": "on"})
    assert faulty.status_code == 422
    assert 'name="q-photo-clear" checked' in faulty.content.decode()
    assert 'name="q-photo-clear" checked' in client.get(f"{address}questions/").content.decode()
    assert draft.files.exists()
    answer(client, address, form, diet="no", agree="on", **{"photo-clear": "on"})
    draft.refresh_from_db()
    assert "photo" not in draft.answers
    assert not draft.files.exists()


def test_a_file_that_must_be_given_is_only_replaced(world: World, client: Client, draft):
    version = publish(world.types[0], replace(PHOTO, required=True))
    address = pages(draft)
    answer(client, address, version, photo=SimpleUploadedFile(*BROCHURE))
    assert "q-photo-clear" not in client.get(f"{address}questions/").content.decode()
    answer(client, address, version, **{"photo-clear": "on"})
    assert draft.files.get().name == "nova.pdf"


def test_a_file_whose_field_is_hidden_or_gone_is_kept_no_longer(world, client, draft):
    hidden = replace(PHOTO, show_if="diet", show_values=("yes",))
    version = publish(world.types[0], DIET, hidden)
    address = pages(draft)
    answer(client, address, version, diet="yes", photo=SimpleUploadedFile(*BROCHURE))
    assert draft.files.exists()
    answer(client, address, version, diet="no")
    assert not draft.files.exists()
    # A form that is withdrawn takes what was given to it along when the registration is sent.
    answer(client, address, version, diet="yes", photo=SimpleUploadedFile(*BROCHURE))
    FormVersion.objects.create(participant_type=world.types[0], number=7)
    client.post(f"{address}send/")
    draft.refresh_from_db()
    assert (draft.state, draft.answers) == (State.CONFIRMED, {})
    assert not draft.files.exists()


def test_answers_become_the_profile(world: World, client: Client, draft):
    wings = Term.objects.create(event=world.event, name_en="Wings", name_fr="Ailes")
    foreign = Term.objects.create(event=world.rival.event, name_en="Spy", name_fr="Espion")
    version = publish(
        world.types[0],
        Question("needs", "terms", "Needs", fills="needs", seen_by="profile"),
        Question("us", "long_text", "You", fills="presentation", seen_by="profile"),
    )
    page = answer(client, pages(draft), version, needs=[foreign.pk])
    assert list(page.context["form"].errors) == ["needs"]
    client.cookies["django_language"] = "en"
    answer(client, pages(draft), version, needs=[wings.pk], us="We fly.")
    client.post(f"{pages(draft)}send/")
    delegation = Delegation.objects.get(name="Nova")
    assert list(delegation.needed_terms.all()) == [wings]
    assert (delegation.presentation_en, delegation.presentation_fr) == ("We fly.", "")
    answer(client, pages(draft), version, needs=[wings.pk], us="We fly higher.")
    delegation.refresh_from_db()
    assert delegation.presentation == "We fly higher."


def test_where_nothing_is_asked_there_is_no_such_page(world: World, client: Client, draft):
    address = pages(draft)
    assert client.get(f"{address}questions/").url == address
    assert client.get(address).status_code == 200


def test_cancel_forgets_answers_that_were_not_saved(world: World, client: Client, form, draft):
    address = pages(draft)
    answer(client, address, form, diet="no", agree="on")
    client.post(f"{address}send/")
    client.cookies["django_language"] = "en"
    client.post(f"{address}keep/questions/", {"q-diet": "yes", "version": form.pk})
    page = client.get(f"{address}questions/")
    assert page.context["form"].initial["diet"] == "yes"
    assert "not saved yet" in page.content.decode()
    assert client.post(f"{address}questions/", {"do": "cancel", "q-diet": "yes"}).url == address
    page = client.get(f"{address}questions/")
    assert page.context["form"].initial["diet"] == "no"
    assert "not saved yet" not in page.content.decode()
    # A file that came with answers which were refused, too.
    answer(client, address, form, diet="", photo=SimpleUploadedFile(*BROCHURE))
    assert draft.files.exists()
    client.post(f"{address}questions/", {"do": "cancel"})
    assert not draft.files.exists()


def test_what_organisers_write_to_help_is_text_not_markup(world: World, client: Client, draft):
    bold = {"help_en": "<b>10</b> MB & more", "help_fr": "<b>10</b> Mo & plus"}
    publish(world.types[0], replace(DIET, **bold), replace(PHOTO, **bold))
    page = client.get(f"{pages(draft)}questions/").content.decode()
    assert "<b>" not in page
    assert page.count("&lt;b&gt;10&lt;/b&gt;") == 2
    assert "&amp;amp;" not in page


def test_needs_and_offers_are_not_required_where_there_are_none(world: World, client, draft):
    version = publish(world.types[0], Question("needs", "terms", "Needs", required=True))
    address = pages(draft)
    assert answer(client, address, version).url == address
    Term.objects.create(event=world.event, name_en="Wings", name_fr="Ailes")
    assert answer(client, pages(draft), version).status_code == 422
