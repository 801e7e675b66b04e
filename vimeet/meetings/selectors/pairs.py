"""Who must not meet whom, and who must."""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum
from typing import TYPE_CHECKING

from django.db.models import Q, QuerySet

from vimeet.meetings.models import NeverWith, Pair
from vimeet.registration.models import Delegation
from vimeet.registration.selectors import delegations_to_ask, words_in

if TYPE_CHECKING:
    from vimeet.events.models import Event


class Apart(StrEnum):
    """Why two delegations don't meet."""

    # The organiser says so.
    FORBIDDEN = "forbidden"
    # The first of the two never wants to.
    FIRST_NEVER = "first_never"
    # The second never wants to.
    SECOND_NEVER = "second_never"


def pair_of(one: Delegation, other: Delegation) -> Pair | None:
    """What the organiser says of these two; None: nothing."""
    first, second = sorted((one.pk, other.pk))
    pair: Pair | None = Pair.objects.filter(first=first, second=second).first()
    return pair


def is_locked(one: Delegation, other: Delegation) -> bool:
    """Whether the organiser has them meet in any case."""
    pair = pair_of(one, other)
    return pair is not None and pair.kind == Pair.Kind.LOCKED


def kept_apart(one: Delegation, other: Delegation) -> Apart | None:
    """Why the two don't meet; None: they may."""
    pair = pair_of(one, other)
    if pair is not None and pair.kind == Pair.Kind.FORBIDDEN:
        return Apart.FORBIDDEN
    said = set(
        NeverWith.objects.filter(
            Q(delegation=one, other=other) | Q(delegation=other, other=one)
        ).values_list("delegation_id", flat=True)
    )
    if one.pk in said:
        return Apart.FIRST_NEVER
    return Apart.SECOND_NEVER if said else None


def not_to_meet(delegation: Delegation) -> set[int]:
    """The pks of those whom ``delegation`` can't ask, whoever of the three said so.

    For lists of whom to ask. It must not be shown why somebody is missing: what the other side
    said is theirs.
    """
    said = NeverWith.objects.filter(Q(delegation=delegation) | Q(other=delegation))
    forbidden = Pair.objects.filter(
        Q(first=delegation) | Q(second=delegation), kind=Pair.Kind.FORBIDDEN
    )
    pairs: Iterable[tuple[int, int]] = [
        *said.values_list("delegation_id", "other_id"),
        *forbidden.values_list("first_id", "second_id"),
    ]
    return {pk for pair in pairs for pk in pair} - {delegation.pk}


def may_be_asked(delegation: Delegation, text: str = "") -> QuerySet[Delegation]:
    """The delegations that ``delegation`` may ask, by type and with nobody against it, by name.

    ``text`` narrows them: see ``registration.selectors.delegations_to_ask``.
    """
    return delegations_to_ask(delegation, text).exclude(pk__in=not_to_meet(delegation))


def never_with(delegation: Delegation) -> QuerySet[NeverWith]:
    """Whom ``delegation`` never wants to meet: for its own eyes and the organiser's."""
    rows: QuerySet[NeverWith] = NeverWith.objects.filter(delegation=delegation)
    return rows.select_related("other__participant_type").order_by("other__name")


def could_meet(delegation: Delegation) -> QuerySet[Delegation]:
    """Those whose type may ask ``delegation``, or whom its type may ask, by name."""
    mine = delegation.participant_type
    return (
        Delegation.objects.of_event(delegation.event)
        .filter(Q(participant_type__asked_by=mine) | Q(participant_type__may_ask=mine))
        .exclude(pk=delegation.pk)
        .select_related("participant_type")
        .distinct()
        .order_by("name")
    )


def may_be_named_never(delegation: Delegation, text: str) -> QuerySet[Delegation]:
    """Those it could meet and has not put on its list yet, with each word of ``text``."""
    named = never_with(delegation).values("other")
    return could_meet(delegation).exclude(pk__in=named).filter(words_in(text, "name", "city"))


def pairs_of_event(event: Event) -> QuerySet[Pair]:
    """What the organiser says of pairs, with both sides."""
    rows: QuerySet[Pair] = Pair.objects.of_event(event)
    return rows.select_related("first", "second", "created_by").order_by(
        "kind", "first__name", "second__name"
    )


def never_with_of_event(event: Event) -> QuerySet[NeverWith]:
    """What delegations said: for the organiser."""
    rows: QuerySet[NeverWith] = NeverWith.objects.of_event(event)
    return rows.select_related("delegation", "other", "created_by").order_by(
        "delegation__name", "other__name"
    )
