"""Rows locked until the end of a transaction; always the type first, then the registration."""

from __future__ import annotations

from vimeet.events.models import ParticipantType
from vimeet.registration.models import Registration


def lock_type(participant_type: ParticipantType) -> ParticipantType:
    """The type's row: whoever takes or frees one of its places holds it."""
    locked: ParticipantType = (
        ParticipantType.objects.select_for_update(of=("self",))
        .select_related("event__organiser")
        .get(pk=participant_type.pk)
    )
    return locked


def lock_registration(registration: Registration) -> Registration:
    """The registration's row, read afresh."""
    locked: Registration = (
        Registration.objects.select_for_update(of=("self",))
        .select_related("event__organiser", "participant_type", "delegation")
        .get(pk=registration.pk)
    )
    return locked
