"""Delegations and their delegates."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView, View

from vimeet.console.forms.delegation_field import names_found
from vimeet.console.forms.filters import DelegationFilter
from vimeet.console.forms.people import DelegateForm, DelegationForm
from vimeet.console.views.base import (
    ActionView,
    ConsolePage,
    FormPage,
    ListPage,
    ModelFormPage,
    Text,
)
from vimeet.meetings.models import Unavailability
from vimeet.meetings.selectors.changes import current_release
from vimeet.meetings.selectors.figures import with_meeting_counts
from vimeet.meetings.selectors.meetings import meetings_of_delegation
from vimeet.meetings.selectors.quotas import quota_of
from vimeet.meetings.selectors.requests import requests_made, requests_received
from vimeet.registration.models import Delegate, Delegation
from vimeet.registration.selectors import PROFILE_TEXTS, words_in
from vimeet.registration.services import (
    add_delegate,
    add_delegation,
    delete_delegation,
    remove_delegate,
    update_delegate,
    update_delegation,
)


class DelegationsView(ListPage):
    """All delegations: searched, filtered, sorted, with what they asked and have."""

    template_name = "console/delegations.html"
    context_object_name = "delegations"
    nav = "delegations"
    sorts = {
        "name": ("name",),
        "type": ("participant_type_id", "name"),
        "country": ("country", "name"),
        "people": ("delegate_count", "name"),
        "open": ("open_count", "name"),
        "accepted": ("accepted_count", "name"),
        "meetings": ("meeting_count", "name"),
        "credits": ("max_meetings", "name"),
    }

    def filter_form(self) -> forms.Form:
        """Filter by words, type, country."""
        return DelegationFilter(self.request.GET, event=self.event)

    def get_rows(self) -> QuerySet[Delegation]:
        """The delegations that the filter asks for."""
        rows = Delegation.objects.of_event(self.event).select_related("participant_type")
        if words := self.filters.get("q"):
            rows = rows.filter(words_in(words, "name", "city", *PROFILE_TEXTS))
        if chosen := self.filters.get("type"):
            rows = rows.filter(participant_type=chosen)
        if country := self.filters.get("country"):
            rows = rows.filter(country=country)
        return with_meeting_counts(rows, self.event)


class DelegationNamesView(ConsolePage, View):
    """The names that fit what is typed into a field of a form: see ``DelegationField``."""

    http_method_names = ["get", "head"]

    def get(self, request: HttpRequest) -> HttpResponse:
        """The options of the field's list. htmx says which field asks; else it is ``q``."""
        field = request.headers.get("HX-Trigger-Name", "q")
        names = names_found(self.event, request.GET.get(field, ""))
        return render(request, "forms/delegation_names.html", {"names": names})


class DelegationView(ConsolePage, TemplateView):
    """One delegation: profile, people, requests, meetings, when they can't meet."""

    template_name = "console/delegation.html"
    nav = "delegations"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add all there is to know."""
        rows = Delegation.objects.select_related("participant_type", "stand", "event", "logo")
        delegation = self.find(rows)
        release = current_release(self.event)
        return super().get_context_data(
            delegation=delegation,
            quota=quota_of(delegation),
            delegates=list(delegation.delegates.select_related("photo")),
            needed_terms=list(delegation.needed_terms.all()),
            offered_terms=list(delegation.offered_terms.all()),
            made=list(requests_made(delegation)),
            received=list(requests_received(delegation)),
            release=release,
            meetings=meetings_of_delegation(delegation, release) if release else [],
            unavailabilities=Unavailability.objects.of_event(self.event)
            .filter(delegate__delegation=delegation)
            .select_related("delegate"),
            **kwargs,
        )


class _DelegationFormPage(FormPage):
    form_class = DelegationForm
    nav = "delegations"
    submit = gettext_lazy("Save")
    done = gettext_lazy("The delegation is saved.")
    parent = "delegations"
    parent_title = gettext_lazy("Delegations")

    def get_form_kwargs(self) -> dict[str, Any]:
        """The event, for its types and stands."""
        return super().get_form_kwargs() | {"event": self.event}


class DelegationAddView(_DelegationFormPage):
    """A new delegation; its people come next."""

    heading = gettext_lazy("Add a delegation")

    def save(self, form: forms.Form) -> None:
        """Add it."""
        self.added = add_delegation(event=self.event, actor=self.actor, **form.cleaned_data)

    def get_success_url(self) -> str:
        """Its own page."""
        return self.url("delegation", pk=self.added.pk)

    def parent_url(self) -> str:
        """The list."""
        return self.url("delegations")


class DelegationEditView(_DelegationFormPage, ModelFormPage):
    """A delegation's profile and package."""

    heading = gettext_lazy("Change the delegation")
    rows = Delegation.objects.select_related("participant_type", "stand")

    def save(self, form: forms.Form) -> None:
        """Change it."""
        update_delegation(delegation=self.object, actor=self.actor, **form.cleaned_data)

    def get_success_url(self) -> str:
        """Its own page."""
        return self.url("delegation", pk=self.kwargs["pk"])


class DelegationDeleteView(ActionView):
    """A delegation that does not come."""

    def next_url(self) -> str:
        """The list; 404 if there is no such delegation."""
        self.delegation = self.find(Delegation.objects.all())
        return self.url("delegations")

    def act(self) -> Text:
        """Delete it."""
        delete_delegation(delegation=self.delegation, actor=self.actor)
        return _("%(name)s is deleted.") % {"name": self.delegation.name}


class _DelegateFormPage(FormPage):
    form_class = DelegateForm
    nav = "delegations"
    submit = gettext_lazy("Save")
    done = gettext_lazy("The delegate is saved.")
    parent_title = gettext_lazy("Delegation")


class DelegateAddView(_DelegateFormPage):
    """A person more in a delegation."""

    heading = gettext_lazy("Add a delegate")

    def get_form_kwargs(self) -> dict[str, Any]:
        """Into which delegation."""
        self.delegation = self.find(Delegation.objects.all())
        return super().get_form_kwargs() | {"instance": Delegate(delegation=self.delegation)}

    def save(self, form: forms.Form) -> None:
        """Add them."""
        add_delegate(delegation=self.delegation, actor=self.actor, **form.cleaned_data)

    def get_success_url(self) -> str:
        """The delegation."""
        return self.url("delegation", pk=self.kwargs["pk"])


class DelegateEditView(_DelegateFormPage, ModelFormPage):
    """A person's data."""

    heading = gettext_lazy("Change the delegate")
    rows = Delegate.objects.select_related("delegation__event__organiser")

    def save(self, form: forms.Form) -> None:
        """Change it."""
        update_delegate(delegate=self.object, actor=self.actor, **form.cleaned_data)

    def get_success_url(self) -> str:
        """The delegation."""
        return self.url("delegation", pk=self.object.delegation_id)


class DelegateRemoveView(ActionView):
    """A person less."""

    def next_url(self) -> str:
        """The delegation; 404 if there is no such person."""
        self.delegate = self.find(Delegate.objects.select_related("delegation"))
        return self.url("delegation", pk=self.delegate.delegation_id)

    def act(self) -> Text:
        """Remove them."""
        remove_delegate(delegate=self.delegate, actor=self.actor)
        return _("%(name)s is removed.") % {"name": self.delegate.name}
