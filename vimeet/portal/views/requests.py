"""Whom I asked and who asked me: two lists, answers to one or several, what my side says."""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext
from django.views.generic import FormView, TemplateView, View

from vimeet.accounts.views import signed_in
from vimeet.events.phases import Phase, why_closed, window_of
from vimeet.meetings.models import Request
from vimeet.meetings.selectors.pairs import is_locked
from vimeet.meetings.selectors.quotas import quota_of
from vimeet.meetings.selectors.requests import request_of, requests_made, requests_received
from vimeet.meetings.services.answering import answer_all
from vimeet.meetings.services.attendance import name_delegates
from vimeet.meetings.services.priorities import set_side_priority
from vimeet.meetings.services.requests import RequestError, accept_request, decline_request
from vimeet.meetings.services.withdrawals import is_told, withdraw_request
from vimeet.portal.access import PortalEventMixin
from vimeet.portal.forms.requests import AnswerForm, SideForm


def groups(requests: Iterable[Request]) -> dict[str, list[Request]]:
    """What waits for an answer, what is agreed, and what came to nothing; in this order."""
    found: dict[str, list[Request]] = {"waiting": [], "agreed": [], "ended": []}
    names = {Request.State.PROPOSED: "waiting", Request.State.ACCEPTED: "agreed"}
    for row in requests:
        found[names.get(Request.State(row.state), "ended")].append(row)
    return found


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
            "closed": why_closed(self.event, Phase.REQUESTS),
            "quota": quota_of(self.delegation) if sent else None,
            "tab": "sent" if sent else "received",
            "until": window_of(self.event, Phase.REQUESTS).last_moment,
            "groups": groups((requests_made if sent else requests_received)(self.delegation)),
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


class _OfOneRequest(PortalEventMixin):
    """The request that the address names, if my delegation asked or is asked; else 404."""

    kwargs: dict[str, Any]

    def find(self) -> Request:
        """The request."""
        row = request_of(self.delegation, self.kwargs["pk"])
        if row is None:
            raise Http404
        return row

    def side(self, row: Request) -> str:
        """The side that my delegation is on."""
        asks = row.asker_id == self.delegation.pk
        return Request.Side.ASKER if asks else Request.Side.ASKED


class RequestView(_OfOneRequest, FormView):  # type: ignore[type-arg]
    """One request: who they are, how it stands, what we say of it, how to end it."""

    template_name = "portal/request_page.html"
    form_class = SideForm
    nav = "requests"

    def get_form_kwargs(self) -> dict[str, Any]:
        """The request and our side of it."""
        self.row = self.find()
        return super().get_form_kwargs() | {"row": self.row, "side": self.side(self.row)}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add what each side is, and whether it can still be changed."""
        context = super().get_context_data(**kwargs)
        row, sent = self.row, self.side(self.row) == Request.Side.ASKER
        other = row.asked if sent else row.asker
        theirs, ours = row.asked_delegates.all(), row.asker_delegates.all()
        return context | {
            "ask": row,
            "tab": "sent" if sent else "received",
            "other": other,
            "needed_terms": other.needed_terms.all(),
            "offered_terms": other.offered_terms.all(),
            "theirs": theirs if sent else ours,
            "ours": ours if sent else theirs,
            "closed": why_closed(self.event, Phase.REQUESTS),
            "released": row.state == Request.State.ACCEPTED and is_told(row),
            "locked": row.is_open and is_locked(row.asker, row.asked),
        }

    def form_valid(self, form: Any) -> HttpResponse:
        """Save how much it counts to us and who goes."""
        side, actor = self.side(self.row), signed_in(self.request)
        data = form.cleaned_data
        try:
            with transaction.atomic():
                if "delegates" in data:
                    people = {side: data["delegates"]}
                    name_delegates(request=self.row, people=people, actor=actor)
                set_side_priority(
                    request=self.row, side=side, priority=data["priority"], actor=actor
                )
        except RequestError as error:
            messages.error(self.request, str(error))
        else:
            messages.success(self.request, _("Saved. Plans made from now on take it into account."))
        return self.go_to("requests", tab="sent" if side == Request.Side.ASKER else "received")


class RequestStepView(_OfOneRequest, View):
    """One step on one request (POST), then back to its list."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Take the step; where it comes too late, say how the request stands."""
        row = self.find()
        if not self.may_step(row):
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
    """Take my own request back, or withdraw from what we had agreed on."""

    def may_step(self, row: Request) -> bool:
        """Those who asked, always; those who were asked, once they had accepted."""
        return row.asker_id == self.delegation.pk or row.state != Request.State.PROPOSED

    def step(self, row: Request) -> str:
        """Withdraw what the person saw: what was accepted only if they knew it was."""
        withdraw_request(
            request=row,
            actor=signed_in(self.request),
            by=self.side(row),
            seen=self.request.POST.get("seen", Request.State.PROPOSED),
        )
        return _("The request is withdrawn. They have been told.")


class AnswerChosenView(PortalEventMixin, View):
    """Accept or decline all the requests that are ticked (POST)."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest) -> HttpResponse:
        """Answer them; those that can't be answered any more are named."""
        chosen = [int(pk) for pk in request.POST.getlist("chosen") if pk.isdecimal()]
        rows = list(requests_received(self.delegation).filter(pk__in=chosen))
        form = AnswerForm(request.POST)
        if not rows:
            messages.error(request, _("Tick the requests that you want to answer."))
        elif not form.is_valid():
            messages.error(request, _("The reason is too long."))
        else:
            self.answer(rows, form.cleaned_data["reason"])
        return self.go_to("requests", tab="received")

    def answer(self, rows: list[Request], reason: str) -> None:
        """Do it and tell the person how many."""
        actor = signed_in(self.request)
        accepts = self.request.POST.get("answer") == "accept"
        if accepts:
            outcome = answer_all(
                requests=rows, answer=lambda row: accept_request(request=row, actor=actor)
            )
        else:
            decline = partial(decline_request, actor=actor, reason=reason)
            outcome = answer_all(requests=rows, answer=lambda row: decline(request=row))
        if n := len(outcome.done):
            text = (
                ngettext("%(n)d request accepted.", "%(n)d requests accepted.", n)
                if accepts
                else ngettext("%(n)d request declined.", "%(n)d requests declined.", n)
            )
            messages.success(self.request, text % {"n": n})
        for row, reason in outcome.refused:
            messages.error(self.request, f"{row.asker.name}: {reason}")
