"""A participant's own data, and when they are not available."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from vimeet.events.models import Event
from vimeet.meetings.models import Unavailability
from vimeet.registration.models import Delegate


class ContactForm(forms.ModelForm):  # type: ignore[type-arg]
    """A delegate's own data."""

    class Meta:
        model = Delegate
        fields = ("first_name", "last_name", "job_title", "phone", "language")
        labels = {"language": _("Language of messages to you")}
        help_texts = {
            "phone": _(
                "With the country's code, such as +33 6 12 34 56 78: for news on site by SMS."
            )
        }


class BlockForm(forms.Form):
    """A time on one of the event's days."""

    day = forms.TypedChoiceField(label=_("Day"), coerce=dt.date.fromisoformat)
    starts = forms.TimeField(label=_("From"), widget=forms.TimeInput(attrs={"type": "time"}))
    ends = forms.TimeField(label=_("To"), widget=forms.TimeInput(attrs={"type": "time"}))
    reason = forms.CharField(
        label=_("Reason"),
        required=False,
        max_length=Unavailability._meta.get_field("reason").max_length,
    )
    on_site = forms.BooleanField(label=_("I am on site then, but busy"), required=False)

    def __init__(self, *args: Any, event: Event, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.zone = event.zone
        length = (event.ends_on - event.starts_on).days + 1
        days = [event.starts_on + dt.timedelta(days=i) for i in range(length)]
        self.fields["day"].choices = [  # type: ignore[attr-defined]
            (day.isoformat(), date_format(day, "l j F")) for day in days
        ]

    def span(self) -> tuple[dt.datetime, dt.datetime]:
        """Start and end, in the event's time zone."""
        day = self.cleaned_data["day"]
        starts, ends = (
            timezone.make_aware(dt.datetime.combine(day, self.cleaned_data[name]), self.zone)
            for name in ("starts", "ends")
        )
        return starts, ends
