"""Answers to a form: saved, their files kept, their limited choices taken."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from vimeet.audit.services import record
from vimeet.registration.models import (
    AnswerFile,
    FormVersion,
    Registration,
    TakenChoice,
    Term,
)
from vimeet.registration.questions.definition import (
    GIVEN,
    SAID_IN_BOTH,
    Definition,
    Fills,
    Kind,
    Question,
    same_consent,
    shown,
)
from vimeet.registration.questions.form import in_words
from vimeet.registration.selectors.forms import places_left
from vimeet.registration.services.changes import check_editable
from vimeet.registration.services.delegations import update_delegation
from vimeet.registration.services.locks import lock_registration, lock_type

if TYPE_CHECKING:
    from vimeet.accounts.models import User

# Parts of the profile that consist of needs and offers of the event, besides their text.
_TERMS_OF = {Fills.NEEDS.value: "needed_terms", Fills.OFFERS.value: "offered_terms"}


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
        given = dict.fromkeys(answer) if isinstance(answer, list) else [answer]
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
    before, former = current.answers, current.form_version
    current.form_version = version
    current.answers = _keep_consents(before, former.form if former else None, answers, version.form)
    current.typed.pop("questions", None)
    current.save(update_fields=["form_version", "answers", "typed"])
    drop_other_files(current)
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
            changes={"questions": [None, changed]},
        )
    fill_profile(current, actor, before)
    return current


def drop_other_files(registration: Registration) -> None:
    """Delete the files that are no answer: their box was cleared, their field is hidden or gone."""
    registration.files.exclude(question__in=list(registration.answers)).delete()


def _keep_consents(
    before: dict[str, Any],
    answered: Definition | None,
    answers: dict[str, Any],
    asked: Definition,
) -> dict[str, Any]:
    """A consent given before to the same text was given then, not now."""
    kept = dict(answers)
    for key, value in answers.items():
        former = before.get(key)
        if (
            isinstance(value, dict)
            and isinstance(former, dict)
            and GIVEN in former
            and same_consent(answered, asked, key)
        ):
            kept[key] = value | {GIVEN: former[GIVEN]}
    return kept


def fill_profile(
    registration: Registration, actor: User | None, before: dict[str, Any] | None = None
) -> None:
    """Let the answers that are meant for it become the delegation's profile.

    ``before``: the answers until now; what they gave already is left as it was changed since.
    """
    version, delegation = registration.form_version, registration.delegation
    if version is None or delegation is None:
        return
    answers = registration.answers
    parts: dict[str, list[Question]] = {}
    for question in shown(version.form, answers):
        if question.fills in Fills.values and question.fills:
            parts.setdefault(question.fills, []).append(question)
    terms = {term.pk: term for term in Term.objects.of_event(registration.event)}
    profile: dict[str, Any] = {}
    for part, questions in parts.items():
        if before is not None and all(
            before.get(question.key) == answers.get(question.key) for question in questions
        ):
            continue
        profile |= _profile_part(part, questions, registration, terms)
    if profile:
        update_delegation(delegation=delegation, actor=actor, **profile)


def _profile_part(
    part: str, questions: list[Question], registration: Registration, terms: dict[int, Term]
) -> dict[str, Any]:
    """What ``questions`` give to a part of the profile: terms where they ask for some, and text.

    What is chosen is said in both languages, what is written in the language it was written in.
    """
    answers = registration.answers
    values: dict[str, Any] = {}
    if part in _TERMS_OF:
        choosing = [question for question in questions if question.kind == Kind.TERMS]
        questions = [question for question in questions if question.kind != Kind.TERMS]
        if choosing:
            chosen = {pk for question in choosing for pk in answers.get(question.key) or ()}
            values[_TERMS_OF[part]] = [term for pk, term in terms.items() if pk in chosen]
    if not questions:
        return values
    in_both = all(question.kind in SAID_IN_BOTH for question in questions)
    languages = ("en", "fr") if in_both else (registration.language,)
    for language in languages:
        with translation.override(language):
            texts = [in_words(q, answers.get(q.key), terms) for q in questions]
        values[f"{part}_{language}"] = "\n".join(filter(None, texts))
    return values


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
