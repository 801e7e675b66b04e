"""Answers are kept as long as their field says, then erased. The night's run asks for it."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from vimeet.audit.services import record
from vimeet.events.models import Event
from vimeet.registration.models import FormVersion, Registration
from vimeet.registration.services.locks import lock_registration

if TYPE_CHECKING:
    from vimeet.registration.questions.definition import Question


def expired_questions(version: FormVersion, event: Event, today: dt.date) -> list[Question]:
    """The fields of a form whose answers may not be kept on ``today`` any more."""
    return [
        question
        for question in version.form.questions
        if event.ends_on + dt.timedelta(days=question.keep_days) < today
    ]


def with_expired_answers(now: dt.datetime) -> list[int]:
    """The registrations that hold answers, files or choices that were kept long enough."""
    found: list[int] = []
    # Wherever the event is, its day has begun by then.
    latest = timezone.localdate(now, dt.timezone(dt.timedelta(hours=14)))
    for event in Event.objects.filter(ends_on__lt=latest):
        today = timezone.localdate(now, event.zone)
        versions = FormVersion.objects.of_event(event).exclude(number=None)
        due = {
            version.pk: {question.key for question in questions}
            for version in versions
            if (questions := expired_questions(version, event, today))
        }
        if not due:
            continue
        kinds = {version.participant_type_id for version in versions if version.pk in due}
        held = Q(answers={}, typed={}, files=None, taken_choices=None)
        rows = (
            Registration.objects.of_event(event)
            .exclude(held)
            .filter(Q(form_version__in=due) | Q(form_version=None, participant_type__in=kinds))
            .prefetch_related("taken_choices")
            .distinct()
        )
        found += [row.pk for row in rows if _holds(row, due.get(row.form_version_id, set()))]
    return found


def _holds(registration: Registration, keys: set[str]) -> bool:
    """Whether there is anything of the fields ``keys``."""
    return (
        not keys.isdisjoint(registration.answers)
        or "questions" in registration.typed
        or any(taken.question in keys for taken in registration.taken_choices.all())
        or registration.files.filter(question__in=keys).exists()
    )


def erase_expired_answers(registrations: list[int], now: dt.datetime) -> int:
    """Erase of these registrations every answer that was kept long enough, with its files; return
    of how many.

    What was typed into the step and never saved goes with the first field that expires.
    """
    rows = Registration.objects.filter(pk__in=registrations)
    return sum(_erase(row, now) for row in rows.select_related("event__organiser", "form_version"))


@transaction.atomic
def _erase(registration: Registration, now: dt.datetime) -> bool:
    """Erase what may not be kept any more; whether there was any."""
    current = lock_registration(registration)
    version, event = current.form_version, current.event
    today = timezone.localdate(now, event.zone)
    questions = expired_questions(version, event, today) if version else []
    keys = {question.key for question in questions}
    named = [question.label_en for question in questions if question.key in current.answers]
    current.answers = {k: v for k, v in current.answers.items() if k not in keys}
    typed = current.typed.pop("questions", None)
    current.save(update_fields=["answers", "typed"])
    files, _rows = current.files.filter(question__in=keys).delete()
    choices, _rows = current.taken_choices.filter(question__in=keys).delete()
    if named:
        record(
            action="registration.answers_erased",
            obj=current,
            actor=None,
            event=current.event,
            changes={"questions": [named, None]},
        )
    return bool(named or files or choices or typed)
