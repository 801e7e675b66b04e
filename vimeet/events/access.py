"""What the doors have in common: a page of one event, seen by somebody who may see it."""

from __future__ import annotations

from typing import Any

from django.http import (
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseBase,
    HttpResponseRedirect,
)
from django.urls import Resolver404, resolve
from django.utils import timezone

from vimeet.accounts.language import use_event_language
from vimeet.accounts.models import User
from vimeet.events.models import Event


class EventDoorMixin:
    """For views under ``…/<organiser>/<event>/``: sets ``self.event`` or answers 404.

    What one may not see is not found rather than forbidden: nobody learns that it exists.
    ``nav`` names the page in the navigation.
    """

    event: Event
    nav = ""

    def enter(self, user: User, *, organiser: str, event: str) -> Event | None:
        """The event with these slugs, if ``user`` may come in; each door says who may."""
        raise NotImplementedError

    def find_event(self, request: HttpRequest, *, organiser: str, event: str) -> Event | None:
        """The event as this visitor may see it: those who are signed in only, by ``enter``."""
        if not isinstance(request.user, User):
            return None
        return self.enter(request.user, organiser=organiser, event=event)

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Resolve the event as this user, then go on in its time zone and language."""
        event = self.find_event(
            request, organiser=kwargs.pop("organiser"), event=kwargs.pop("event")
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

    def http_method_not_allowed(
        self, request: HttpRequest, *args: Any, **kwargs: Any
    ) -> HttpResponse:
        """An address that only takes forms leads to the page above it.

        People come there by reloading a form with faults, by changing its language, by signing in.
        """
        if request.method not in {"GET", "HEAD"}:
            return super().http_method_not_allowed(request, *args, **kwargs)  # type: ignore[misc,no-any-return]
        return HttpResponseRedirect(_page_above(request.path))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add what the shell needs: the organiser, the event and the page's name."""
        context: dict[str, Any] = super().get_context_data(**kwargs)  # type: ignore[misc]
        return context | {
            "organiser": self.event.organiser,
            "event": self.event,
            "nav": self.nav,
        }


def _page_above(path: str) -> str:
    """The nearest address above ``path`` that there is."""
    while path != "/":
        path = path.rstrip("/").rpartition("/")[0] + "/"
        try:
            resolve(path)
        except Resolver404:
            continue
        break
    return path
