"""The registrations that were sent: read, approved, refused."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.views.generic import TemplateView

from vimeet.console.forms.registration import RefusalForm, RegistrationFilter
from vimeet.console.views.base import ActionView, ConsolePage, ListPage, Text
from vimeet.registration.models import Registration
from vimeet.registration.selectors import (
    place_in_queue,
    registration_counts,
    sent_registrations,
)
from vimeet.registration.selectors.forms import answers_of, types_with_forms
from vimeet.registration.services import put_on_waiting_list
from vimeet.shop.services import admissions
from vimeet.shop.services.withdrawals import refuse, withdraw


class RegistrationsView(ListPage):
    """All registrations that were sent: searched, filtered, sorted."""

    template_name = "console/registration/list.html"
    context_object_name = "registrations"
    nav = "registrations"
    sorts = {
        "sent": ("-submitted_at",),
        "name": ("name",),
        "type": ("participant_type_id", "name"),
        "state": ("state", "submitted_at"),
    }

    def filter_form(self) -> forms.Form:
        """Filter by words, state, type."""
        return RegistrationFilter(self.request.GET, event=self.event)

    def get_rows(self) -> QuerySet[Registration]:
        """The registrations that the filter asks for."""
        rows = sent_registrations(self.event, self.filters.get("q") or "")
        if state := self.filters.get("state"):
            rows = rows.filter(state=state)
        if kind := self.filters.get("type"):
            rows = rows.filter(participant_type=kind)
        return rows

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add how many are in each state."""
        return super().get_context_data(
            counts=registration_counts(self.event),
            types_with_forms=types_with_forms(self.event),
            **kwargs,
        )


class RegistrationView(ConsolePage, TemplateView):
    """One registration, with what can be done about it."""

    template_name = "console/registration/registration.html"
    nav = "registrations"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add all there is to know."""
        registration = self.find(sent_registrations(self.event))
        return super().get_context_data(
            registration=registration,
            people=list(registration.people.all()),
            answers=answers_of(registration),
            queue=place_in_queue(registration),
            refusal=RefusalForm(),
            may_be_free=admissions.may_be_free(registration),
            **kwargs,
        )


class RegistrationActionView(ActionView):
    """Decides on one registration, then back to it. ``act_on`` names what is done."""

    act_on = "approve"

    def next_url(self) -> str:
        """Its page; 404 if there is no such registration."""
        self.registration: Registration = self.find(sent_registrations(self.event))
        return self.url("registration", pk=self.registration.pk)

    def act(self) -> Text:
        """Do it."""
        told: Text = getattr(self, self.act_on)()
        return told

    def approve(self) -> Text:
        """Let it in."""
        result = admissions.approve(registration=self.registration, actor=self.actor)
        if result.state == Registration.State.CONFIRMED:
            return _("%(company)s takes part.") % {"company": result.name}
        return _("%(company)s is approved and asked to go on.") % {"company": result.name}

    def free(self) -> Text:
        """Let it take part without a package."""
        admissions.admit_free(registration=self.registration, actor=self.actor)
        return _("%(company)s takes part.") % {"company": self.registration.name}

    def wait(self) -> Text:
        """Put it on the waiting list."""
        put_on_waiting_list(registration=self.registration, actor=self.actor)
        return _("%(company)s is on the waiting list.") % {"company": self.registration.name}

    def refuse(self) -> Text:
        """Refuse it, with a reason."""
        form = RefusalForm(self.request.POST)
        if not form.is_valid():
            raise ValidationError(_("Say why: the contact is told."))
        refuse(registration=self.registration, actor=self.actor, reason=form.cleaned_data["reason"])
        return _("%(company)s is refused.") % {"company": self.registration.name}

    def withdraw(self) -> Text:
        """Withdraw it on behalf of its contact."""
        withdraw(registration=self.registration, actor=self.actor)
        return _("The registration of %(company)s is withdrawn.") % {
            "company": self.registration.name
        }
