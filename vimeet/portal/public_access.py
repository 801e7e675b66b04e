"""The public door: an event's own page, and registrations by the secret of their link."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import ValidationError
from django.http import (
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseBase,
    HttpResponseRedirect,
    QueryDict,
)
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from vimeet.accounts.models import User
from vimeet.events.access import EventDoorMixin
from vimeet.events.models import Event
from vimeet.events.selectors import event_named, public_event
from vimeet.registration.models import Registration
from vimeet.registration.selectors.forms import asked_form
from vimeet.registration.services import find_registration, forget_typed, keep_typed
from vimeet.registration.services.confirming import confirm_address
from vimeet.registration.services.links import fingerprint, way_in

# Under this name: the fingerprints of the links that this very browser was given.
OWN_LINKS = "own_links"
MOST_OWN_LINKS = 20


def remember_own(request: HttpRequest, token: str) -> None:
    """Remember that this browser was given a link: it stays good when others' end."""
    own = [*request.session.get(OWN_LINKS, ()), fingerprint(token)]
    request.session[OWN_LINKS] = own[-MOST_OWN_LINKS:]


@method_decorator(login_not_required, name="dispatch")
class PublicEventMixin(EventDoorMixin):
    """For views under ``/e/<organiser>/<event>/``: anybody, once the event has a public page."""

    request: HttpRequest

    def find_event(self, request: HttpRequest, *, organiser: str, event: str) -> Event | None:
        """The event, whoever asks."""
        return public_event(organiser=organiser, event=event)

    @property
    def actor(self) -> User | None:
        """Who is signed in, if anybody."""
        return self.request.user if isinstance(self.request.user, User) else None


@method_decorator((login_not_required, never_cache), name="dispatch")
class RegistrationMixin(PublicEventMixin):
    """For views under ``…/r/<token>/``: sets ``self.registration`` or answers 404."""

    registration: Registration
    token: str

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Keep the secret, then find the event and the registration."""
        self.token = kwargs.pop("token")
        return super().dispatch(request, *args, **kwargs)

    def find_event(self, request: HttpRequest, *, organiser: str, event: str) -> Event | None:
        """The event, if the secret leads to one of its registrations: also without a public page.

        Who has registered keeps the way back when the organiser takes the page away.
        """
        found = event_named(organiser=organiser, event=event)
        if found is None:
            return None
        registration = find_registration(event=found, token=self.token)
        if registration is None:
            raise Http404
        self.registration = registration
        if request.method == "POST":
            # Only what somebody does shows whose address it is: mail scanners open links too.
            own = request.session.get(OWN_LINKS, ())
            confirm_address(registration=registration, token=self.token, user=self.actor, own=own)
        return registration.event

    def keep_way_in(self) -> None:
        """Go on by a link of this browser's own, if what was just done ended the one in use."""
        token = way_in(self.registration, self.token)
        if token != self.token:
            remember_own(self.request, token)
            self.token = token

    def url(self, page: str, **kwargs: Any) -> str:
        """The address of one of this registration's pages."""
        names = self.event.url_kwargs | {"token": self.token} | kwargs
        return reverse(f"register:{page}", kwargs=names)

    def go_to(self, page: str, anchor: str = "", **kwargs: Any) -> HttpResponse:
        """A redirect to one of this registration's pages."""
        return HttpResponseRedirect(self.url(page, **kwargs) + anchor)

    def keep(self, step: str, typed: QueryDict) -> None:
        """Keep what was typed into a step's form; what can't be saved any more is not kept."""
        try:
            kept = keep_typed(registration=self.registration, step=step, typed=typed.urlencode())
        except ValidationError:
            return
        if not kept:
            messages.error(
                self.request, _("This is too much text to be kept: shorten it before you go on.")
            )

    def cancels(self) -> bool:
        """Whether «Cancel» was pressed; a draft has no such button: nothing typed in it is lost."""
        return self.request.POST.get("do") == "cancel" and not self.registration.is_draft

    def forget(self, step: str) -> None:
        """Forget what was typed into a step's form and not saved."""
        forget_typed(registration=self.registration, step=step)

    def unsaved(self, step: str) -> bool:
        """Whether the step of a sent registration shows changes that were typed and not saved."""
        return not self.registration.is_draft and bool(self.registration.typed.get(step))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the registration, the secret for links, and whether there are questions."""
        return super().get_context_data(**kwargs) | {
            "registration": self.registration,
            "token": self.token,
            "asks": asked_form(self.registration) is not None,
        }
