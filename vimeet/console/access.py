"""The console's door: which event, and whether this user may be here."""

from __future__ import annotations

from vimeet.accounts.models import Membership, User
from vimeet.events.access import EventDoorMixin
from vimeet.events.models import Event
from vimeet.events.selectors import event_of_member

ROLES = (Membership.Role.ORGANISER,)


class ConsoleEventMixin(EventDoorMixin):
    """For views under ``/console/<organiser>/<event>/``: organisers only."""

    def enter(self, user: User, *, organiser: str, event: str) -> Event | None:
        """The event, if ``user`` is one of its organisers."""
        return event_of_member(user, ROLES, organiser=organiser, event=event)
