"""The first page: leads each user to their door. The one view that knows all doors."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from vimeet.accounts.models import Membership, User
from vimeet.events.models import Event
from vimeet.events.selectors import events_of_member
from vimeet.registration.selectors import delegates_of_user


@dataclass(frozen=True)
class Door:
    """One place where a user may go on: what it is, of what, where, and its icon."""

    title: str
    subtitle: str
    url: str
    icon: str


def upcoming(events: Iterable[Event]) -> list[Event]:
    """The events that are not over, the next one first; all of them if all are over."""
    everything = sorted(events, key=lambda event: (event.starts_on, event.name))
    ahead = [e for e in everything if e.ends_on >= timezone.localdate(timezone=e.zone)]
    return ahead or everything[::-1]


def doors_of(user: User) -> list[Door]:
    """Where ``user`` may go: the console, the desk of each event ahead, their own agendas."""
    doors = []
    roles = set(user.memberships.values_list("role", flat=True))
    if roles & set(Membership.MONEY):
        organises = Membership.Role.ORGANISER in roles
        purpose = _("Prepare and plan events") if organises else _("Orders, payments and invoices")
        doors.append(Door(_("Console"), purpose, reverse("console:events"), "layout-grid"))
    doors += [
        Door(_("Welcome desk"), event.name, reverse("desk:home", kwargs=event.url_kwargs), "search")
        for event in upcoming(events_of_member(user, [Membership.Role.STAFF]))
    ]
    mine = upcoming(delegate.delegation.event for delegate in delegates_of_user(user))
    doors += [
        Door(
            _("My agenda"),
            event.name,
            reverse("portal:agenda", kwargs=event.url_kwargs),
            "calendar-days",
        )
        for event in mine
    ]
    return doors


@login_not_required
def home(request: HttpRequest) -> HttpResponse:
    """Go straight on where there is one way, let the user choose where there are several."""
    if not isinstance(request.user, User):
        return redirect("accounts:sign_in")
    doors = doors_of(request.user)
    if len(doors) == 1:
        return redirect(doors[0].url)
    return render(request, "home.html", {"doors": doors})
