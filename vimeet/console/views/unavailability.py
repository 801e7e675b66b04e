"""When a delegate can't meet: said for them."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from vimeet.console.forms.unavailability import UnavailabilityForm
from vimeet.console.views.base import ActionView, FormPage, Text
from vimeet.meetings.models import Unavailability
from vimeet.meetings.services.unavailability import (
    UnavailabilityError,
    add_unavailability,
    remove_unavailability,
)
from vimeet.registration.models import Delegate


class UnavailabilityAddView(FormPage):
    """A time more in which a delegate takes no meeting."""

    form_class = UnavailabilityForm
    nav = "delegations"
    submit = gettext_lazy("Block this time")
    done = gettext_lazy("Blocked. Plans made from now on leave this time free.")
    parent_title = gettext_lazy("Delegation")

    @cached_property
    def delegate(self) -> Delegate:
        """Whose time it is; 404 if there is no such delegate."""
        found: Delegate = self.find(Delegate.objects.select_related("delegation__event__organiser"))
        return found

    def get_form_kwargs(self) -> dict[str, Any]:
        """The event, for its days."""
        return super().get_form_kwargs() | {"event": self.event}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Say whose time it is."""
        context = super().get_context_data(**kwargs)
        name = self.delegate.name
        return context | {"heading": _("When %(name)s can’t meet") % {"name": name}}

    def save(self, form: forms.Form) -> Unavailability:
        """Block it."""
        data = form.cleaned_data
        try:
            return add_unavailability(
                delegate=self.delegate,
                starts_at=data["starts_at"],
                ends_at=data["ends_at"],
                away=not data["on_site"],
                reason=data["reason"],
                actor=self.actor,
                staff=True,
            )
        except UnavailabilityError as refusal:
            raise ValidationError(str(refusal)) from refusal

    def get_success_url(self) -> str:
        """The delegation."""
        return self.url("delegation", pk=self.delegate.delegation_id) + "#blocked"


class UnavailabilityRemoveView(ActionView):
    """A time less."""

    def next_url(self) -> str:
        """The delegation; 404 if there is no such time."""
        self.span = self.find(
            Unavailability.objects.select_related("delegate__delegation__event__organiser")
        )
        return self.url("delegation", pk=self.span.delegate.delegation_id) + "#blocked"

    def act(self) -> Text:
        """Free it."""
        remove_unavailability(unavailability=self.span, actor=self.actor, staff=True)
        return _("This time is free again.")
