"""Meeting requests: read, weighed, made and answered on behalf of people."""

from __future__ import annotations

import csv
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpResponse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.timezone import localtime
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from vimeet.console.forms.filters import RequestFilter
from vimeet.console.forms.people import PriorityForm, RequestForm
from vimeet.console.views.base import (
    ActionView,
    FormPage,
    ListPage,
    ModelFormPage,
    Text,
)
from vimeet.meetings.models import Request
from vimeet.meetings.selectors.figures import request_counts
from vimeet.meetings.services.priorities import set_priority
from vimeet.meetings.services.requests import (
    RequestError,
    accept_request,
    decline_request,
    propose_request,
    withdraw_request,
)
from vimeet.registration.selectors import words_in

SIDES = ("asker__participant_type", "asked__participant_type")


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


def cell(value: object) -> str:
    """``value`` for a spreadsheet: a text that looks like a formula must not become one."""
    text = str(value)
    return f"'{text}" if text.startswith(("=", "+", "-", "@", "\t", "\r")) else text


class RequestsCsvView(RequestsView):
    """The same list, all of it, for a spreadsheet."""

    def render_to_response(self, context: Any, **kwargs: Any) -> HttpResponse:
        """One line per request."""
        response = HttpResponse(content_type="text/csv; charset=utf-8")
        name = f"{self.event.slug}-requests.csv"
        response["Content-Disposition"] = f'attachment; filename="{name}"'
        # The mark tells spreadsheets that it is UTF-8; where the comma is decimal they split at ;
        response.write("\ufeff")
        writer = csv.writer(response, delimiter=";" if get_language() == "fr" else ",")
        writer.writerow(
            [
                _("Who asks"),
                _("Type"),
                _("Who is asked"),
                _("Type"),
                _("State"),
                _("Weight"),
                _("Must be placed"),
                _("Asked on"),
                _("Message"),
            ]
        )
        for request in self.object_list:
            row = (
                request.asker.name,
                request.asker.participant_type.name,
                request.asked.name,
                request.asked.participant_type.name,
                request.get_state_display(),
                request.weight,
                _("yes") if request.must else _("no"),
                localtime(request.created_at).strftime("%Y-%m-%d %H:%M"),
                request.message,
            )
            writer.writerow([cell(value) for value in row])
        return response


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

    @transaction.atomic
    def save(self, form: forms.Form) -> None:
        """Propose, weigh and, where both have agreed, accept."""
        data = form.cleaned_data
        try:
            request = propose_request(
                asker=data["asker"],
                asked=data["asked"],
                actor=self.actor,
                message=data["message"],
            )
            set_priority(request=request, weight=data["weight"], must=False, actor=self.actor)
            if data["agreed"]:
                accept_request(request=request, actor=self.actor)
        except RequestError as refusal:
            raise ValidationError(str(refusal)) from refusal


class RequestView(ModelFormPage):
    """One request: what was said, how much it counts, and answers for people."""

    template_name = "console/request.html"
    form_class = PriorityForm
    rows = Request.objects.select_related("event__organiser", *SIDES, "created_by")
    nav = "requests"
    submit = gettext_lazy("Save")
    done = gettext_lazy("The request is saved.")
    parent = "requests"
    parent_title = gettext_lazy("Requests")

    def save(self, form: forms.Form) -> Request:
        """Weigh it."""
        return set_priority(request=self.object, actor=self.actor, **form.cleaned_data)


ANSWERS = {
    "accept": (accept_request, gettext_lazy("The request is accepted.")),
    "decline": (decline_request, gettext_lazy("The request is declined.")),
    "withdraw": (withdraw_request, gettext_lazy("The request is withdrawn.")),
}


class RequestAnswerView(ActionView):
    """Accept, decline or withdraw for people."""

    refusals = (RequestError,)
    answer = ""

    def next_url(self) -> str:
        """Back to the page with the button; 404 if there is no such request."""
        self.meeting_request = self.find(Request.objects.all())
        back = self.request.POST.get("next", "")
        if back.startswith("/") and url_has_allowed_host_and_scheme(back, allowed_hosts=None):
            return back
        return self.url("requests")

    def act(self) -> Text:
        """Answer."""
        answer, done = ANSWERS[self.answer]
        answer(request=self.meeting_request, actor=self.actor)
        return done
