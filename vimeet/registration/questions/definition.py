"""A form as data: sections of fields. What a version of it holds, and JSON for the table."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, field, replace
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from vimeet.core.words import in_page_language


class Kind(models.TextChoices):
    """What a field asks for."""

    TEXT = "text", _("Short text")
    LONG_TEXT = "long_text", _("Long text")
    EMAIL = "email", _("E-mail address")
    PHONE = "phone", _("Phone number")
    URL = "url", _("Web address")
    NUMBER = "number", _("Number")
    DATE = "date", _("Date")
    COUNTRY = "country", _("Country")
    CHOICE = "choice", _("One of several choices")
    CHOICES = "choices", _("Any of several choices")
    TERMS = "terms", _("Needs and offers of the event")
    FILE = "file", _("File")
    CONSENT = "consent", _("Consent")


WITH_CHOICES = (Kind.CHOICE, Kind.CHOICES)
# A later field may depend on the answer to one of these.
DECIDING = (*WITH_CHOICES, Kind.CONSENT)
# Answers that are chosen rather than written: they can be said in either language.
SAID_IN_BOTH = (*WITH_CHOICES, Kind.TERMS, Kind.COUNTRY, Kind.DATE, Kind.CONSENT)
GIVEN = "given"


class Seen(models.TextChoices):
    """Who sees the answer."""

    PROFILE = "profile", _("Public profile")
    PARTICIPANTS = "participants", _("Participants")
    ORGANISER = "organiser", _("Organiser only")


class Fills(models.TextChoices):
    """Which part of the delegation's profile the answer becomes."""

    NOTHING = "", _("Nothing")
    PRESENTATION = "presentation", _("Presentation")
    NEEDS = "needs", _("Looks for")
    OFFERS = "offers", _("Offers")


@dataclass(frozen=True)
class Choice:
    """One of a field's choices; ``places``: how many registrations may take it, None any number."""

    key: str
    label_en: str
    label_fr: str = ""
    places: int | None = None

    @property
    def label(self) -> str:
        """What it says, in the page's language."""
        return in_page_language(self.label_en, self.label_fr)


@dataclass(frozen=True)
class Question:
    """One field of a form. Which parts count depends on its kind."""

    key: str
    kind: str
    label_en: str
    label_fr: str = ""
    help_en: str = ""
    help_fr: str = ""
    required: bool = False
    choices: tuple[Choice, ...] = ()
    # Of a number: its bounds.
    minimum: int | None = None
    maximum: int | None = None
    # Of a file: names of ``files.TYPES``, and the greatest size in megabytes.
    file_types: tuple[str, ...] = ()
    max_megabytes: int = 5
    # Of a consent: the exact text, and which version of it this is.
    text_en: str = ""
    text_fr: str = ""
    text_version: int = 1
    # What it is for, who sees the answer, how many days after the event it is kept.
    purpose_en: str = ""
    purpose_fr: str = ""
    seen_by: str = Seen.ORGANISER.value
    keep_days: int = 365
    fills: str = ""
    # Shown only if the answer to ``show_if`` is one of ``show_values``.
    show_if: str = ""
    show_values: tuple[str, ...] = ()

    @property
    def label(self) -> str:
        """The question, in the page's language."""
        return in_page_language(self.label_en, self.label_fr)

    @property
    def help(self) -> str:
        """What helps to answer it."""
        return in_page_language(self.help_en, self.help_fr)

    @property
    def text(self) -> str:
        """A consent's exact text."""
        return in_page_language(self.text_en, self.text_fr)

    @property
    def purpose(self) -> str:
        """What the answer is for."""
        return in_page_language(self.purpose_en, self.purpose_fr)

    @property
    def kind_name(self) -> str:
        """The kind in words."""
        return str(Kind(self.kind).label)

    @property
    def seen_name(self) -> str:
        """Who sees the answer, in words."""
        return str(Seen(self.seen_by).label)

    def choice(self, key: str) -> Choice | None:
        """The choice of this key."""
        return next((choice for choice in self.choices if choice.key == key), None)


@dataclass(frozen=True)
class Section:
    """Fields under one title."""

    key: str
    title_en: str
    title_fr: str = ""
    questions: tuple[Question, ...] = ()

    @property
    def title(self) -> str:
        """The title, in the page's language."""
        return in_page_language(self.title_en, self.title_fr)


@dataclass(frozen=True)
class Definition:
    """A whole form."""

    sections: tuple[Section, ...] = field(default_factory=tuple)

    @property
    def questions(self) -> Iterator[Question]:
        """All fields, in the order in which they are asked."""
        for section in self.sections:
            yield from section.questions

    def question(self, key: str) -> Question | None:
        """The field of this key."""
        return next((question for question in self.questions if question.key == key), None)

    def section(self, key: str) -> Section | None:
        """The section of this key."""
        return next((section for section in self.sections if section.key == key), None)

    def deciding_before(self, key: str) -> list[Question]:
        """The fields asked before ``key`` on which it may depend."""
        before = []
        for question in self.questions:
            if question.key == key:
                break
            if question.kind in DECIDING:
                before.append(question)
        return before

    def to_json(self) -> dict[str, Any]:
        """The form as the table keeps it."""
        return asdict(self)

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Definition:
        """The form that ``to_json`` gave."""
        return cls(
            tuple(
                Section(
                    section["key"],
                    section["title_en"],
                    section["title_fr"],
                    tuple(_question(one) for one in section["questions"]),
                )
                for section in data.get("sections", ())
            )
        )


def _question(data: Mapping[str, Any]) -> Question:
    values = dict(data)
    values["choices"] = tuple(Choice(**choice) for choice in values["choices"])
    for name in ("file_types", "show_values"):
        values[name] = tuple(values[name])
    return Question(**values)


def _given(answer: Any) -> set[str]:
    """The choices that an answer names; of a consent that was given: that it was."""
    if isinstance(answer, dict):
        return {GIVEN}
    return set(answer) if isinstance(answer, list) else {str(answer)}


def shown(definition: Definition, answers: Mapping[str, Any]) -> list[Question]:
    """The fields that are asked, given ``answers``. What hangs on a hidden one is hidden too."""
    result: list[Question] = []
    visible: set[str] = set()
    for question in definition.questions:
        if question.show_if:
            if question.show_if not in visible:
                continue
            if not _given(answers.get(question.show_if)) & set(question.show_values):
                continue
        visible.add(question.key)
        result.append(question)
    return result


def same_consent(former: Definition | None, present: Definition, key: str) -> bool:
    """Whether both forms ask in this field for a consent to the very same text.

    The version of a text counts within one form only: a field that was taken out and put in again
    begins anew.
    """
    old, new = former.question(key) if former else None, present.question(key)
    return (
        old is not None
        and new is not None
        and old.kind == new.kind == Kind.CONSENT
        and (old.text_en, old.text_fr) == (new.text_en, new.text_fr)
    )


def with_text_versions(definition: Definition, former: Definition | None) -> Definition:
    """The form with each consent's version: one more than before where its text is another."""

    def numbered(question: Question) -> Question:
        old = former.question(question.key) if former else None
        if question.kind != Kind.CONSENT or old is None:
            return replace(question, text_version=1)
        same = (old.text_en, old.text_fr) == (question.text_en, question.text_fr)
        return replace(question, text_version=old.text_version + (not same))

    return Definition(
        tuple(
            replace(section, questions=tuple(numbered(q) for q in section.questions))
            for section in definition.sections
        )
    )
