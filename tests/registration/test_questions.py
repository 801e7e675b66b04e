"""What a form holds, how it is edited, what counts as answered."""

from __future__ import annotations

from dataclasses import replace

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile

from tests.registration.forms import AGREE, DIET, PHOTO, WHICH, form_of
from vimeet.registration.questions import editing
from vimeet.registration.questions.definition import (
    Choice,
    Definition,
    Kind,
    Question,
    shown,
    with_text_versions,
)
from vimeet.registration.questions.files import check_file
from vimeet.registration.questions.form import QuestionsForm, in_words
from vimeet.registration.selectors.terms import TermTree


def test_a_form_comes_back_from_json_as_it_was():
    form = form_of(DIET, WHICH, PHOTO, AGREE)
    assert Definition.from_json(form.to_json()) == form


@pytest.mark.parametrize(
    ("answers", "keys"),
    [({}, ["diet"]), ({"diet": "no"}, ["diet"]), ({"diet": "yes"}, ["diet", "which", "more"])],
)
def test_what_hangs_on_a_hidden_field_is_hidden_too(answers, keys):
    which = replace(WHICH, kind="choice", choices=(Choice("a", "A"), Choice("b", "B")))
    more = Question("more", "text", "More", show_if="which", show_values=("a",))
    given = answers | {"which": "a"}
    assert [q.key for q in shown(form_of(DIET, which, more), given)] == keys


def test_a_condition_names_an_earlier_field():
    form = form_of(DIET, WHICH)
    with pytest.raises(ValidationError):
        editing.step_question(form, "which", -1)
    with pytest.raises(ValidationError):
        editing.delete_question(form, "diet")
    assert [q.key for q in editing.delete_question(form, "which").questions] == ["diet"]


def test_a_field_steps_into_the_next_section():
    form = editing.add_section(form_of(DIET, AGREE), "More", "Plus")
    form = editing.step_question(form, "agree", 1)
    assert [[q.key for q in s.questions] for s in form.sections] == [["diet"], ["agree"]]
    assert editing.step_question(form, "agree", 1) == form
    form = editing.step_question(form, "agree", -1)
    assert [q.key for q in form.sections[0].questions] == ["diet", "agree"]


def test_choices_keep_their_keys_when_lines_are_moved_renamed_and_added():
    text = "Non | No\nNo | Non | 20\nMaybe"
    choices = editing.choices_from_text(text, DIET.choices)
    assert [choice.key for choice in choices][1] == "no"
    assert choices[1].places == 20
    assert choices[2].label_fr == ""
    assert len({choice.key for choice in choices}) == 3
    again = editing.choices_from_text(editing.choices_to_text(choices), choices)
    assert again == choices


@pytest.mark.parametrize("text", ["", "One", "A | B | many\nC", "A | B | 1 | x\nC", "| B\nC"])
def test_lines_that_are_no_choices_are_refused(text: str):
    with pytest.raises(ValidationError):
        editing.choices_from_text(text, ())


def test_another_text_of_a_consent_is_another_version():
    first = with_text_versions(form_of(AGREE), None)
    same = with_text_versions(form_of(replace(AGREE, label_en="Pictures")), first)
    other = with_text_versions(form_of(replace(AGREE, text_en="I do agree.")), same)
    versions = [next(form.questions).text_version for form in (first, same, other)]
    assert versions == [1, 1, 2]


def asked(kind: str, value, **values):
    question = Question("it", kind, "It", **values)
    data = {"q-it": value} if value is not None else {}
    form = QuestionsForm(data, definition=form_of(question), tree=TermTree([]), country="FR")
    form.is_valid()
    return question, form


@pytest.mark.parametrize(
    ("kind", "value", "answer"),
    [
        (Kind.TEXT, " a ", "a"),
        (Kind.EMAIL, "a@b.example", "a@b.example"),
        (Kind.PHONE, "06 12 34 56 78", "+33612345678"),
        (Kind.URL, "https://a.example", "https://a.example"),
        (Kind.NUMBER, "0", 0),
        (Kind.DATE, "2027-03-09", "2027-03-09"),
        (Kind.COUNTRY, "FR", "FR"),
    ],
)
def test_good_answers_are_kept_in_plain_form(kind, value, answer):
    question, form = asked(kind, value)
    assert form.answers == {"it": answer}
    assert in_words(question, answer, {})


@pytest.mark.parametrize(
    ("kind", "value", "values"),
    [
        (Kind.TEXT, "", {"required": True}),
        (Kind.TEXT, "x" * 201, {}),
        (Kind.EMAIL, "a", {}),
        (Kind.PHONE, "0612", {}),
        (Kind.URL, "javascript:alert(1)", {}),
        (Kind.NUMBER, "11", {"maximum": 10}),
        (Kind.DATE, "2027-02-30", {}),
        (Kind.COUNTRY, "XX", {}),
        (Kind.CHOICE, "c", {"choices": (Choice("a", "A"), Choice("b", "B"))}),
        (Kind.CONSENT, "", {"required": True}),
        (Kind.FILE, None, {"required": True, "file_types": ("pdf",)}),
    ],
)
def test_wrong_answers_are_told(kind, value, values):
    _question, form = asked(kind, value, **values)
    assert list(form.errors) == ["it"]


def test_a_hidden_answer_counts_neither_as_an_answer_nor_as_a_fault():
    form = QuestionsForm(
        {"q-diet": "no", "q-which": "x" * 300}, definition=form_of(DIET, WHICH), tree=TermTree([])
    )
    assert form.is_valid()
    assert form.answers == {"diet": "no"}
    form = QuestionsForm({"q-diet": "yes"}, definition=form_of(DIET, WHICH), tree=TermTree([]))
    assert list(form.errors) == ["which"]


def upload(name: str, content: bytes) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


def test_a_file_is_what_its_name_and_its_bytes_say():
    assert check_file(upload("a.PDF", b"%PDF-1.7"), ("pdf",), 1) == "application/pdf"
    for wrong in (
        upload("a.pdf", b"<html>"),
        upload("a.html", b"%PDF-1.7"),
        upload("a.png", b"\x89PNG\r\n\x1a\n"),
        upload("a.pdf", b"%PDF-" + b"x" * 1024 * 1024),
        upload("a.pdf", b""),
    ):
        with pytest.raises(ValidationError):
            check_file(wrong, ("pdf",), 1)
