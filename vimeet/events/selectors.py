"""Reading events, always as somebody."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from django.db.models import OuterRef, QuerySet, Subquery

from vimeet.accounts.models import Membership
from vimeet.events.models import Event, FloorPlan, Organiser, Place, PlaceMark

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


def role_of(user: User, organiser: Organiser) -> str:
    """What ``user`` is to ``organiser``; empty: nothing."""
    role = Membership.objects.filter(user=user, organiser=organiser).values_list("role", flat=True)
    return role.first() or ""


def with_role(events: QuerySet[Event], user: User) -> QuerySet[Event]:
    """``events``, each with what ``user`` is to its organiser (``role``)."""
    role = Membership.objects.filter(user=user, organiser=OuterRef("organiser")).values("role")
    return events.annotate(role=Subquery(role))


def members_of(organiser: Organiser) -> QuerySet[Membership]:
    """Who works for ``organiser``, by role and name."""
    return (
        Membership.objects.of_organiser(organiser)
        .select_related("user")
        .order_by("role", "user__name", "pk")
    )


def event_named(*, organiser: str, event: str) -> Event | None:
    """The event with these slugs, public or not: for who shows a secret of something in it."""
    events = Event.objects.filter(organiser__slug=organiser, slug=event)
    return events.select_related("organiser").first()


def public_event(*, organiser: str, event: str) -> Event | None:
    """The event with these slugs, if it has a public page: once its registration is set up."""
    found = event_named(organiser=organiser, event=event)
    return found if found is not None and found.registration_opens_at is not None else None


def organisers_of_member(user: User, roles: Collection[str]) -> QuerySet[Organiser]:
    """The organisers to whom ``user`` is one of ``roles``, by name."""
    return Organiser.objects.filter(
        pk__in=Membership.objects.filter(user=user, role__in=roles).values("organiser")
    )


@dataclass(frozen=True)
class Spot:
    """A place's mark, as it is drawn on a floor plan that is 1000 wide."""

    place: Place
    plan: FloorPlan
    x: Decimal
    y: Decimal

    @property
    def alone(self) -> list[Spot]:
        """This one, where a plan is drawn with it only."""
        return [self]

    # Text, as what a page's language makes of numbers is not for a drawing.
    @property
    def cx(self) -> str:
        """From the left."""
        return str(round(1000 * self.x))

    @property
    def cy(self) -> str:
        """From the top."""
        return str(round(self.plan.overlay_height * self.y))

    @property
    def percent_x(self) -> int:
        """From the left, in percent of the width."""
        return round(100 * self.x)

    @property
    def percent_y(self) -> int:
        """From the top, in percent of the height."""
        return round(100 * self.y)


def floor_plan_of(event: Event) -> FloorPlan | None:
    """The event's floor plan without its picture's bytes, or None."""
    return FloorPlan.objects.of_event(event).defer("content").first()


def spots_on(plan: FloorPlan) -> list[Spot]:
    """All marked places of the plan's event."""
    marks = (
        PlaceMark.objects.of_event(plan.event)
        .select_related("place")
        .order_by("place__kind", "place__name")
    )
    return [Spot(mark.place, plan, mark.x, mark.y) for mark in marks]


def spot_of(place: Place) -> Spot | None:
    """Where ``place`` is on its event's floor plan; None without a plan or a mark."""
    mark = PlaceMark.objects.filter(place=place).first()
    if mark is None:
        return None
    plan = FloorPlan.objects.filter(event=place.event_id).defer("content").first()
    return Spot(place, plan, mark.x, mark.y) if plan else None
