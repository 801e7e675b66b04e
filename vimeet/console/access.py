"""The console's door: which event, and whether this user may be here."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest

from vimeet.accounts.models import Membership, User
from vimeet.accounts.views import signed_in
from vimeet.events.access import EventDoorMixin
from vimeet.events.models import Event
from vimeet.events.selectors import event_of_member, events_of_member
from vimeet.meetings.selectors.figures import navigation_counts

ROLES = (Membership.Role.ORGANISER,)


class ConsoleEventMixin(EventDoorMixin):
    """For views under ``/console/<organiser>/<event>/``: organisers only."""

    request: HttpRequest

    def enter(self, user: User, *, organiser: str, event: str) -> Event | None:
        """The event, if ``user`` is one of its organisers."""
        return event_of_member(user, ROLES, organiser=organiser, event=event)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add what the navigation shows: counts, and the other events."""
        return super().get_context_data(**kwargs) | {
            "nav_counts": navigation_counts(self.event),
            "event_choices": events_of_member(signed_in(self.request), ROLES),
        }
