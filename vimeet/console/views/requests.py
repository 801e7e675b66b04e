"""Meeting requests: read, weighed, made and answered on behalf of people."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.generic import View

from vimeet.console.forms.filters import RequestFilter
from vimeet.console.forms.requests import RequestEditForm, RequestForm
from vimeet.console.views.base import (
    ActionView,
    ConsolePage,
    FormPage,
    ListPage,
    ModelFormPage,
    Text,
)
from vimeet.meetings.models import Request
from vimeet.meetings.selectors.amending import amending
from vimeet.meetings.selectors.figures import request_counts
from vimeet.meetings.selectors.pairs import pair_of
from vimeet.meetings.selectors.rules import rules_of
from vimeet.meetings.services.answering import answer_all
from vimeet.meetings.services.attendance import name_delegates
from vimeet.meetings.services.priorities import set_priority, set_side_priority
from vimeet.meetings.services.requests import (
    RequestError,
    accept_request,
    decline_request,
    propose_request,
)
from vimeet.meetings.services.withdrawals import withdraw_request
from vimeet.registration.selectors import words_in

SIDES = ("asker__participant_type", "asked__participant_type")
ASKER, ASKED = Request.Side.ASKER, Request.Side.ASKED


class RequestsView(ListPage):
    """All requests of the event."""

    template_name = "console/requests.html"
    context_object_name = "requests"
    nav = "requests"
    sorts = {
        "asked": ("-created_at", "-pk"),
        "asker": ("asker__name",),
        "other": ("asked__name",),
        "state": ("state", "-created_at"),
        "weight": ("weight", "asker__name"),
    }

    def filter_form(self) -> forms.Form:
        """Filter by words, state, type."""
        return RequestFilter(self.request.GET, event=self.event)

    def get_rows(self) -> QuerySet[Request]:
        """The requests that the filter asks for."""
        rows = Request.objects.of_event(self.event).select_related(*SIDES)
        if words := self.filters.get("q"):
            rows = rows.filter(words_in(words, "asker__name", "asked__name"))
        if state := self.filters.get("state"):
            rows = rows.filter(state=state)
        if chosen := self.filters.get("type"):
            rows = rows.filter(asker__participant_type=chosen)
        return rows

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the numbers by state."""
        return super().get_context_data(counts=request_counts(self.event), **kwargs)


class RequestAddView(FormPage):
    """A request on behalf of those who ask."""

    form_class = RequestForm
    nav = "requests"
    heading = gettext_lazy("Add a request")
    submit = gettext_lazy("Add")
    done = gettext_lazy("The request is added.")
    parent = "requests"
    parent_title = gettext_lazy("Requests")

    def get_form_kwargs(self) -> dict[str, Any]:
        """Offer the event's delegations."""
        return super().get_form_kwargs() | {"event": self.event}

    def save(self, form: forms.Form) -> None:
        """Propose, weigh and, where both have agreed, accept: all of it or nothing."""
        data = form.cleaned_data
        try:
            with transaction.atomic():
                request = propose_request(
                    asker=data["asker"],
                    asked=data["asked"],
                    actor=self.actor,
                    message=data["message"],
                    priority=data["asker_priority"],
                    staff=True,
                )
                priority = data["asked_priority"]
                step: dict[str, Any] = {"request": request, "actor": self.actor}
                set_side_priority(**step, side=ASKED, priority=priority, staff=True)
                if data["weight"] is not None:
                    set_priority(**step, weight=data["weight"], must=False)
                if data["agreed"]:
                    accept_request(**step, staff=True)
        except RequestError as refusal:
            raise ValidationError(str(refusal)) from refusal


