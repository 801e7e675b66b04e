"""Answers to a form: saved, their files kept, their limited choices taken."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from vimeet.audit.services import record
from vimeet.registration.models import (
    AnswerFile,
    FormVersion,
    Registration,
    TakenChoice,
    Term,
)
from vimeet.registration.questions.definition import Definition, Fills, shown
from vimeet.registration.questions.form import in_words
from vimeet.registration.selectors.forms import places_left
from vimeet.registration.services.changes import check_editable
from vimeet.registration.services.delegations import update_delegation
from vimeet.registration.services.locks import lock_registration, lock_type

if TYPE_CHECKING:
    from vimeet.accounts.models import User


class ChoiceFullError(ValidationError):
    """A chosen choice has no place left; ``full`` names field and choice."""

    def __init__(self, full: list[tuple[str, str]]) -> None:
        super().__init__(_("A choice you made has no place left: choose another."))
        self.full = full


def chosen(definition: Definition, answers: dict[str, Any]) -> list[tuple[str, str]]:
    """The limited choices that ``answers`` take, by field and choice."""
    taken: list[tuple[str, str]] = []
    for question in shown(definition, answers):
        limited = {choice.key for choice in question.choices if choice.places is not None}
        if not limited:
            continue
        answer = answers.get(question.key)
        given = answer if isinstance(answer, list) else [answer]
        taken += [(question.key, key) for key in given if key in limited]
    return taken


def take_choices(registration: Registration) -> None:
    """Take the places of the limited choices; the caller holds the type's row.

    Raises ChoiceFullError, and takes none, if one has no place left.
    """
    version = registration.form_version
    if version is None:
        return
    wanted = chosen(version.form, registration.answers)
    left = places_left(version, but=registration)
    full = [pair for pair in wanted if left.get(pair) == 0]
    if full:
        raise ChoiceFullError(full)
    registration.taken_choices.all().delete()
    TakenChoice.objects.bulk_create(
        TakenChoice(
            participant_type=registration.participant_type,
            registration=registration,
            question=question,
            choice=choice,
        )
        for question, choice in wanted
    )


@transaction.atomic
def save_answers(
    *,
    registration: Registration,
    actor: User | None,
    version: FormVersion,
    answers: dict[str, Any],
) -> Registration:
    """Save checked ``answers`` to ``version``.

    A draft takes no places yet. Of a registration that was sent the limited choices are exchanged,
    and the delegation's profile follows. Raises ValidationError when it may not be changed any
    more, ChoiceFullError when a choice is full.
    """
    lock_type(registration.participant_type)
    current = lock_registration(registration)
    check_editable(current)
    before = current.answers
    current.form_version = version
    current.answers = _keep_consents(before, answers)
    current.typed.pop("questions", None)
    current.save(update_fields=["form_version", "answers", "typed"])
    if current.is_draft:
        return current
    take_choices(current)
    changed = [
        question.label
        for question in version.form.questions
        if before.get(question.key) != current.answers.get(question.key)
    ]
    if changed:
        record(
            action="registration.answers_changed",
            obj=current,
            actor=actor,
            event=current.event,
            changes={"answers": [None, changed]},
        )
    fill_profile(current, actor)
    return current


def _keep_consents(before: dict[str, Any], answers: dict[str, Any]) -> dict[str, Any]:
    """A consent given before to the same text was given then, not now."""
    kept = dict(answers)
    for key, value in answers.items():
        former = before.get(key)
        if (
            isinstance(value, dict)
            and isinstance(former, dict)
            and "text_version" in value
            and former.get("text_version") == value["text_version"]
        ):
            kept[key] = former
    return kept


def fill_profile(registration: Registration, actor: User | None) -> None:
    """Let the answers that are meant for it become the delegation's profile."""
    version, delegation = registration.form_version, registration.delegation
    if version is None or delegation is None:
        return
    terms = {term.pk: term for term in Term.objects.of_event(registration.event)}
    parts: dict[str, list[str]] = {}
    for question in shown(version.form, registration.answers):
        if question.fills:
            text = in_words(question, registration.answers.get(question.key), terms)
            parts.setdefault(question.fills, []).append(text)
    profile = {
        name: "\n".join(filter(None, texts))
        for name, texts in parts.items()
        if name in Fills.values
    }
    if profile:
        update_delegation(delegation=delegation, actor=actor, **profile)


@transaction.atomic
def keep_file(
    *, registration: Registration, question: str, upload: UploadedFile[Any], content_type: str
) -> AnswerFile:
    """Keep a checked file as the answer to ``question``, instead of an earlier one."""
    current = lock_registration(registration)
    check_editable(current)
    file, _new = AnswerFile.objects.update_or_create(
        registration=current,
        question=question,
        defaults={
            "name": (upload.name or "")[-150:],
            "content_type": content_type,
            "content": upload.read(),
            "size": upload.size or 0,
            "created_at": timezone.now(),
        },
    )
    return file
