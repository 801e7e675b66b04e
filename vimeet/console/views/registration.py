"""How one registers for the event: when, as what, and what the public page says."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import Count, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy

from vimeet.console.forms.registration import RegistrationSettingsForm
from vimeet.console.views.base import FormPage
from vimeet.events.models import Event, ParticipantType
from vimeet.events.services.events import update_event
from vimeet.registration.models import Registration


class RegistrationSettingsView(FormPage):
    """The settings, and beside them the types with their places."""

    template_name = "console/registration/settings.html"
    form_class = RegistrationSettingsForm
    nav = "registration_settings"
    heading = gettext_lazy("Registration")
    submit = gettext_lazy("Save")
    done = gettext_lazy("The settings are saved.")
    parent = "registration_settings"
    parent_title = gettext_lazy("Registration")

    def get_form_kwargs(self) -> dict[str, Any]:
        """A copy of the event: a refused change must not show in the page's head."""
        copy = Event.objects.get(pk=self.event.pk)
        return super().get_form_kwargs() | {"instance": copy}

    def save(self, form: forms.Form) -> Event:
        """Change the event."""
        return update_event(event=self.event, actor=self.actor, **form.cleaned_data)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the public address, and the types with what is taken."""
        states = {
            "holding_count": Q(registrations__state__in=Registration.HOLDING),
            "waiting_count": Q(registrations__state=Registration.State.WAITING),
        }
        types = ParticipantType.objects.of_event(self.event).annotate(
            delegation_count=Count("delegations", distinct=True),
            **{
                name: Count("registrations", filter=condition, distinct=True)
                for name, condition in states.items()
            },
        )
        address = reverse("register:event", kwargs=self.event.url_kwargs)
        return super().get_context_data(
            types=types, public_url=self.request.build_absolute_uri(address), **kwargs
        )
