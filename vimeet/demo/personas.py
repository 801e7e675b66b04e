"""The people whose place a visitor of the demo may take."""

from __future__ import annotations

from dataclasses import dataclass

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from vimeet.accounts.models import User
from vimeet.demo.seed import (
    ACCOUNTANT_EMAIL,
    EVENT_SLUG,
    ORGANISER_EMAIL,
    PARTICIPANT_COMPANY,
    STAFF_EMAIL,
)
from vimeet.events.models import Event
from vimeet.registration.models import Delegate

ROLES = ("organiser", "participant", "staff", "accountant")
_EMAILS = {
    "organiser": ORGANISER_EMAIL,
    "staff": STAFF_EMAIL,
    "accountant": ACCOUNTANT_EMAIL,
}
_DOORS = {
    "organiser": ("console:event", _("Organiser"), _("Prepares the event and plans it.")),
    "participant": ("portal:agenda", _("Participant"), _("Answers requests, reads the agenda.")),
    "staff": ("desk:home", _("On-site staff"), _("Welcomes people at the desk.")),
    "accountant": ("console:orders", _("Accountant"), _("Sees orders, payments and invoices.")),
}


@dataclass(frozen=True)
class Persona:
    """A role, the user who plays it, and where they start."""

    role: str
    title: str | Promise
    purpose: str | Promise
    user: User
    event: Event
    view: str

    @property
    def start(self) -> str:
        """The address where they start."""
        return reverse(self.view, kwargs=self.event.url_kwargs)


def demo_event() -> Event:
    """The seeded event."""
    event: Event = Event.objects.select_related("organiser").get(slug=EVENT_SLUG)
    return event


def persona(role: str) -> Persona:
    """Who plays ``role``; KeyError for another role than those of ``ROLES``."""
    view, title, purpose = _DOORS[role]
    event = demo_event()
    user = (
        User.objects.get(email=_EMAILS[role])
        if role in _EMAILS
        else _first_delegate(event, PARTICIPANT_COMPANY)
    )
    return Persona(role, title, purpose, user, event, view)


def _first_delegate(event: Event, company: str) -> User:
    people = Delegate.objects.of_event(event).filter(delegation__name=company)
    delegate: Delegate = people.select_related("user").order_by("pk")[0]
    if delegate.user is None:
        raise LookupError(f"the first delegate of {company} has no user")
    return delegate.user
