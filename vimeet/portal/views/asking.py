"""Asking somebody for a meeting, and naming those one never wants to meet."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.generic import FormView, TemplateView, View

from vimeet.accounts.views import signed_in
from vimeet.events.phases import Phase, why_closed
from vimeet.meetings.selectors.pairs import (
    could_meet,
    may_be_asked,
    may_be_named_never,
    never_with,
)
from vimeet.meetings.selectors.quotas import quota_of
from vimeet.meetings.services.pairs import say_never, take_never_back
from vimeet.meetings.services.requests import RequestError, propose_request
from vimeet.portal.access import PortalEventMixin
from vimeet.portal.forms.requests import RequestForm
from vimeet.registration.models import Delegation

SHOWN_AT_ONCE = 40


class ChooseView(PortalEventMixin, View):
    """Whom to ask: the directory, narrowed to those I may ask."""

    def get(self, request: HttpRequest) -> HttpResponse:
        """Go there, with what was typed."""
        text = request.GET.get("q", "").strip()
        query = {"q": text, "can": "ask"} if text else {"can": "ask"}
        return self.go_to("directory", **query)


class ProposeView(PortalEventMixin, FormView):  # type: ignore[type-arg]
    """Ask one delegation: a message, how much it counts, and who should meet."""

    template_name = "portal/propose.html"
    form_class = RequestForm
    nav = "requests"

    @property
    def asked(self) -> Delegation:
        """The delegation in the address, if it is one I may ask."""
        found = may_be_asked(self.delegation)
        asked: Delegation = get_object_or_404(found, pk=self.kwargs["pk"])
        return asked

    def get_form_kwargs(self) -> dict[str, Any]:
        """The form offers the members of both sides."""
        return super().get_form_kwargs() | {"asker": self.delegation, "asked": self.asked}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add what they chose of the event's list, whether one may ask now, and how often still."""
        context = super().get_context_data(**kwargs)
        asked = context["form"].asked
        return context | {
            "needed_terms": list(asked.needed_terms.all()),
            "offered_terms": list(asked.offered_terms.all()),
            "closed": why_closed(self.event, Phase.REQUESTS),
            "quota": quota_of(self.delegation),
        }

    def form_valid(self, form: Any) -> HttpResponse:
        """Send the request; where it can't be made, say why."""
        try:
            propose_request(
                asker=self.delegation,
                asked=form.asked,
                actor=signed_in(self.request),
                **form.cleaned_data,
            )
        except RequestError as error:
            form.add_error(None, str(error))
            return self.form_invalid(form)
        messages.success(
            self.request,
            _("%(delegation)s has your request.") % {"delegation": form.asked.name},
        )
        return self.go_to("requests", tab="sent")


class NeverView(PortalEventMixin, TemplateView):
    """My delegation's own list of those it never wants to meet, and whom to add."""

    template_name = "portal/never.html"
    nav = "requests"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the list and, once something is typed, the matches."""
        text = self.request.GET.get("q", "").strip()
        matches = may_be_named_never(self.delegation, text) if text else Delegation.objects.none()
        found = list(matches[: SHOWN_AT_ONCE + 1])
        return super().get_context_data(**kwargs) | {
            "q": text,
            "said": never_with(self.delegation),
            "choices": found[:SHOWN_AT_ONCE],
            "more": len(found) > SHOWN_AT_ONCE,
        }


class NeverAddView(PortalEventMixin, View):
    """One more never to meet (POST)."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Add them; what they asked is declined."""
        other = get_object_or_404(could_meet(self.delegation), pk=pk)
        try:
            say_never(delegation=self.delegation, other=other, actor=signed_in(request))
        except RequestError as error:
            messages.error(request, str(error))
        else:
            messages.success(
                request, _("You will not meet %(name)s. They don’t learn why.") % {"name": other}
            )
        return self.go_to("never")


class NeverRemoveView(PortalEventMixin, View):
    """One less (POST)."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Take them off my delegation's list."""
        said = get_object_or_404(never_with(self.delegation), pk=pk)
        take_never_back(said=said, actor=signed_in(request))
        messages.success(request, _("%(name)s is off your list.") % {"name": said.other})
        return self.go_to("never")
