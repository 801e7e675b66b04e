"""Whom I asked, who asked me, and asking somebody new."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.generic import FormView, TemplateView, View

from vimeet.accounts.views import signed_in
from vimeet.meetings.models import Request
from vimeet.meetings.selectors.requests import (
    open_requests_with,
    request_of,
    requests_made,
    requests_received,
)
from vimeet.meetings.services.requests import (
    RequestError,
    accept_request,
    decline_request,
    propose_request,
    withdraw_request,
)
from vimeet.portal.access import PortalEventMixin
from vimeet.portal.forms import AnswerForm, RequestForm
from vimeet.registration.models import Delegation
from vimeet.registration.selectors import delegations_to_ask

SHOWN_AT_ONCE = 40


class RequestsView(PortalEventMixin, TemplateView):
    """Two lists: received and sent."""

    template_name = "portal/requests.html"
    nav = "requests"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the list of the chosen tab."""
        sent = self.request.GET.get("tab") == "sent"
        context = super().get_context_data(**kwargs)
        here = self.request.path
        return context | {
            "tab": "sent" if sent else "received",
            "requests": (requests_made if sent else requests_received)(self.delegation),
            "tabs": [
                {
                    "label": pgettext("requests", "Received"),
                    "url": f"{here}?tab=received",
                    "current": not sent,
                    # What waits for an answer; nothing is said where nothing waits.
                    "count": context["nav_counts"]["requests"] or None,
                },
                {
                    "label": pgettext("requests", "Sent"),
                    "url": f"{here}?tab=sent",
                    "current": sent,
                    "count": None,
                },
            ],
        }


class RequestStepView(PortalEventMixin, View):
    """One step on one request (POST), then back to its list."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Take the step; where it comes too late, say how the request stands."""
        row = request_of(self.delegation, pk)
        if row is None or not self.may_step(row):
            raise Http404
        try:
            messages.success(request, self.step(row))
        except RequestError as error:
            messages.error(request, str(error))
        tab = "sent" if row.asker_id == self.delegation.pk else "received"
        return self.go_to("requests", tab=tab)

    def may_step(self, row: Request) -> bool:
        """Whether my delegation is on the side that takes this step."""
        return row.asked_id == self.delegation.pk

    def step(self, row: Request) -> str:
        """Do it; what to tell the person."""
        raise NotImplementedError


class AcceptView(RequestStepView):
    """Yes."""

    def step(self, row: Request) -> str:
        """Accept."""
        accept_request(request=row, actor=signed_in(self.request))
        return _("Accepted. The next plan gives you a time and a place.")


class DeclineView(RequestStepView):
    """No, with a reason if one likes."""

    def step(self, row: Request) -> str:
        """Decline."""
        form = AnswerForm(self.request.POST)
        if not form.is_valid():
            raise RequestError(_("The reason is too long."))
        decline_request(
            request=row, actor=signed_in(self.request), reason=form.cleaned_data["reason"]
        )
        return _("Declined. They have been told.")


class WithdrawView(RequestStepView):
    """Take my own request back."""

    def may_step(self, row: Request) -> bool:
        """Only those who asked."""
        return row.asker_id == self.delegation.pk

    def step(self, row: Request) -> str:
        """Withdraw."""
        withdraw_request(request=row, actor=signed_in(self.request))
        return _("Your request is withdrawn.")


class ChooseView(PortalEventMixin, TemplateView):
    """Whom to ask: the delegations I may ask, narrowed by typing."""

    template_name = "portal/choose.html"
    nav = "requests"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the matches, and the open request with each."""
        text = self.request.GET.get("q", "").strip()
        found = delegations_to_ask(self.delegation, text)
        shown = list(found[:SHOWN_AT_ONCE])
        there = open_requests_with(self.delegation, shown)
        return super().get_context_data(**kwargs) | {
            "q": text,
            "choices": [(delegation, there.get(delegation.pk)) for delegation in shown],
            "more": found.count() - len(shown) if len(shown) == SHOWN_AT_ONCE else 0,
        }


class ProposeView(PortalEventMixin, FormView):  # type: ignore[type-arg]
    """Ask one delegation: a message, and who should meet."""

    template_name = "portal/propose.html"
    form_class = RequestForm
    nav = "requests"

    @property
    def asked(self) -> Delegation:
        """The delegation in the address, if it is one I may ask."""
        found = delegations_to_ask(self.delegation)
        asked: Delegation = get_object_or_404(found, pk=self.kwargs["pk"])
        return asked

    def get_form_kwargs(self) -> dict[str, Any]:
        """The form offers the members of both sides."""
        return super().get_form_kwargs() | {"asker": self.delegation, "asked": self.asked}

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
