"""The console's door: which event, and whether this user may be here."""

from __future__ import annotations

from typing import Any, ClassVar

from django.http import HttpRequest

from vimeet.accounts.models import Membership, User
from vimeet.accounts.views import signed_in
from vimeet.events.access import EventDoorMixin
from vimeet.events.models import Event
from vimeet.events.selectors import event_of_member, events_of_member, role_of
from vimeet.meetings.selectors.figures import navigation_counts

ROLES = (Membership.Role.ORGANISER,)
MONEY_ROLES = Membership.MONEY


class ConsoleEventMixin(EventDoorMixin):
    """For views under ``/console/<organiser>/<event>/``: ``roles`` only, organisers mostly."""

    request: HttpRequest
    roles: ClassVar[tuple[Membership.Role, ...]] = ROLES

    def enter(self, user: User, *, organiser: str, event: str) -> Event | None:
        """The event, if ``user`` is one of ``roles`` to its organiser."""
        return event_of_member(user, self.roles, organiser=organiser, event=event)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add what the navigation shows: counts, and the other events."""
        user = signed_in(self.request)
        if self.roles != ROLES and role_of(user, self.event.organiser) not in ROLES:
            events = events_of_member(user, [Membership.Role.ACCOUNTANT])
            return super().get_context_data(**kwargs) | {
                "accountant": True,
                "event_choices": events,
            }
        return super().get_context_data(**kwargs) | {
            "nav_counts": navigation_counts(self.event),
            "event_choices": events_of_member(user, ROLES),
        }


class MoneyMixin(ConsoleEventMixin):
    """For views of orders, payments and invoices: the organiser's accountants come in too.

    ``accountant`` in the context: who looks at it sees nothing else of the console.
    """

    roles = MONEY_ROLES
