"""How many delegations of a type there may be, and how many there are.

``locks.lock_type`` makes the count hold: whoever is about to take a place holds the type's row, so
that of two who send their registration at once for the last place the second sees it taken.
"""

from __future__ import annotations

from vimeet.events.models import ParticipantType
from vimeet.registration.models import Delegation, Registration


def places_taken(participant_type: ParticipantType) -> int:
    """Delegations of this type, and registrations that hold a place on the way to one."""
    holding = Registration.objects.filter(
        participant_type=participant_type, state__in=Registration.HOLDING
    )
    return Delegation.objects.filter(participant_type=participant_type).count() + holding.count()


def places_left(participant_type: ParticipantType) -> int | None:
    """How many more delegations of this type there may be; None: no limit."""
    most = participant_type.max_delegations
    return None if most is None else max(0, most - places_taken(participant_type))


def must_wait(participant_type: ParticipantType) -> bool:
    """Whether who registers now goes on the waiting list: full, or others wait already."""
    left = places_left(participant_type)
    if left is None:
        return False
    waiting = Registration.objects.filter(
        participant_type=participant_type, state=Registration.State.WAITING, held_back=False
    )
    return left == 0 or waiting.exists()
