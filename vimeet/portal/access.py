"""The portal's door: who the signed-in user is in this event."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

from django.http import Http404, HttpRequest, HttpResponseBase, HttpResponseRedirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.views.generic import View

from vimeet.accounts.models import User
from vimeet.accounts.views import signed_in
from vimeet.events.access import EventDoorMixin
from vimeet.events.models import Event
from vimeet.events.phases import agendas_are_out
from vimeet.meetings.selectors.encounters import Encounter, encounter_of
from vimeet.meetings.selectors.requests import waiting_for
from vimeet.portal.webapp import OWNER_HEADER, offline_owner
from vimeet.programme.selectors.sessions import has_programme
from vimeet.registration.models import Delegate, Delegation
from vimeet.registration.selectors import delegate_of_user


class PortalEventMixin(EventDoorMixin):
    """For views under ``/portal/<organiser>/<event>/``: sets ``self.delegate`` or answers 404."""

    delegate: Delegate
    request: HttpRequest

    def enter(self, user: User, *, organiser: str, event: str) -> Event | None:
        """The event, if ``user`` takes part in it."""
        delegate = delegate_of_user(user, organiser=organiser, event=event)
        if delegate is None:
            return None
        self.delegate = delegate
        return delegate.delegation.event

    @property
    def is_part(self) -> bool:
        """Whether the answer is a part of a page that stands there: no shell is drawn around it."""
        return False

    @property
    def delegation(self) -> Delegation:
        """The delegation the user belongs to."""
        return self.delegate.delegation

    def go_to(self, page: str, **query: str) -> HttpResponseRedirect:
        """A redirect to a page of this event's portal."""
        address = reverse(f"portal:{page}", kwargs=self.event.url_kwargs, query=query)
        return HttpResponseRedirect(address)

    def go_to_agenda(self) -> HttpResponseRedirect:
        """Back to the agenda: to the list or the day that the sent form stood in."""
        sent = self.request.POST
        if sent.get("view") == "list":
            return self.go_to("agenda", view="list")
        return self.go_to("agenda", **({"day": sent["day"]} if sent.get("day") else {}))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add who is here, what waits for an answer, and whether there is a programme."""
        context = super().get_context_data(**kwargs) | {
            "delegate": self.delegate,
            "delegation": self.delegation,
        }
        if self.is_part:
            return context
        return context | {
            "nav_counts": {"requests": waiting_for(self.delegation)},
            "has_programme": has_programme(self.event),
        }


class PortalMeetingMixin(PortalEventMixin):
    """For views about one meeting, which the address names by its request.

    Only what the delegate was told of exists here, and only while the agendas are out.
    """

    kwargs: dict[str, Any]
    nav = "agenda"

    @cached_property
    def encounter(self) -> Encounter:
        """The meeting that the address names, or 404."""
        found = None
        if agendas_are_out(self.event):
            found = encounter_of(self.delegate, self.kwargs["pk"])
        if found is None:
            raise Http404
        return found

    def go_to_meeting(self) -> HttpResponseRedirect:
        """A redirect to the meeting's page."""
        kwargs = self.event.url_kwargs | {"pk": self.kwargs["pk"]}
        return HttpResponseRedirect(reverse("portal:meeting", kwargs=kwargs))


class OfflineCopyMixin(View):
    """For pages that stay readable without network: tells the worker whose copy it would be."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Answer, naming the owner where the page came about."""
        response = super().dispatch(request, *args, **kwargs)
        if request.method == "GET" and response.status_code == HTTPStatus.OK:
            response[OWNER_HEADER] = offline_owner(signed_in(request).pk)
        # Neither kept by the browser itself nor shown again by its "back" after signing out.
        response["Cache-Control"] = "no-store"
        return response
