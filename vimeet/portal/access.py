"""The portal's door: who the signed-in user is in this event."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponseRedirect
from django.urls import reverse

from vimeet.accounts.models import User
from vimeet.events.access import EventDoorMixin
from vimeet.events.models import Event
from vimeet.meetings.selectors.requests import waiting_for
from vimeet.registration.models import Delegate, Delegation
from vimeet.registration.selectors import delegate_of_user


class PortalEventMixin(EventDoorMixin):
    """For views under ``/portal/<organiser>/<event>/``: sets ``self.delegate`` or answers 404."""

    delegate: Delegate

    def enter(self, user: User, *, organiser: str, event: str) -> Event | None:
        """The event, if ``user`` takes part in it."""
        delegate = delegate_of_user(user, organiser=organiser, event=event)
        if delegate is None:
            return None
        self.delegate = delegate
        return delegate.delegation.event

    @property
    def delegation(self) -> Delegation:
        """The delegation the user belongs to."""
        return self.delegate.delegation

    def go_to(self, page: str, **query: str) -> HttpResponseRedirect:
        """A redirect to a page of this event's portal."""
        address = reverse(f"portal:{page}", kwargs=self.event.url_kwargs, query=query)
        return HttpResponseRedirect(address)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add who is here, and how many requests wait for an answer."""
        return super().get_context_data(**kwargs) | {
            "delegate": self.delegate,
            "delegation": self.delegation,
            "nav_counts": {"requests": waiting_for(self.delegation)},
        }
