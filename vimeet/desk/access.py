"""The desk's door: staff on site, and organisers."""

from __future__ import annotations

from vimeet.accounts.models import Membership, User
from vimeet.events.access import EventDoorMixin
from vimeet.events.models import Event
from vimeet.events.selectors import event_of_member

ROLES = (Membership.Role.STAFF, Membership.Role.ORGANISER)


class DeskEventMixin(EventDoorMixin):
    """For views under ``/desk/<organiser>/<event>/``."""

    def enter(self, user: User, *, organiser: str, event: str) -> Event | None:
        """The event, if ``user`` works for its organiser."""
        return event_of_member(user, ROLES, organiser=organiser, event=event)
