"""Reading events, always as somebody."""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING

from django.db.models import QuerySet

from vimeet.accounts.models import Membership
from vimeet.events.models import Event, Organiser

if TYPE_CHECKING:
    from vimeet.accounts.models import User


def events_of_member(user: User, roles: Collection[str]) -> QuerySet[Event]:
    """The events of every organiser to whom ``user`` is one of ``roles``, newest first."""
    return Event.objects.filter(
        organiser__in=Membership.objects.filter(user=user, role__in=roles).values("organiser")
    ).select_related("organiser")


def event_of_member(
    user: User, roles: Collection[str], *, organiser: str, event: str
) -> Event | None:
    """The event with these slugs, if ``user`` is one of ``roles`` to its organiser; else None."""
    return events_of_member(user, roles).filter(organiser__slug=organiser, slug=event).first()


def public_event(*, organiser: str, event: str) -> Event | None:
    """The event with these slugs, if it has a public page: once its registration is set up."""
    return (
        Event.objects.filter(organiser__slug=organiser, slug=event)
        .exclude(registration_opens_at=None)
        .select_related("organiser")
        .first()
    )


def organisers_of_member(user: User, roles: Collection[str]) -> QuerySet[Organiser]:
    """The organisers to whom ``user`` is one of ``roles``, by name."""
    return Organiser.objects.filter(
        pk__in=Membership.objects.filter(user=user, role__in=roles).values("organiser")
    )
