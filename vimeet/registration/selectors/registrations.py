"""Reading registrations, and what one can register as."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Count, Q, QuerySet

from vimeet.events.models import ParticipantType
from vimeet.registration.models import Registration
from vimeet.registration.selectors.delegations import words_in

if TYPE_CHECKING:
    from vimeet.events.models import Event
    from vimeet.registration.models import Delegate


@dataclass(frozen=True)
class TypeOnOffer:
    """A participant type as who registers sees it."""

    type: ParticipantType
    # How many places are left; None: no limit.
    left: int | None
    # Whether who registers now goes on the waiting list.
    waits: bool


def types_on_offer(event: Event) -> list[TypeOnOffer]:
    """The types that one can register as, in one query."""
    holding = Q(registrations__state__in=Registration.HOLDING)
    waiting = Q(registrations__state=Registration.State.WAITING, registrations__held_back=False)
    types = (
        ParticipantType.objects.of_event(event)
        .filter(is_public=True)
        .annotate(
            delegation_count=Count("delegations", distinct=True),
            holding_count=Count("registrations", filter=holding, distinct=True),
            waiting_count=Count("registrations", filter=waiting, distinct=True),
        )
    )
    offers = []
    for kind in types:
        left = None
        if kind.max_delegations is not None:
            left = max(0, kind.max_delegations - kind.delegation_count - kind.holding_count)
        waits = left is not None and (left == 0 or kind.waiting_count > 0)
        offers.append(TypeOnOffer(kind, left, waits))
    return offers


def sent_registrations(event: Event, text: str = "") -> QuerySet[Registration]:
    """The event's registrations that were sent; each word of ``text`` is in company or people."""
    people = ("name", "email", "city", "people__first_name", "people__last_name", "people__email")
    return (
        Registration.objects.of_event(event)
        .exclude(state=Registration.State.DRAFT)
        .filter(words_in(text, *people))
        .select_related("participant_type", "delegation")
        .prefetch_related("people")
        .distinct()
    )


def registration_counts(event: Event) -> dict[str, int]:
    """How many registrations of the event are in each state (every state is named)."""
    counted = dict(
        Registration.objects.of_event(event).order_by().values_list("state").annotate(n=Count("pk"))
    )
    return {state: counted.get(state, 0) for state in Registration.State.values}


def place_in_queue(registration: Registration) -> int | None:
    """Which one it is on its type's waiting list, counted from 1; None if no place will come up."""
    waits = registration.state == Registration.State.WAITING and not registration.held_back
    if not waits or registration.submitted_at is None:
        return None
    before = Q(submitted_at__lt=registration.submitted_at) | Q(
        submitted_at=registration.submitted_at, pk__lt=registration.pk
    )
    ahead = Registration.objects.filter(
        before,
        participant_type=registration.participant_type,
        state=Registration.State.WAITING,
        held_back=False,
    )
    return ahead.count() + 1


def registration_of_contact(delegate: Delegate) -> Registration | None:
    """The registration that ``delegate`` came by and is the contact of; None if there is none."""
    found: Registration | None = (
        Registration.objects.of_event(delegate.delegation.event)
        .filter(people__delegate=delegate, people__is_contact=True)
        .select_related("event__organiser")
        .first()
    )
    return found
