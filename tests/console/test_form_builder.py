"""The form builder: fields of all kinds, order, conditions, versions, import, answers."""

from __future__ import annotations

import csv
import io

import pytest
from django.test import Client

from tests.factories import World, make_registration
from tests.registration.forms import AGREE, DIET, PHOTO, WHICH, publish
from vimeet.audit.models import Entry
from vimeet.registration.models import AnswerFile, FormVersion, Registration, Term
from vimeet.registration.questions.definition import Definition, Kind
from vimeet.registration.selectors.forms import edited_form

COMMON = {
    "label_en": "Question",
    "label_fr": "Question ?",
    "purpose_en": "To prepare",
    "purpose_fr": "Préparer",
    "seen_by": "organiser",
    "keep_days": "30",
}
ONLY = {
    "choice": {"choices": "Yes | Oui | 10\nNo | Non"},
    "choices": {"choices": "A\nB"},
    "number": {"minimum": "1", "maximum": "9"},
    "file": {"file_types": ["pdf"], "max_megabytes": "2"},
    "consent": {"text_en": "I agree.", "text_fr": "J’accepte."},
}


@pytest.fixture
def form_url(world: World, url):
    def address(name: str, **kwargs: object) -> str:
        return url(name, pk=world.types[0].pk, **kwargs)

    return address


def edited(world: World) -> Definition:
    return edited_form(world.types[0])[0]


def add(as_organiser: Client, world: World, form_url, kind: str, **changes: object):
    section = edited(world).sections[-1].key
    return as_organiser.post(
        f"{form_url('question_add')}?section={section}&kind={kind}",
        COMMON | ONLY.get(kind, {}) | changes,
    )


@pytest.fixture
def with_section(world: World, as_organiser: Client, form_url) -> None:
    as_organiser.post(form_url("section_add"), {"title_en": "You", "title_fr": "Vous"})


@pytest.mark.parametrize("kind", Kind.values)
def test_a_field_of_each_kind_is_added_changed_shown_and_deleted(
    world, as_organiser, form_url, with_section, kind
):
    answer = add(as_organiser, world, form_url, kind)
    assert answer.status_code == 302, answer.context["form"].errors
    question = next(edited(world).questions)
    assert (question.kind, question.label_fr, question.keep_days) == (kind, "Question ?", 30)
    page = form_url("question", key=question.key)
    assert as_organiser.get(page).status_code == 200
    changed = COMMON | ONLY.get(kind, {}) | {"label_en": "Other", "required": "on"}
    as_organiser.post(page, changed)
    question = next(edited(world).questions)
    assert (question.label_en, question.required) == ("Other", True)
    for language, word in (("en", "Other"), ("fr", "Question ?")):
        as_organiser.cookies["django_language"] = language
        assert word in as_organiser.get(form_url("form_preview")).content.decode()
    as_organiser.post(form_url("form_change"), {"do": "delete", "key": question.key})
    assert not list(edited(world).questions)


@pytest.mark.parametrize(
    ("kind", "changes", "field"),
    [
        ("text", {"label_fr": ""}, "label_fr"),
        ("text", {"purpose_en": ""}, "purpose_en"),
        ("text", {"fills": "needs"}, "seen_by"),
        ("choice", {"choices": "One"}, "choices"),
        ("number", {"minimum": "9", "maximum": "1"}, "maximum"),
        ("file", {"max_megabytes": "99"}, "max_megabytes"),
        ("consent", {"text_fr": ""}, "text_fr"),
    ],
)
def test_a_field_that_makes_no_sense_is_refused(
    world, as_organiser, form_url, with_section, kind, changes, field
):
    answer = add(as_organiser, world, form_url, kind, **changes)
    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == [field]


