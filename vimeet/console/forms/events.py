"""Forms of events and their frame."""

from __future__ import annotations

import datetime as dt
import zoneinfo
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from vimeet.console.forms.delegation_field import DelegationField
from vimeet.events.generator import Pattern, at
from vimeet.events.models import Event, Organiser, ParticipantType, Place, Slot
from vimeet.registration.models import Delegation

LONGEST_EVENT = 60


class DateInput(forms.DateInput):
    """The browser's own date field."""

    input_type = "date"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs, format="%Y-%m-%d")


class TimeInput(forms.TimeInput):
    """The browser's own time field."""

    input_type = "time"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs, format="%H:%M")


def time_zones() -> list[tuple[str, str]]:
    """The time zones an event may be in: named places only."""
    regions = ("Africa", "America", "Asia", "Atlantic", "Australia", "Europe", "Indian", "Pacific")
    names = sorted(n for n in zoneinfo.available_timezones() if n.partition("/")[0] in regions)
    return [(name, name.replace("_", " ")) for name in names]


class EventForm(forms.ModelForm):  # type: ignore[type-arg]
    """An event's name, place and days."""

    time_zone = forms.ChoiceField(label=gettext_lazy("Time zone"), choices=time_zones)

    class Meta:
        model = Event
        fields = (
            "name",
            "city",
            "venue",
            "starts_on",
            "ends_on",
            "time_zone",
            "language",
            "max_in_a_row",
        )
        widgets = {
            "starts_on": DateInput,
            "ends_on": DateInput,
            "max_in_a_row": forms.NumberInput(attrs={"min": 1}),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["time_zone"].initial = "Europe/Paris"

    def clean_max_in_a_row(self) -> int | None:
        """None would be «no limit»; nought, «no meetings at all»."""
        most: int | None = self.cleaned_data["max_in_a_row"]
        if most == 0:
            raise ValidationError(_("At least one, or empty for no limit."))
        return most

    def clean(self) -> dict[str, Any]:
        """The days are in order, and not a whole year by a slip of the finger."""
        values: dict[str, Any] = super().clean() or self.cleaned_data
        first, last = values.get("starts_on"), values.get("ends_on")
        if first and last and last < first:
            self.add_error("ends_on", _("The last day comes before the first."))
        elif first and last and (last - first).days >= LONGEST_EVENT:
            self.add_error("ends_on", _("An event lasts %d days at most.") % LONGEST_EVENT)
        return values


class NewEventForm(EventForm):
    """A new event, of one of the organisers that the user is a member of."""

    organiser = forms.ModelChoiceField(Organiser.objects.none(), label=gettext_lazy("Organiser"))
    field_order = ("organiser",)

    def __init__(self, *args: Any, organisers: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["organiser"]
        field.queryset = organisers  # type: ignore[attr-defined]
        if len(organisers) == 1:
            field.initial = organisers[0]
            field.widget = forms.HiddenInput()


def event_days(event: Event) -> list[dt.date]:
    """The days of ``event``, in order."""
    count = (event.ends_on - event.starts_on).days + 1
    return [event.starts_on + dt.timedelta(days=i) for i in range(count)]


def day_choices(event: Event) -> list[tuple[str, str]]:
    """The event's days as choices, in words."""
    return [(day.isoformat(), date_format(day, "l j F")) for day in event_days(event)]


class PatternForm(forms.Form):
    """Slots by a few figures."""

    days = forms.MultipleChoiceField(
        label=gettext_lazy("Days"), widget=forms.CheckboxSelectMultiple
    )
    start = forms.TimeField(label=gettext_lazy("From"), widget=TimeInput, initial=dt.time(9))
    end = forms.TimeField(label=gettext_lazy("To"), widget=TimeInput, initial=dt.time(18))
    length = forms.IntegerField(
        label=gettext_lazy("Minutes per slot"), min_value=5, max_value=480, initial=20
    )
    pause = forms.IntegerField(
        label=gettext_lazy("Minutes between"), min_value=0, max_value=240, initial=5
    )
    lunch_from = forms.TimeField(
        label=gettext_lazy("Lunch from"), widget=TimeInput, required=False, initial=dt.time(12, 30)
    )
    lunch_to = forms.TimeField(
        label=gettext_lazy("Lunch to"), widget=TimeInput, required=False, initial=dt.time(14)
    )

    def __init__(self, *args: Any, event: Event, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        days = self.fields["days"]
        days.choices = day_choices(event)  # type: ignore[attr-defined]
        days.initial = [value for value, _label in day_choices(event)]

    def clean(self) -> dict[str, Any]:
        """Hours in order; lunch whole or not at all."""
        values = self.cleaned_data
        start, end = values.get("start"), values.get("end")
        if start and end and end <= start:
            self.add_error("end", _("The end must come after the start."))
        lunch_from, lunch_to = values.get("lunch_from"), values.get("lunch_to")
        if (lunch_from is None) != (lunch_to is None):
            empty = "lunch_from" if lunch_from is None else "lunch_to"
            if empty not in self.errors:
                self.add_error(empty, _("Fill in both, or neither."))
        elif lunch_from and lunch_to and lunch_to <= lunch_from:
            self.add_error("lunch_to", _("The end must come after the start."))
        return values

    def pattern(self) -> Pattern:
        """What was filled in, once valid."""
        days = tuple(dt.date.fromisoformat(day) for day in self.cleaned_data["days"])
        return Pattern(**{**self.cleaned_data, "days": days})


class SlotForm(forms.Form):
    """One slot: a day and two times of the event's clocks."""

    day = forms.ChoiceField(label=gettext_lazy("Day"))
    start = forms.TimeField(label=gettext_lazy("From"), widget=TimeInput)
    end = forms.TimeField(label=gettext_lazy("To"), widget=TimeInput)

    def __init__(self, *args: Any, event: Event, slot: Slot | None = None, **kwargs: Any) -> None:
        if slot is not None:
            start, end = (timezone.localtime(t, event.zone) for t in (slot.starts_at, slot.ends_at))
            kwargs["initial"] = {
                "day": start.date().isoformat(),
                "start": start.time(),
                "end": end.time(),
            }
        super().__init__(*args, **kwargs)
        self.event = event
        self.fields["day"].choices = day_choices(event)  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Turn local times into instants (``starts_at``, ``ends_at``)."""
        values = self.cleaned_data
        if self.errors:
            return values
        day = dt.date.fromisoformat(values["day"])
        values["starts_at"] = at(day, values["start"], self.event.zone)
        values["ends_at"] = at(day, values["end"], self.event.zone)
        if values["ends_at"] <= values["starts_at"]:
            self.add_error("end", _("The end must come after the start."))
        return values


class SlotChoice(forms.ModelMultipleChoiceField):  # type: ignore[type-arg]
    """Slots, each in words."""

    def label_from_instance(self, obj: Any) -> str:
        """Day and time, in the time zone that the page speaks."""
        start = timezone.localtime(obj.starts_at)
        return f"{date_format(start, 'D j')} {start:%H:%M}"


class PlaceForm(forms.ModelForm):  # type: ignore[type-arg]
    """A place, the slots in which it is closed, and whose stand it is."""

    closed_slots = SlotChoice(
        Slot.objects.none(),
        label=gettext_lazy("Closed in"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    owner = DelegationField(
        label=gettext_lazy("Own stand of"),
        required=False,
        help_text=gettext_lazy(
            "Only meetings of this delegation are held there. Empty: open to all."
        ),
    )
    field_order = ("name", "kind", "capacity", "seats", "owner", "closed_slots")

    class Meta:
        model = Place
        fields = ("name", "kind", "capacity", "seats", "closed_slots")
        widgets = {
            "capacity": forms.NumberInput(attrs={"min": 0}),
            "seats": forms.NumberInput(attrs={"min": 1}),
        }

    def __init__(self, *args: Any, event: Event, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.event = event
        self.fields["closed_slots"].queryset = event.slots.all()  # type: ignore[attr-defined]
        owner = self.fields["owner"]
        owner.of(event)  # type: ignore[attr-defined]
        if self.instance.pk:
            owner.initial = Delegation.objects.filter(stand=self.instance).first()

    def clean(self) -> dict[str, Any]:
        """A place holds at least one meeting, or people who listen."""
        values: dict[str, Any] = super().clean() or self.cleaned_data
        if values.get("seats") == 0:
            self.add_error("seats", _("At least one, or empty."))
        elif values.get("capacity") == 0 and not values.get("seats"):
            self.add_error("capacity", _("At least one, or seats for sessions."))
        return values

    def clean_name(self) -> str:
        """Names are unique within the event."""
        name: str = self.cleaned_data["name"]
        others = self.event.places.filter(name__iexact=name).exclude(pk=self.instance.pk)
        if others.exists():
            raise ValidationError(_("Another place has this name."))
        return name


class TypeForm(forms.ModelForm):  # type: ignore[type-arg]
    """A participant type's names, and who may register as it."""

    class Meta:
        model = ParticipantType
        fields = ("name_en", "name_fr", "max_delegations", "max_open_requests", "is_public")

    def __init__(self, *args: Any, event: Event, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.event = event

    def clean(self) -> dict[str, Any]:
        """Names are unique within the event, in each language."""
        values: dict[str, Any] = super().clean() or self.cleaned_data
        others = self.event.participant_types.exclude(pk=self.instance.pk)
        for field in ("name_en", "name_fr"):
            if others.filter(**{f"{field}__iexact": values.get(field, "")}).exists():
                self.add_error(field, _("Another type has this name."))
        return values
