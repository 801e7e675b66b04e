"""What becomes of a registration that was sent: approved, confirmed, refused, withdrawn."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from vimeet.audit.services import record
from vimeet.registration.models import Delegation, Registration
from vimeet.registration.services.answers import fill_profile
from vimeet.registration.services.delegates_of import make_delegation
from vimeet.registration.services.delegations import delete_delegation
from vimeet.registration.services.letters import Step, write_letter
from vimeet.registration.services.locks import lock_registration, lock_type

if TYPE_CHECKING:
    from vimeet.accounts.models import User

State = Registration.State


def move(
    registration: Registration,
    state: str,
    actor: User | None,
    action: str,
    **changes: list[Any],
) -> None:
    """Put a locked registration into ``state``, save it, and say so in the trail."""
    before = registration.state
    registration.state = state
    if state not in (State.WAITING, State.OFFERED, State.TO_APPROVE):
        registration.decided_at = timezone.now()
    if state == State.APPROVED and registration.event.complete_days is not None:
        days = dt.timedelta(days=registration.event.complete_days)
        registration.complete_by = timezone.now() + days
    registration.save()
    if registration.is_over:
        registration.taken_choices.all().delete()
    record(
        action=action,
        obj=registration,
        actor=actor,
        event=registration.event,
        changes={"state": [before, str(state)], **changes},
    )


def _expect(registration: Registration, *states: str) -> None:
    """Raise ValidationError unless the registration is in one of ``states``."""
    if registration.state not in states:
        raise ValidationError(
            _("%(company)s: this is no longer possible (%(state)s)."),
            params={
                "company": str(registration),
                "state": registration.get_state_display(),
            },
        )


@transaction.atomic
def approve_registration(
    *, registration: Registration, actor: User | None, confirms: bool
) -> Registration:
    """Let a registration in, also from the waiting list: the organiser may go past the limit.

    ``confirms``: nothing is to be bought, so that it is confirmed at once; else its contact is
    asked to go on. Raises ValidationError if it is neither to approve nor waiting.
    """
    lock_type(registration.participant_type)
    current = lock_registration(registration)
    _expect(current, State.TO_APPROVE, State.WAITING)
    move(current, State.APPROVED, actor, "registration.approved")
    if confirms:
        confirm_registration(registration=current, actor=actor)
        return lock_registration(current)
    write_letter(current, Step.APPROVED)
    return current


@transaction.atomic
def put_on_waiting_list(*, registration: Registration, actor: User | None) -> Registration:
    """Let a registration wait; it gives up the place it held.

    Who is held back like this is offered no place by itself: the organiser gives one.
    """
    lock_type(registration.participant_type)
    current = lock_registration(registration)
    _expect(current, State.TO_APPROVE)
    current.held_back = True
    move(current, State.WAITING, actor, "registration.waiting")
    write_letter(current, Step.WAITING)
    return current


@transaction.atomic
def refuse_registration(
    *, registration: Registration, actor: User | None, reason: str
) -> Registration:
    """Refuse a registration; ``reason`` is told to its contact."""
    lock_type(registration.participant_type)
    current = lock_registration(registration)
    _expect(current, State.TO_APPROVE, State.WAITING, State.OFFERED, State.APPROVED)
    current.reason = reason
    move(current, State.REFUSED, actor, "registration.refused", reason=["", reason])
    write_letter(current, Step.REFUSED)
    return current


@transaction.atomic
def withdraw_registration(*, registration: Registration, actor: User | None) -> Registration:
    """Take a registration back; a confirmed one's delegation goes.

    Raises ValidationError while the delegation has open requests or meetings in a plan.
    """
    lock_type(registration.participant_type)
    current = lock_registration(registration)
    _expect(current, *Registration.LIVE)
    delegation = current.delegation
    current.delegation = None
    move(current, State.WITHDRAWN, actor, "registration.withdrawn")
    if delegation is not None:
        delete_delegation(delegation=delegation, actor=actor)
    write_letter(current, Step.WITHDRAWN)
    return current


@transaction.atomic
def confirm_registration(
    *,
    registration: Registration,
    actor: User | None,
    max_meetings: int | None = None,
    min_meetings: int = 0,
    people_limit: int | None = None,
) -> Delegation:
    """Make an approved registration a delegation with delegates who can sign in.

    ``max_meetings``, ``min_meetings``: credits and promise of the package; ``people_limit``: how
    many delegates it gives, None for no limit. Confirming again returns the delegation there is.
    Raises ValidationError unless the registration is approved. Who takes part elsewhere in the
    event meanwhile is left out and named in the trail: what is paid is not undone by it.
    """
    lock_type(registration.participant_type)
    current = lock_registration(registration)
    if current.state == State.CONFIRMED and current.delegation is not None:
        return current.delegation
    _expect(current, State.APPROVED)
    delegation, left_out = make_delegation(
        current, actor, max_meetings=max_meetings, min_meetings=min_meetings
    )
    current.delegation = delegation
    current.people_limit = people_limit
    changes: dict[str, list[Any]] = {"delegation": [None, delegation.name]}
    if left_out:
        changes["left_out"] = [[str(person) for person in left_out], []]
    move(current, State.CONFIRMED, actor, "registration.confirmed", **changes)
    fill_profile(current, actor)
    write_letter(current, Step.CONFIRMED)
    return delegation
