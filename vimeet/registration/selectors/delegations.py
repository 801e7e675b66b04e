"""Reading delegations and delegates, always as somebody."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Case, Count, Exists, OuterRef, Q, QuerySet, Value, When

from vimeet.registration.models import Delegate, Delegation

# What a delegation says of itself, in every language.
PROFILE_TEXTS = (
    "presentation_en",
    "presentation_fr",
    "needs_en",
    "needs_fr",
    "offers_en",
    "offers_fr",
)

if TYPE_CHECKING:
    from vimeet.accounts.models import User
    from vimeet.events.models import Event

# States, by value, of plans in ``meetings``, above this app, that somebody counts on.
COUNTING_PLANS = ("draft", "released")


def planned_meetings(delegation: Delegation) -> int:
    """How many meetings of the delegation stand in a plan: in the one that has most of them."""
    plans = (
        (delegation.requests_made.all() | delegation.requests_received.all())
        .filter(meetings__plan__state__in=COUNTING_PLANS)
        .order_by()
        .values("meetings__plan")
        .annotate(n=Count("meetings"))
    )
    return max((plan["n"] for plan in plans), default=0)


def delegates_of_user(user: User) -> QuerySet[Delegate]:
    """Everything ``user`` is a delegate of, with delegation, event and organiser."""
    return (
        Delegate.objects.filter(user=user)
        .select_related("delegation__participant_type", "delegation__event__organiser")
        .order_by("-delegation__event__starts_on", "pk")
    )


def delegate_of_user(user: User, *, organiser: str, event: str) -> Delegate | None:
    """Who ``user`` is in the event with these slugs; None if they don't take part.

    ``elsewhere`` of them says whether the user takes part in other events as well.
    """
    others = Delegate.objects.filter(user=user).exclude(pk=OuterRef("pk"))
    return (
        delegates_of_user(user)
        .annotate(elsewhere=Exists(others))
        .filter(delegation__event__organiser__slug=organiser, delegation__event__slug=event)
        .first()
    )


def words_in(text: str, *fields: str) -> Q:
    """A condition: each word of ``text`` occurs in one of ``fields``, whatever its case."""
    condition = Q()
    for word in text.split():
        anywhere = Q()
        for field in fields:
            anywhere |= Q(**{f"{field}__icontains": word})
        condition &= anywhere
    return condition


def delegations_to_ask(delegation: Delegation, text: str = "") -> QuerySet[Delegation]:
    """The delegations that ``delegation`` may ask for a meeting, by name.

    ``text`` narrows them: each of its words is in the name, the city, or what they say of
    themselves.
    """
    return (
        Delegation.objects.of_event(delegation.event)
        .filter(participant_type__asked_by=delegation.participant_type)
        .exclude(pk=delegation.pk)
        .filter(words_in(text, "name", "city", *PROFILE_TEXTS))
        .select_related("participant_type")
        .order_by("name")
    )


def delegations_found(event: Event, text: str) -> QuerySet[Delegation]:
    """The delegations of ``event`` whose name has each word of ``text``.

    Those whose name begins with it come first, then by name.
    """
    rows: QuerySet[Delegation] = Delegation.objects.of_event(event).filter(words_in(text, "name"))
    begins = Case(When(name__istartswith=text, then=Value(0)), default=Value(1))
    return rows.order_by(begins, "name")


def find_delegates(event: Event, text: str) -> QuerySet[Delegate]:
    """The delegates of ``event`` whose name or company contains each word of ``text``."""
    return (
        Delegate.objects.of_event(event)
        .filter(words_in(text, "first_name", "last_name", "delegation__name"))
        .select_related("delegation__participant_type", "delegation__event")
        .order_by("last_name", "first_name", "pk")
    )
