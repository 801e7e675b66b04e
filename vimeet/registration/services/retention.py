"""What is answered and typed is kept as long as was said, then erased. The night's run asks for it.

Answers as long as their field says; a draft that nobody sent, and what was typed and not saved,
half a year; a file that no field asks for not at all.
"""

from __future__ import annotations

import datetime as dt
from functools import cache
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from vimeet.audit.services import record
from vimeet.events.models import Event, ParticipantType
from vimeet.registration.models import AnswerFile, FormVersion, Registration
from vimeet.registration.selectors.forms import asked_form, published_form
from vimeet.registration.services.locks import lock_registration
from vimeet.registration.services.registrations import discard_draft

if TYPE_CHECKING:
    from vimeet.registration.questions.definition import Question

# After the day it was begun.
DRAFT_DAYS = 180
State = Registration.State


def expired_questions(version: FormVersion, event: Event, today: dt.date) -> list[Question]:
    """The fields of a form whose answers may not be kept on ``today`` any more."""
    return [
        question
        for question in version.form.questions
        if event.ends_on + dt.timedelta(days=question.keep_days) < today
    ]


def with_expired_answers(now: dt.datetime) -> list[int]:
    """The registrations that hold answers, files or choices that were kept long enough.

    A file that no field of theirs asks for was.
    """
    found = _with_stray_files()
    # Wherever the event is, its day has begun by then.
    latest = timezone.localdate(now, dt.timezone(dt.timedelta(hours=14)))
    for event in Event.objects.filter(ends_on__lt=latest):
        today = timezone.localdate(now, event.zone)
        versions = FormVersion.objects.of_event(event).exclude(number=None).order_by("number")
        due = {
            version.pk: {question.key for question in questions}
            for version in versions
            if (questions := expired_questions(version, event, today))
        }
        if not due:
            continue
        # A draft may hold files and typed answers to the form that is asked now.
        asked = {version.participant_type_id: version.pk for version in versions}
        kinds = [kind for kind, version in asked.items() if version in due]
        held = Q(answers={}, typed={}, files=None, taken_choices=None)
        rows = (
            Registration.objects.of_event(event)
            .exclude(held)
            .filter(Q(form_version__in=due) | Q(state=State.DRAFT, participant_type__in=kinds))
            .prefetch_related("taken_choices")
            .distinct()
        )
        for row in rows:
            keys = due.get(row.form_version_id, set())
            if row.is_draft:
                keys = keys | due.get(asked.get(row.participant_type_id), set())
            if _holds(row, keys):
                found.add(row.pk)
    return sorted(found)


def _holds(registration: Registration, keys: set[str]) -> bool:
    """Whether there is anything of the fields ``keys``."""
    return (
        not keys.isdisjoint(registration.answers)
        or "questions" in registration.typed
        or any(taken.question in keys for taken in registration.taken_choices.all())
        or registration.files.filter(question__in=keys).exists()
    )


def _with_stray_files() -> set[int]:
    """The registrations with a file that no field of theirs asks for.

    It was given to a field that was taken out, or to the form of another type.
    """

    @cache
    def keys_of(version: int | None) -> frozenset[str]:
        found = FormVersion.objects.filter(pk=version or 0).first()
        return frozenset(q.key for q in found.form.questions) if found else frozenset()

    @cache
    def asked_of(kind: int) -> frozenset[str]:
        found = published_form(ParticipantType(pk=kind))
        return keys_of(found.pk) if found else frozenset()

    of = "registration__"
    files = AnswerFile.objects.values_list(
        "registration", "question", f"{of}form_version", f"{of}participant_type", f"{of}state"
    )
    return {
        registration
        for registration, question, version, kind, state in files.iterator()
        if question not in keys_of(version)
        and not (state == State.DRAFT and question in asked_of(kind))
    }


def erase_expired_answers(registrations: list[int], now: dt.datetime) -> int:
    """Erase of these registrations every answer that was kept long enough, with its files; return
    of how many.

    What was typed into the step and never saved goes with the first field that expires.
    """
    rows = Registration.objects.filter(pk__in=registrations)
    return sum(_erase(row, now) for row in rows)


@transaction.atomic
def _erase(registration: Registration, now: dt.datetime) -> bool:
    """Erase what may not be kept any more; whether there was any."""
    current = lock_registration(registration)
    today = timezone.localdate(now, current.event.zone)
    versions = [v for v in (current.form_version, asked_form(current)) if v is not None]
    questions = [q for v in versions for q in expired_questions(v, current.event, today)]
    keys = {question.key for question in questions}
    named = {q.key: q.label_en for q in questions if q.key in current.answers}
    current.answers = {k: v for k, v in current.answers.items() if k not in keys}
    typed = current.typed.pop("questions", None) if keys else None
    current.save(update_fields=["answers", "typed"])
    kept = {q.key for v in versions for q in v.form.questions} - keys
    files, _rows = current.files.exclude(question__in=kept).delete()
    choices, _rows = current.taken_choices.filter(question__in=keys).delete()
    if named:
        record(
            action="registration.answers_erased",
            obj=current,
            actor=None,
            event=current.event,
            changes={"questions": [list(named.values()), None]},
        )
    return bool(named or files or choices or typed)


def with_old_drafts(now: dt.datetime) -> list[int]:
    """The drafts that nobody sent in time, and registrations with what was typed as long ago."""
    rows = Registration.objects.filter(created_at__lt=now - dt.timedelta(days=DRAFT_DAYS))
    unsaved = rows.filter(Q(state=State.DRAFT) | ~Q(typed={}))
    return list(unsaved.order_by("pk").values_list("pk", flat=True))


def erase_old_drafts(registrations: list[int], now: dt.datetime) -> int:
    """Delete these drafts, and what was typed into what was sent; return of how many."""
    erased = 0
    for registration in Registration.objects.filter(pk__in=registrations):
        try:
            discard_draft(registration=registration)
        except ValidationError:
            Registration.objects.filter(pk=registration.pk).update(typed={})
        erased += 1
    return erased
