"""Reading forms, their answers, and what is left of limited choices."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Count, QuerySet

from vimeet.registration.models import AnswerFile, FormVersion, Registration, TakenChoice
from vimeet.registration.questions.definition import Definition, Question, Section
from vimeet.registration.questions.form import in_words
from vimeet.registration.selectors.terms import terms_of

if TYPE_CHECKING:
    from vimeet.events.models import Event, ParticipantType


def published_form(participant_type: ParticipantType) -> FormVersion | None:
    """The version that is asked now; None: nothing is asked."""
    found: FormVersion | None = (
        FormVersion.objects.filter(participant_type=participant_type)
        .exclude(number=None)
        .order_by("-number")
        .first()
    )
    return found


def asked_form(registration: Registration) -> FormVersion | None:
    """The form of a registration: the present one for a draft, else the one it answered."""
    if registration.is_draft:
        version = published_form(registration.participant_type)
        return version if version and version.form.sections else None
    return registration.form_version


def edited_form(participant_type: ParticipantType) -> tuple[Definition, bool]:
    """The form as the organiser edits it, and whether it differs from the published one."""
    draft = FormVersion.objects.filter(participant_type=participant_type, number=None).first()
    published = published_form(participant_type)
    if draft is None:
        return (published.form if published else Definition()), False
    return draft.form, published is None or draft.definition != published.definition


def types_with_forms(event: Event) -> QuerySet[ParticipantType]:
    """The participant types that ask, or once asked, something."""
    kinds: QuerySet[ParticipantType] = event.participant_types.filter(
        pk__in=FormVersion.objects.of_event(event).exclude(number=None).values("participant_type")
    )
    return kinds


def forms_to_import(events: QuerySet[Event], but: ParticipantType) -> QuerySet[FormVersion]:
    """The published forms of ``events``, the latest of each type, except ``but``'s own."""
    rows = FormVersion.objects.filter(participant_type__event__in=events).exclude(number=None)
    # Of several versions of a type the last one stays.
    latest = dict(rows.order_by("number").values_list("participant_type", "pk"))
    latest.pop(but.pk, None)
    found: QuerySet[FormVersion] = (
        FormVersion.objects.filter(pk__in=latest.values())
        .select_related("participant_type__event__organiser")
        .order_by("participant_type__event__name", "participant_type")
    )
    return found


def places_left(
    version: FormVersion, but: Registration | None = None
) -> dict[tuple[str, str], int]:
    """What is left of each limited choice; ``but``: a registration whose own do not count."""
    taken = TakenChoice.objects.filter(participant_type=version.participant_type_id)
    if but is not None:
        taken = taken.exclude(registration=but)
    counted = {
        (question, choice): n
        for question, choice, n in taken.values_list("question", "choice")
        .annotate(n=Count("pk"))
        .order_by()
    }
    return {
        (question.key, choice.key): max(
            0, choice.places - counted.get((question.key, choice.key), 0)
        )
        for question in version.form.questions
        for choice in question.choices
        if choice.places is not None
    }


@dataclass(frozen=True)
class Answered:
    """A field with its answer in words, and the file if it is one."""

    question: Question
    text: str
    file: AnswerFile | None = None


def answers_of(registration: Registration) -> list[tuple[Section, list[Answered]]]:
    """What was answered, by section, on the form that it was answered on."""
    version = registration.form_version
    if version is None:
        return []
    definition = version.form
    terms = {term.pk: term for term in terms_of(registration.event)}
    files = {file.question: file for file in registration.files.defer("content")}
    # Also those that hung on an answer which was erased since.
    answered = registration.answers
    return [
        (
            section,
            [
                Answered(
                    question,
                    in_words(question, registration.answers.get(question.key), terms),
                    files.get(question.key),
                )
                for question in section.questions
                if question.key in answered
            ],
        )
        for section in definition.sections
        if any(question.key in answered for question in section.questions)
    ]


@dataclass(frozen=True)
class Table:
    """Answers of many registrations: one column per field of any version that they answered."""

    columns: list[Question]
    rows: list[tuple[Registration, list[str]]]


def answers_table(participant_type: ParticipantType) -> Table:
    """The answers of all sent registrations of a type, the latest version's fields first."""
    event = participant_type.event
    registrations = list(
        Registration.objects.of_event(event)
        .filter(participant_type=participant_type)
        .exclude(state=Registration.State.DRAFT)
        .select_related("form_version")
        .prefetch_related("people")
        .order_by("submitted_at", "pk")
    )
    versions = {
        r.form_version_id: r.form_version for r in registrations if r.form_version is not None
    }
    forms = {
        pk: version.form
        for pk, version in sorted(versions.items(), key=lambda item: -(item[1].number or 0))
    }
    columns: dict[str, Question] = {}
    for definition in forms.values():
        for question in definition.questions:
            columns.setdefault(question.key, question)
    terms = {term.pk: term for term in terms_of(event)}
    rows = []
    for registration in registrations:
        definition = forms.get(registration.form_version_id, Definition())
        answered = {q.key: q for q in definition.questions}
        rows.append(
            (
                registration,
                [
                    in_words(answered[key], registration.answers.get(key), terms)
                    if key in answered
                    else ""
                    for key in columns
                ],
            )
        )
    return Table(list(columns.values()), rows)
