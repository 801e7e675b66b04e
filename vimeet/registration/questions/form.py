"""A form of the event, drawn and checked by Django's forms.

What is shown depends on the answers: faults of fields that are hidden are dropped in ``clean``, and
the browser is told of the duty to answer only where nothing can hide a field.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import phonenumbers
from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils import timezone
from django.utils.formats import localize
from django.utils.html import escape
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django_countries import countries
from phonenumber_field.formfields import PhoneNumberField

from vimeet.registration.models import AnswerFile, Term
from vimeet.registration.questions.definition import (
    GIVEN,
    Definition,
    Kind,
    Question,
    Section,
    same_consent,
    shown,
)
from vimeet.registration.questions.files import check_file, endings
from vimeet.registration.selectors.terms import TermTree
from vimeet.registration.term_field import TermsField

LONGEST_TEXT = 200
LONGEST_LONG_TEXT = 5000
# Ends the name of the box that clears a file.
CLEARED = "-clear"


@dataclass(frozen=True)
class GivenFile:
    """A file that was given before; ``clear``: the name of the box that clears it, if one may."""

    file: AnswerFile
    clear: str
    cleared: bool


class QuestionsForm(forms.Form):
    """Asks a definition. ``left``: places left by ``(field, choice)`` where they are limited.

    ``stored``: files given before, by field. After ``is_valid``, ``answers`` holds what to keep.
    """

    def __init__(
        self,
        *args: Any,
        definition: Definition,
        tree: TermTree,
        left: Mapping[tuple[str, str], int] | None = None,
        stored: Mapping[str, AnswerFile] | None = None,
        country: str = "",
        **kwargs: Any,
    ) -> None:
        kwargs.setdefault("prefix", "q")
        kwargs["use_required_attribute"] = False
        super().__init__(*args, **kwargs)
        self.definition = definition
        self.tree = tree
        self.left = left or {}
        self.stored = stored or {}
        self.country = country if country in phonenumbers.SUPPORTED_REGIONS else ""
        self.answers: dict[str, Any] = {}
        for question in definition.questions:
            self.fields[question.key] = self._field(question)

    def _field(self, question: Question) -> forms.Field:
        common: dict[str, Any] = {
            "label": question.label,
            # Help texts are taken for HTML: what organisers write into them is escaped.
            "help_text": escape(question.help),
            "required": self._is_required(question),
        }
        field: forms.Field = _BUILDERS[Kind(question.kind)](self, question, common)
        if question.kind == Kind.FILE:
            self.initial[question.key] = self.stored.get(question.key)
        elif field.required and question.kind not in (Kind.CHOICES, Kind.TERMS):
            field.widget.attrs["data-required" if question.show_if else "required"] = True
        return field

    def _is_required(self, question: Question) -> bool:
        """Whether it must be answered; nobody can choose among needs and offers that are none."""
        return question.required and (question.kind != Kind.TERMS or bool(self.tree.nodes))

    def choices_of(self, question: Question) -> list[tuple[str, str]]:
        """A field's choices in words, with the places left where they are limited."""
        result = []
        for choice in question.choices:
            left = self.left.get((question.key, choice.key))
            label = choice.label
            if left is not None:
                places = (
                    ngettext("%(n)d place left", "%(n)d places left", left) % {"n": left}
                    if left
                    else _("full")
                )
                label = _("%(choice)s (%(places)s)") % {"choice": label, "places": places}
            result.append((choice.key, label))
        return result

    def clean(self) -> dict[str, Any]:
        """What is hidden counts for nothing, neither as an answer nor as a fault."""
        given = {key: self._plain(key) for key in self.fields if key not in self.errors}
        visible = {question.key for question in shown(self.definition, given)}
        for key in [key for key in self.errors if key in self.fields and key not in visible]:
            del self.errors[key]
        self.answers = {
            key: answer
            for key, answer in given.items()
            if key in visible and answer not in (None, "", [])
        }
        return self.cleaned_data

    def _plain(self, key: str) -> Any:
        """An answer as the table keeps it."""
        question = self.definition.question(key)
        value = self.cleaned_data.get(key)
        if question is None or value is False or value in (None, "", []):
            return None
        match question.kind:
            case Kind.DATE:
                return value.isoformat()
            case Kind.PHONE:
                return value.as_e164
            # A box that was sent twice is ticked once.
            case Kind.CHOICES:
                return list(dict.fromkeys(value))
            case Kind.TERMS:
                return [int(pk) for pk in dict.fromkeys(value)]
            case Kind.CONSENT:
                return {
                    GIVEN: timezone.now().isoformat(timespec="seconds"),
                    "text_version": question.text_version,
                }
            case Kind.FILE:
                return {"file": value.name[-150:]}
            case _:
                return value

    def uploads(self) -> Iterator[tuple[Question, UploadedFile[Any], str]]:
        """The files that were sent and are good, each with its content type."""
        for question in self.definition.questions:
            upload = self.cleaned_data.get(question.key) if question.kind == Kind.FILE else None
            if isinstance(upload, UploadedFile):
                kind = check_file(upload, question.file_types, question.max_megabytes)
                yield question, upload, kind

    def sections(self) -> Iterator[tuple[Section, list[tuple[Question, Any, GivenFile | None]]]]:
        """For templates: each section with its questions, their bound fields and files."""
        for section in self.definition.sections:
            yield section, [(q, self[q.key], self._given_file(q)) for q in section.questions]

    def _given_file(self, question: Question) -> GivenFile | None:
        file, name = self.stored.get(question.key), f"{question.key}{CLEARED}"
        if file is None:
            return None
        cleared = self.add_prefix(name) in self.data or name in self.initial
        return GivenFile(file, "" if question.required else self.add_prefix(name), cleared)


