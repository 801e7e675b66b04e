"""The form of an event's phases."""

from __future__ import annotations

from django import forms

from vimeet.console.forms.registration import MomentInput
from vimeet.events.models import Event
from vimeet.events.phases import PHASE_FIELDS


class PhasesForm(forms.ModelForm):  # type: ignore[type-arg]
    """Five dates; their order is checked where they are saved."""

    class Meta:
        model = Event
        fields = PHASE_FIELDS
        widgets = dict.fromkeys(PHASE_FIELDS, MomentInput)
