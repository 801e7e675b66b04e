"""Answers are kept as long as their field says, then erased."""

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


def erase_expired_answers() -> int:
    """Erase every answer that was kept long enough, with its files; return of how many
    registrations.

    What was typed into the step and never saved goes with the first field that expires.
    """
    erased = 0
    for event in Event.objects.filter(ends_on__lt=timezone.localdate()).select_related("organiser"):
        today = timezone.localdate(timezone=event.zone)
        versions = FormVersion.objects.of_event(event).exclude(number=None)
        expired = {v.pk: expired_questions(v, event, today) for v in versions}
        due = {pk: questions for pk, questions in expired.items() if questions}
        held = Q(answers={}, typed={}, files=None, taken_choices=None)
        kinds = {v.participant_type_id for v in versions if v.pk in due}
        rows = Registration.objects.of_event(event).exclude(held)
        concerned = rows.filter(
            Q(form_version__in=due) | Q(form_version=None, participant_type__in=kinds)
        )
        for registration in concerned.distinct():
            questions = due.get(registration.form_version_id, [])
            erased += _erase(registration, questions)
    return erased


@transaction.atomic
def _erase(registration: Registration, questions: list[Question]) -> bool:
    """Erase the answers to ``questions``; whether there were any."""
    current = lock_registration(registration)
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
            changes={"answers": [named, None]},
        )
    return bool(named or files or choices or typed)