class AnswerFileInput(forms.FileInput):
    """A file to choose. A box beside the one that was given before says that it goes."""

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Any:
        """The file that was chosen; False: the one there is goes."""
        upload = super().value_from_datadict(data, files, name)
        return False if not upload and f"{name}{CLEARED}" in data else upload


class AnswerFileField(forms.FileField):
    """A file of certain types, no bigger than allowed."""

    def __init__(self, question: Question, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.question = question

    def clean(self, data: Any, initial: Any = None) -> Any:
        """Check its size and type, by its name and by its bytes."""
        upload = super().clean(data, initial)
        if isinstance(upload, UploadedFile):
            check_file(upload, self.question.file_types, self.question.max_megabytes)
        return upload


def _text(form: QuestionsForm, question: Question, common: dict[str, Any]) -> forms.Field:
    return forms.CharField(max_length=LONGEST_TEXT, **common)


def _long_text(form: QuestionsForm, question: Question, common: dict[str, Any]) -> forms.Field:
    widget = forms.Textarea(attrs={"rows": 4})
    return forms.CharField(max_length=LONGEST_LONG_TEXT, widget=widget, **common)


def _email(form: QuestionsForm, question: Question, common: dict[str, Any]) -> forms.Field:
    return forms.EmailField(**common)


def _phone(form: QuestionsForm, question: Question, common: dict[str, Any]) -> forms.Field:
    widget = forms.TextInput(attrs={"type": "tel"})
    field: forms.Field = PhoneNumberField(region=form.country or None, widget=widget, **common)
    return field


def _url(form: QuestionsForm, question: Question, common: dict[str, Any]) -> forms.Field:
    return forms.URLField(max_length=LONGEST_TEXT, **common)


def _number(form: QuestionsForm, question: Question, common: dict[str, Any]) -> forms.Field:
    return forms.IntegerField(min_value=question.minimum, max_value=question.maximum, **common)


def _date(form: QuestionsForm, question: Question, common: dict[str, Any]) -> forms.Field:
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(widget=widget, **common)


def _country(form: QuestionsForm, question: Question, common: dict[str, Any]) -> forms.Field:
    return forms.ChoiceField(choices=[("", ""), *countries], **common)


def _choice(form: QuestionsForm, question: Question, common: dict[str, Any]) -> forms.Field:
    widget = forms.RadioSelect
    return forms.ChoiceField(choices=form.choices_of(question), widget=widget, **common)


def _choices(form: QuestionsForm, question: Question, common: dict[str, Any]) -> forms.Field:
    widget = forms.CheckboxSelectMultiple
    return forms.MultipleChoiceField(choices=form.choices_of(question), widget=widget, **common)


def _terms(form: QuestionsForm, question: Question, common: dict[str, Any]) -> forms.Field:
    return TermsField(tree=form.tree, **common)


def _file(form: QuestionsForm, question: Question, common: dict[str, Any]) -> forms.Field:
    accept = ",".join(endings(question.file_types))
    widget = AnswerFileInput(
        attrs={
            "accept": accept,
            "data-max-bytes": question.max_megabytes * 1024 * 1024,
            "data-too-big": _("This file is too big: at most %(limit)d MB.")
            % {"limit": question.max_megabytes},
        }
    )
    limit = _("%(types)s, at most %(limit)d MB") % {
        "types": accept.replace(",", ", "),
        "limit": question.max_megabytes,
    }
    texts = {"help_text": " · ".join(filter(None, (escape(question.help), limit)))}
    return AnswerFileField(question, widget=widget, **common | texts)


def _consent(form: QuestionsForm, question: Question, common: dict[str, Any]) -> forms.Field:
    faults = {"required": _("This is needed to go on.")}
    return forms.BooleanField(error_messages=faults, **common | {"label": question.text})


_BUILDERS = {
    Kind.TEXT: _text,
    Kind.LONG_TEXT: _long_text,
    Kind.EMAIL: _email,
    Kind.PHONE: _phone,
    Kind.URL: _url,
    Kind.NUMBER: _number,
    Kind.DATE: _date,
    Kind.COUNTRY: _country,
    Kind.CHOICE: _choice,
    Kind.CHOICES: _choices,
    Kind.TERMS: _terms,
    Kind.FILE: _file,
    Kind.CONSENT: _consent,
}


def initial_of(
    answers: Mapping[str, Any], answered: Definition | None, asked: Definition
) -> dict[str, Any]:
    """Answers to the form ``answered`` as the form ``asked`` shows them.

    A consent is shown as given only if it was given to the text that is asked for now.
    """
    initial: dict[str, Any] = {}
    for key, value in answers.items():
        if not isinstance(value, dict):
            initial[key] = value
        elif GIVEN in value and same_consent(answered, asked, key):
            initial[key] = True
    return initial


def in_words(question: Question, answer: Any, terms: Mapping[int, Term]) -> str:
    """An answer as people read it; empty where there is none."""
    if answer in (None, "", []):
        return ""
    match question.kind:
        case Kind.CHOICE | Kind.CHOICES:
            keys = answer if isinstance(answer, list) else [answer]
            found = (question.choice(key) for key in keys)
            return ", ".join(choice.label for choice in found if choice)
        case Kind.TERMS:
            return ", ".join(terms[pk].name for pk in answer if pk in terms)
        case Kind.COUNTRY:
            return str(countries.name(answer) or answer)
        case Kind.DATE:
            return str(localize(dt.date.fromisoformat(answer)))
        case Kind.CONSENT:
            moment = timezone.localtime(dt.datetime.fromisoformat(answer[GIVEN]))
            return _("given on %(date)s (text version %(version)s)") % {
                "date": localize(moment),
                "version": answer["text_version"],
            }
        case Kind.FILE:
            return str(answer["file"])
        case _:
            return str(answer)


def check_places(form: QuestionsForm, full: list[tuple[str, str]]) -> None:
    """Say next to each field which of its chosen choices has no place left."""
    for key, choice in full:
        question = form.definition.question(key)
        chosen = question.choice(choice) if question else None
        if chosen is not None:
            form.add_error(
                key,
                ValidationError(
                    _("“%(choice)s” has no place left. Choose another."),
                    params={"choice": chosen.label},
                ),
            )
