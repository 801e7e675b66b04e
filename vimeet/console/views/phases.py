"""When participants may do what."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from vimeet.console.forms.phases import PhasesForm
from vimeet.console.views.base import FormPage
from vimeet.events.models import Event
from vimeet.events.phases import Phase, window_of
from vimeet.meetings.services.keeping_back import set_phases


class PhasesView(FormPage):
    """The dates, and beside them where each phase stands."""

    template_name = "console/phases.html"
    form_class = PhasesForm
    nav = "phases"
    heading = gettext_lazy("Phases")
    submit = gettext_lazy("Save")
    done = gettext_lazy("The phases are saved.")
    parent = "phases"
    parent_title = gettext_lazy("Phases")

    def get_form_kwargs(self) -> dict[str, Any]:
        """A copy of the event: a refused change must not show in the page's head."""
        copy = Event.objects.get(pk=self.event.pk)
        return super().get_form_kwargs() | {"instance": copy}

    def save(self, form: forms.Form) -> Event:
        """Set the dates."""
        return set_phases(event=self.event, actor=self.actor, **form.cleaned_data)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add what participants may do today."""
        names = {
            Phase.DIRECTORY: _("See who takes part"),
            Phase.REQUESTS: _("Ask for meetings and answer"),
            Phase.AGENDAS: _("Read the released agenda"),
            Phase.CHANGES: _("Block times, move and cancel"),
        }
        windows = [(name, window_of(self.event, phase)) for phase, name in names.items()]
        return super().get_context_data(
            phases=[(name, window, window.stand()) for name, window in windows],
            **kwargs,
        )
