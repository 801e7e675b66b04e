"""The console's door: which event, and whether this user may be here."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponseBase
from django.utils import timezone

from vimeet.accounts.language import use_event_language
from vimeet.accounts.models import Membership
from vimeet.events.models import Event
from vimeet.events.selectors import event_of_member

ROLES = (Membership.Role.ORGANISER,)


class ConsoleEventMixin:
    """For views under ``/console/<organiser>/<event>/``: sets ``self.event`` or answers 404.

    Another organiser's event is not found rather than forbidden: nobody learns that it exists.
    ``nav`` names the page in the navigation.
    """

    event: Event
    nav = ""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Resolve the event as this member, then go on in its time zone and language."""
        event = event_of_member(
            request.user,  # type: ignore[arg-type]
            ROLES,
            organiser=kwargs.pop("organiser"),
            event=kwargs.pop("event"),
        )
        if event is None:
            raise Http404
        self.event = event
        use_event_language(request, event.language)
        with timezone.override(event.zone):
            response: HttpResponseBase = super().dispatch(request, *args, **kwargs)  # type: ignore[misc]
            # Templates are rendered here, while the event's time zone is in force.
            if hasattr(response, "render") and callable(response.render):
                response.render()
            return response

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add what the shell needs: the organiser, the event and the page's name."""
        context: dict[str, Any] = super().get_context_data(**kwargs)  # type: ignore[misc]
        return context | {
            "organiser": self.event.organiser,
            "event": self.event,
            "nav": self.nav,
        }
