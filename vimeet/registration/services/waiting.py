"""The waiting list: free places are offered in order, each offer for a time.

An offered place is held. It is taken by the contact, given up, or lapses; then the next one waiting
gets it. The beat calls ``offer_free_places`` again and again, so nothing is lost with a worker.
"""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from vimeet.events.models import ParticipantType
from vimeet.registration.models import Registration
from vimeet.registration.services.decisions import confirm_registration, move
from vimeet.registration.services.letters import Step, write_letter
from vimeet.registration.services.locks import lock_registration, lock_type
from vimeet.registration.services.places import places_left

if TYPE_CHECKING:
    from vimeet.accounts.models import User

State = Registration.State


def offer_free_places() -> int:
    """End the offers that nobody took and offer every free place; how many were offered.

    Events that are over offer nothing any more.
    """
    concerned = ParticipantType.objects.filter(
        registrations__state__in=(State.WAITING, State.OFFERED)
    ).distinct()
    return sum(_offer(kind) for kind in concerned)


@transaction.atomic
def _offer(participant_type: ParticipantType) -> int:
    kind = lock_type(participant_type)
    now = timezone.now()
    for late in Registration.objects.filter(
        participant_type=kind, state=State.OFFERED, offer_expires_at__lte=now
    ):
        registration = lock_registration(late)
        move(registration, State.LAPSED, None, "registration.lapsed")
        write_letter(registration, Step.LAPSED)
    if now >= kind.event.registration_edits_end_at:
        return 0
    left = places_left(kind)
    waiting = Registration.objects.filter(
        participant_type=kind, state=State.WAITING, held_back=False
    ).order_by("submitted_at", "pk")
    # Without a limit any more, there is a place for each of them.
    offered = list(waiting if left is None else waiting[:left])
    for one in offered:
        registration = lock_registration(one)
        registration.offer_expires_at = now + dt.timedelta(hours=kind.event.offer_hours)
        move(registration, State.OFFERED, None, "registration.offered")
        write_letter(registration, Step.OFFERED)
    return len(offered)


@transaction.atomic
def accept_offer(*, registration: Registration, actor: User | None, confirms: bool) -> Registration:
    """Take an offered place: on to the organiser's approval where the event wants it.

    ``confirms``: nothing is to be bought. Taking it twice changes nothing. Raises ValidationError
    if the offer has lapsed.
    """
    lock_type(registration.participant_type)
    current = lock_registration(registration)
    if current.state in (State.TO_APPROVE, State.APPROVED, State.CONFIRMED):
        return current
    expires = current.offer_expires_at
    if current.state != State.OFFERED or expires is None or expires <= timezone.now():
        raise ValidationError(_("This offer is no longer open."))
    if current.event.needs_approval:
        move(current, State.TO_APPROVE, actor, "registration.offer_taken")
        write_letter(current, Step.TO_APPROVE)
        return current
    move(current, State.APPROVED, actor, "registration.offer_taken")
    if confirms:
        confirm_registration(registration=current, actor=actor)
        current = lock_registration(current)
    else:
        write_letter(current, Step.APPROVED)
    return current