def test_a_field_of_no_kind_or_no_section_is_not_there(as_organiser, form_url, with_section):
    for query in ("", "?kind=text", "?kind=song&section=gone"):
        address = f"{form_url('question_add')}{query}"
        assert as_organiser.get(address).url == form_url("form")
        assert as_organiser.post(address, COMMON).url == form_url("form")
    assert as_organiser.get(form_url("question", key="gone")).status_code == 404
    assert as_organiser.get(form_url("section", key="gone")).status_code == 404


def test_fields_are_ordered_by_buttons_and_by_dragging(world, as_organiser, form_url):
    publish(world.types[0], DIET, PHOTO, AGREE)
    change = form_url("form_change")

    def keys() -> list[str]:
        return [question.key for question in edited(world).questions]

    as_organiser.post(change, {"do": "up", "key": "agree"})
    assert keys() == ["diet", "agree", "photo"]
    as_organiser.post(change, {"do": "down", "key": "diet"})
    assert keys() == ["agree", "diet", "photo"]
    drag = {"do": "move", "key": "photo", "section": "main", "index": "0"}
    assert as_organiser.post(change, drag).url.endswith("#part-photo")
    assert keys() == ["photo", "agree", "diet"]


def test_sections_are_ordered_by_buttons_and_by_dragging(
    world, as_organiser, form_url, with_section
):
    for title in ("Trip", "Dinner"):
        as_organiser.post(form_url("section_add"), {"title_en": title, "title_fr": title})
    change = form_url("form_change")

    def titles() -> list[str]:
        return [section.title_en for section in edited(world).sections]

    keys = {section.title_en: section.key for section in edited(world).sections}
    as_organiser.post(change, {"do": "section-up", "key": keys["Trip"]})
    assert titles() == ["Trip", "You", "Dinner"]
    as_organiser.post(change, {"do": "section-move", "key": keys["Trip"], "index": "2"})
    assert titles() == ["You", "Dinner", "Trip"]
    as_organiser.post(change, {"do": "section-move", "key": keys["Trip"], "index": "0"})
    as_organiser.post(change, {"do": "section-move", "key": "gone", "index": "0"})
    assert titles() == ["Trip", "You", "Dinner"]


def test_a_choice_that_a_field_depends_on_stays(world, as_organiser, form_url):
    publish(world.types[0], DIET, WHICH)
    address = form_url("question", key="diet")
    answer = as_organiser.post(address, COMMON | {"choices": "No | Non\nPerhaps | Peut-être"})
    assert answer.status_code == 422
    assert "Which diet" in answer.content.decode() or "Quel régime" in answer.content.decode()
    assert next(edited(world).questions).choice("yes") is not None
    # Renamed in one language it is the same choice.
    as_organiser.post(address, COMMON | {"choices": "Gladly | Oui\nNo | Non"})
    assert next(edited(world).questions).choice("yes").label_en == "Gladly"


def test_a_field_does_not_come_before_what_it_depends_on(world, as_organiser, form_url):
    publish(world.types[0], DIET, WHICH)
    as_organiser.post(form_url("form_change"), {"do": "up", "key": "which"})
    as_organiser.post(form_url("form_change"), {"do": "delete", "key": "diet"})
    assert [question.key for question in edited(world).questions] == ["diet", "which"]


def test_a_condition_is_set_on_answers_of_one_earlier_field(
    world, as_organiser, form_url, with_section
):
    add(as_organiser, world, form_url, "choice")
    diet = next(edited(world).questions)
    yes = f"{diet.key}:{diet.choices[0].key}"
    add(as_organiser, world, form_url, "text", conditions=[yes])
    question = list(edited(world).questions)[1]
    assert (question.show_if, question.show_values) == (diet.key, (diet.choices[0].key,))
    answer = add(as_organiser, world, form_url, "text", conditions=["other:x"])
    assert list(answer.context["form"].errors) == ["conditions"]


