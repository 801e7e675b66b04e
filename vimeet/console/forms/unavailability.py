"""The form of a time in which a delegate can't meet."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy

from vimeet.console.forms.events import SlotForm
from vimeet.meetings.models import Unavailability


class UnavailabilityForm(SlotForm):
    """A day and two times of the event's clocks, and why."""

    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        required=False,
        max_length=Unavailability._meta.get_field("reason").max_length,
        help_text=gettext_lazy("The delegate reads it."),
    )
    on_site = forms.BooleanField(
        label=gettext_lazy("On site then, but busy"),
        required=False,
    )
