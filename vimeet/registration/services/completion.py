"""Approved registrations that nobody completes: reminded, then their place goes on.

Whether money came in is not known here: who takes it asks ``due_to_lapse`` and lets lapse.
"""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone

from vimeet.registration.models import Registration
from vimeet.registration.services.decisions import move
from vimeet.registration.services.letters import Step, write_letter
from vimeet.registration.services.locks import lock_registration, lock_type

if TYPE_CHECKING:
    from django.db.models import QuerySet

# A reminder goes out so long before the end, or after half of the time where that is less.
REMINDED_BEFORE = dt.timedelta(days=2)


def _approved() -> QuerySet[Registration]:
    found: QuerySet[Registration] = Registration.objects.filter(
        state=Registration.State.APPROVED
    ).exclude(event__complete_days=None)
    return found.select_related("event__organiser")


def _time_of(registration: Registration) -> dt.timedelta:
    """How long the event holds a place that is not paid."""
    return dt.timedelta(days=registration.event.complete_days or 0)


def give_deadlines() -> int:
    """Begin the time of those who were approved before the event said how long; how many."""
    begun = 0
    for registration in _approved().filter(complete_by=None):
        until = timezone.now() + _time_of(registration)
        begun += hold_place(registration=registration, until=until)
    return begun


@transaction.atomic
def hold_place(*, registration: Registration, until: dt.datetime) -> bool:
    """Hold an approved registration's place until then; False if it is not approved any more."""
    current = lock_registration(registration)
    if current.state != Registration.State.APPROVED:
        return False
    current.complete_by = until
    current.save(update_fields=["complete_by"])
    return True


def to_remind() -> list[Registration]:
    """Those whose time is nearly over and who were not reminded of that end."""
    now = timezone.now()
    ending = _approved().filter(complete_by__gt=now, complete_by__lte=now + REMINDED_BEFORE)
    return [
        registration
        for registration in ending.filter(~Q(reminded_for=F("complete_by")) | Q(reminded_for=None))
        if registration.complete_by and registration.complete_by - now <= _time_of(registration) / 2
    ]


@transaction.atomic
def remind(*, registration: Registration) -> bool:
    """Remind of the end, once; whether that was necessary."""
    current = lock_registration(registration)
    if current.state != Registration.State.APPROVED or current.reminded_for == current.complete_by:
        return False
    current.reminded_for = current.complete_by
    current.save(update_fields=["reminded_for"])
    write_letter(current, Step.INCOMPLETE)
    return True


def due_to_lapse() -> list[Registration]:
    """Those whose time is over."""
    return list(_approved().filter(complete_by__lte=timezone.now()))


@transaction.atomic
def lapse(*, registration: Registration) -> bool:
    """Let the place go on; False if the registration was completed or held longer meanwhile."""
    lock_type(registration.participant_type)
    current = lock_registration(registration)
    over = current.complete_by is not None and current.complete_by <= timezone.now()
    if current.state != Registration.State.APPROVED or not over:
        return False
    move(current, Registration.State.LAPSED, None, "registration.lapsed")
    write_letter(current, Step.LAPSED)
    return True