def test_needs_and_offers_that_must_be_chosen_are_there(
    world, as_organiser, form_url, with_section
):
    add(as_organiser, world, form_url, "terms", required="on")
    as_organiser.cookies["django_language"] = "en"
    page = as_organiser.post(form_url("form_publish"), follow=True).content.decode()
    assert "has no needs and offers to choose from" in page
    assert not FormVersion.objects.exclude(number=None).exists()
    Term.objects.create(event=world.event, name_en="Wings", name_fr="Ailes")
    as_organiser.post(form_url("form_publish"))
    assert FormVersion.objects.filter(number=1).exists()


def test_what_is_asked_changes_only_when_it_is_published(
    world, as_organiser, form_url, with_section
):
    as_organiser.post(form_url("form_publish"))
    assert not FormVersion.objects.exclude(number=None).exists()  # the section is empty
    add(as_organiser, world, form_url, "text")
    as_organiser.post(form_url("form_publish"))
    first = FormVersion.objects.get()
    assert (first.number, first.published_by) == (1, world.organiser_user)
    add(as_organiser, world, form_url, "consent")
    assert len(list(FormVersion.objects.get(number=1).form.questions)) == 1
    as_organiser.post(form_url("form_publish"))
    assert len(list(FormVersion.objects.get(number=2).form.questions)) == 2
    assert Entry.objects.filter(action="form.published").count() == 2
    add(as_organiser, world, form_url, "text")
    as_organiser.post(form_url("form_discard"))
    assert len(list(edited(world).questions)) == 2


def test_a_form_is_taken_over_from_another_event_of_ones_own(world, as_organiser, form_url):
    theirs = publish(world.rival.types[0], DIET)
    as_organiser.post(form_url("form_import"), {"source": theirs.pk})
    assert not FormVersion.objects.filter(participant_type=world.types[0]).exists()
    ours = publish(world.types[1], DIET, AGREE)
    as_organiser.post(form_url("form_import"), {"source": ours.pk})
    assert [question.key for question in edited(world).questions] == ["diet", "agree"]


def answered(world: World, name: str, version: FormVersion, **answers: object) -> Registration:
    return make_registration(
        world.event,
        world.types[0],
        name,
        Registration.State.CONFIRMED,
        form_version=version,
        answers=answers,
    )


def test_answers_are_read_one_by_one_as_a_table_and_as_a_file(world, as_organiser, url, form_url):
    first = publish(world.types[0], DIET, WHICH)
    nova = answered(world, "Nova", first, diet="yes", which="=1+1")
    second = publish(world.types[0], DIET, PHOTO)
    answered(world, "Orion", second, diet="no")
    as_organiser.cookies["django_language"] = "en"
    page = as_organiser.get(url("registration", pk=nova.pk)).content.decode()
    assert "Which diet" in page
    table = as_organiser.get(form_url("answers")).context["table"]
    assert [question.key for question in table.columns] == ["diet", "photo", "which"]
    assert [answers for _registration, answers in table.rows] == [
        ["Yes", "", "=1+1"],
        ["No", "", ""],
    ]
    text = as_organiser.get(form_url("answers_csv")).content.decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(text)))
    assert rows[0][-3:] == ["Dinner", "Brochure", "Which diet"]
    assert rows[1][0] == "Nova"
    # A spreadsheet must not reckon with what a stranger wrote.
    assert not rows[1][-1].startswith("=")


def test_a_file_is_downloaded_by_organisers_only(world, as_organiser, url):
    version = publish(world.types[0], PHOTO)
    nova = answered(world, "Nova", version, photo={"file": "n.pdf"})
    AnswerFile.objects.create(
        registration=nova,
        question="photo",
        name="n.pdf",
        content_type="application/pdf",
        content=b"%PDF-",
        size=5,
    )
    address = url("answer_file", pk=nova.pk, question="photo")
    answer = as_organiser.get(address)
    assert answer.content == b"%PDF-"
    assert answer["X-Content-Type-Options"] == "nosniff"
    rival = Client()
    rival.force_login(world.rival.organiser_user)
    assert rival.get(address).status_code == 404
    assert as_organiser.get(url("answer_file", pk=nova.pk, question="other")).status_code == 404
