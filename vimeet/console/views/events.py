"""The list of events, a new one, one event's dashboard and its settings."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

from django import forms
from django.contrib import messages
from django.db.models import QuerySet
from django.forms import BaseForm
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import CreateView, ListView, TemplateView

from vimeet.accounts.models import Membership
from vimeet.accounts.views import signed_in
from vimeet.console.access import MONEY_ROLES, ROLES
from vimeet.console.forms.events import EventForm, NewEventForm
from vimeet.console.views.base import ConsolePage, FormPage
from vimeet.events.models import Event
from vimeet.events.selectors import events_of_member, organisers_of_member, with_role
from vimeet.events.services.events import FIELDS, create_event, update_event
from vimeet.meetings.selectors.figures import EventFigures, event_figures, with_counts


class MembersOnly:
    """For pages outside any event: those who are one of ``roles`` somewhere, nobody else."""

    roles: ClassVar[tuple[Membership.Role, ...]] = ROLES

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Let them in; for others there is nothing here."""
        if not organisers_of_member(signed_in(request), self.roles).exists():
            raise Http404
        response: HttpResponseBase = super().dispatch(request, *args, **kwargs)  # type: ignore[misc]
        return response


class EventsView(MembersOnly, ListView):  # type: ignore[type-arg]
    """All events of the organisers that the user is a member of."""

    template_name = "console/events.html"
    context_object_name = "events"
    roles = MONEY_ROLES

    def get_queryset(self) -> QuerySet[Event]:
        """The events with their figures, and what the user is to each."""
        user = signed_in(self.request)
        return with_role(with_counts(events_of_member(user, MONEY_ROLES)), user)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add whether the user may make events: accountants may not."""
        organisers = organisers_of_member(signed_in(self.request), ROLES)
        return super().get_context_data(may_add=organisers.exists(), **kwargs)


class NewEventView(MembersOnly, CreateView):  # type: ignore[type-arg]
    """A new event."""

    template_name = "console/event_new.html"
    form_class = NewEventForm

    def get_form_kwargs(self) -> dict[str, Any]:
        """Offer the user's organisers."""
        organisers = organisers_of_member(signed_in(self.request), ROLES)
        return super().get_form_kwargs() | {"organisers": organisers}

    def form_valid(self, form: BaseForm) -> HttpResponse:
        """Create it and go to its dashboard."""
        event = create_event(actor=signed_in(self.request), **form.cleaned_data)
        messages.success(self.request, _("The event is there. Now give it slots and places."))
        return HttpResponseRedirect(reverse("console:event", kwargs=event.url_kwargs))

    def form_invalid(self, form: BaseForm) -> HttpResponse:
        """Show what is wrong."""
        return self.render_to_response(self.get_context_data(form=form), status=422)


@dataclass(frozen=True)
class Step:
    """One thing to do before the agendas are out, and whether it is done."""

    text: str
    done: bool
    url: str


class EventView(ConsolePage, TemplateView):
    """The dashboard: where the event stands, what to do next."""

    template_name = "console/event.html"
    nav = "event"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the figures and the steps."""
        figures = event_figures(self.event)
        steps = self.steps(figures)
        return super().get_context_data(
            figures=figures,
            steps=steps,
            next_step=next((step for step in steps if not step.done), None),
            **kwargs,
        )

    def steps(self, figures: EventFigures) -> list[Step]:
        """From an empty event to released agendas."""
        planning = self.url("planning")
        return [
            Step(_("Generate the slots"), figures.slots > 0, self.url("slots")),
            Step(_("Describe the places"), figures.places > 0, self.url("places")),
            Step(
                _("Add delegations and their delegates"),
                figures.delegates > 0 and not figures.without_delegate,
                self.url("delegations"),
            ),
            Step(_("Have requests accepted"), figures.accepted > 0, self.url("requests")),
            Step(
                _("Plan the meetings"),
                figures.draft is not None or figures.release is not None,
                planning,
            ),
            Step(_("Release the agendas"), figures.release is not None, planning),
        ]


class EventEditView(FormPage):
    """An event's settings."""

    form_class = EventForm
    nav = "event"
    heading = gettext_lazy("Settings of the event")
    submit = gettext_lazy("Save")
    done = gettext_lazy("The settings are saved.")
    parent = "event"
    parent_title = gettext_lazy("Dashboard")

    def get_form_kwargs(self) -> dict[str, Any]:
        """A copy of the event: a refused change must not show in the page's head."""
        copy = Event.objects.get(pk=self.event.pk)
        return super().get_form_kwargs() | {"instance": copy}

    def save(self, form: forms.Form) -> Event:
        """Change the event."""
        values = {name: form.cleaned_data[name] for name in FIELDS}
        return update_event(event=self.event, actor=self.actor, **values)