class RequestView(ModelFormPage):
    """One request: what was said, how much it counts, who goes, and answers for people."""

    template_name = "console/request.html"
    form_class = RequestEditForm
    rows = Request.objects.select_related("event__organiser", *SIDES, "created_by")
    nav = "requests"
    submit = gettext_lazy("Save")
    done = gettext_lazy("The request is saved.")
    parent = "requests"
    parent_title = gettext_lazy("Requests")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add what the rules would weigh it, what is said of the pair, and its released meeting."""
        ask = self.object
        return super().get_context_data(
            by_rules=rules_of(self.event).weight_of(ask.asker_priority, ask.asked_priority),
            pair=pair_of(ask.asker, ask.asked),
            amending=amending(ask),
            **kwargs,
        )

    def save(self, form: forms.Form) -> Request:
        """Weigh it, and say who goes: all of it or nothing."""
        data = form.cleaned_data
        step: dict[str, Any] = {"request": self.object, "actor": self.actor}
        try:
            with transaction.atomic():
                people: dict[str, Any] = {
                    side: data[f"{side}_delegates"]
                    for side in (ASKER, ASKED)
                    if data.get(f"{side}_delegates") is not None
                }
                if people:
                    name_delegates(**step, people=people, staff=True)
                for side in (ASKER, ASKED):
                    if priority := data.get(f"{side}_priority"):
                        set_side_priority(**step, side=side, priority=priority, staff=True)
                return set_priority(**step, weight=data["weight"], must=data["must"])
        except RequestError as refusal:
            raise ValidationError(str(refusal)) from refusal


def _withdraw(request: Request, **kwargs: Any) -> Request:
    """Withdraw it as the organiser, who sees it as it is."""
    return withdraw_request(
        request=request, by=Request.Side.ORGANISER, seen=request.state, **kwargs
    )


ANSWERS: dict[str, tuple[Callable[..., Request], Text]] = {
    "accept": (partial(accept_request, staff=True), gettext_lazy("The request is accepted.")),
    "decline": (partial(decline_request, staff=True), gettext_lazy("The request is declined.")),
    "withdraw": (_withdraw, gettext_lazy("The request is withdrawn.")),
}


def way_back(request: HttpRequest) -> str | None:
    """The page with the button or link, as ``next`` names it; None if it is none of ours."""
    back = request.POST.get("next") or request.GET.get("next", "")
    ours = back.startswith("/") and url_has_allowed_host_and_scheme(back, allowed_hosts=None)
    return back if ours else None


class RequestAnswerView(ActionView):
    """Accept, decline or withdraw for people."""

    refusals = (RequestError,)
    answer = ""

    def next_url(self) -> str:
        """Back to the page with the button; 404 if there is no such request."""
        self.meeting_request = self.find(Request.objects.select_related("event"))
        return way_back(self.request) or self.url("requests")

    def act(self) -> Text:
        """Answer."""
        answer, done = ANSWERS[self.answer]
        answer(request=self.meeting_request, actor=self.actor)
        return done


class RequestsAnswerView(ConsolePage, View):
    """Accept, decline or withdraw all requests that are ticked (POST)."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest) -> HttpResponse:
        """Answer them; those that can't be answered any more are named."""
        chosen = [int(pk) for pk in request.POST.getlist("chosen") if pk.isdecimal()]
        rows = Request.objects.of_event(self.event).filter(pk__in=chosen)
        answer = ANSWERS.get(request.POST.get("answer", ""))
        if answer is None or not rows:
            messages.error(request, _("Tick the requests first."))
        else:
            self.tell(rows.select_related("event__organiser", "asker", "asked"), answer[0])
        return HttpResponseRedirect(way_back(request) or self.url("requests"))

    def tell(self, rows: QuerySet[Request], answer: Any) -> None:
        """Answer, and say how many."""
        outcome = answer_all(
            requests=rows, answer=lambda row: answer(request=row, actor=self.actor)
        )
        if n := len(outcome.done):
            text = ngettext("%(n)d request is settled.", "%(n)d requests are settled.", n)
            messages.success(self.request, text % {"n": n})
        for row, reason in outcome.refused:
            messages.error(self.request, f"{row}: {reason}")
