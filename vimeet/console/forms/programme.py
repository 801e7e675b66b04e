"""Forms of the programme: sessions, tracks, speakers."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import get_language_info, gettext_lazy
from django.utils.translation import gettext as _

from vimeet.console.forms.events import TimeInput, day_choices
from vimeet.events.generator import at
from vimeet.events.models import Event, Place
from vimeet.programme.models import LANGUAGES, Session, Speaker, Track


def language_choices() -> list[tuple[str, str]]:
    """What can be spoken, in the language of the page."""
    return [(code, str(get_language_info(code)["name_translated"])) for code in LANGUAGES]


class SessionForm(forms.ModelForm):  # type: ignore[type-arg]
    """A session: its texts, who speaks, when and where, who may register."""

    languages = forms.MultipleChoiceField(
        label=gettext_lazy("Spoken in"),
        required=False,
        choices=language_choices,
        widget=forms.CheckboxSelectMultiple,
    )
    day = forms.ChoiceField(label=gettext_lazy("Day"), required=False)
    start = forms.TimeField(label=gettext_lazy("From"), required=False, widget=TimeInput)
    end = forms.TimeField(label=gettext_lazy("To"), required=False, widget=TimeInput)

    # Titles with the fields below each.
    groups = (
        (None, ("title_en", "title_fr", "abstract_en", "abstract_fr", "track", "languages")),
        (gettext_lazy("Speakers"), ("speakers",)),
        (gettext_lazy("Time and room"), ("day", "start", "end", "place")),
        (gettext_lazy("Registration"), ("registration_open", "capacity")),
    )

    class Meta:
        model = Session
        fields = (
            "title_en",
            "title_fr",
            "abstract_en",
            "abstract_fr",
            "languages",
            "track",
            "speakers",
            "place",
            "capacity",
            "registration_open",
        )
        widgets = {
            "abstract_en": forms.Textarea(attrs={"rows": 4}),
            "abstract_fr": forms.Textarea(attrs={"rows": 4}),
            "speakers": forms.CheckboxSelectMultiple,
            "capacity": forms.NumberInput(attrs={"min": 1}),
        }

    def __init__(self, *args: Any, event: Event, **kwargs: Any) -> None:
        session = kwargs.get("instance")
        if session is not None and session.starts_at and session.ends_at:
            start, end = (
                timezone.localtime(t, event.zone) for t in (session.starts_at, session.ends_at)
            )
            kwargs["initial"] = {
                "day": start.date().isoformat(),
                "start": start.time(),
                "end": end.time(),
            } | kwargs.get("initial", {})
        super().__init__(*args, **kwargs)
        self.event = event
        fields: dict[str, Any] = self.fields
        fields["day"].choices = [("", _("No time yet")), *day_choices(event)]
        fields["track"].queryset = Track.objects.of_event(event)
        fields["track"].empty_label = _("No track")
        fields["speakers"].queryset = Speaker.objects.of_event(event).select_related(
            "delegate__delegation"
        )
        fields["speakers"].label_from_instance = _speaker_label
        fields["speakers"].label = ""
        rooms = Place.objects.of_event(event).filter(seats__gte=1)
        fields["place"].queryset = rooms
        fields["place"].empty_label = _("No room yet")
        fields["place"].label_from_instance = _room_label
        if not rooms:
            fields["place"].help_text = _(
                "No place has seats yet: give one seats for sessions, on the page of places."
            )

    def grouped(self) -> list[tuple[Any, list[forms.BoundField]]]:
        """The groups with their fields; no speakers, no question."""
        return [
            (title, [self[name] for name in names])
            for title, names in self.groups
            if names != ("speakers",) or self.fields["speakers"].queryset.exists()  # type: ignore[attr-defined]
        ]

    def clean(self) -> dict[str, Any]:
        """Turn local times into instants (``starts_at``, ``ends_at``; None without a day)."""
        values: dict[str, Any] = super().clean() or self.cleaned_data
        if self.errors:
            return values
        day, start, end = (values.pop(name) for name in ("day", "start", "end"))
        values["starts_at"] = values["ends_at"] = None
        if not day:
            if start or end:
                self.add_error("day", _("Choose a day too, or leave the times empty."))
            return values
        for name, time in (("start", start), ("end", end)):
            if time is None:
                self.add_error(name, _("Fill in the start and the end."))
        if not self.errors:
            date = dt.date.fromisoformat(day)
            values["starts_at"] = at(date, start, self.event.zone)
            values["ends_at"] = at(date, end, self.event.zone)
            if values["ends_at"] <= values["starts_at"]:
                self.add_error("end", _("The end must come after the start."))
        return values


def _speaker_label(speaker: Speaker) -> str:
    return f"{speaker.name} ({speaker.company})" if speaker.company else speaker.name


def _room_label(place: Place) -> str:
    return _("%(room)s (%(seats)s seats)") % {"room": place.name, "seats": place.seats}


class MoveForm(forms.Form):
    """Where a session was dropped in the grid: an instant and a room."""

    start = forms.DateTimeField()
    place = forms.ModelChoiceField(Place.objects.none())

    def __init__(self, *args: Any, event: Event, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rooms = Place.objects.of_event(event).filter(seats__gte=1)
        self.fields["place"].queryset = rooms  # type: ignore[attr-defined]


class TrackForm(forms.ModelForm):  # type: ignore[type-arg]
    """A track's names and colour."""

    class Meta:
        model = Track
        fields = ("name_en", "name_fr", "colour")

    def __init__(self, *args: Any, event: Event, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.event = event

    def clean(self) -> dict[str, Any]:
        """Names are unique within the event, in each language."""
        values: dict[str, Any] = super().clean() or self.cleaned_data
        others = Track.objects.of_event(self.event).exclude(pk=self.instance.pk)
        for field in ("name_en", "name_fr"):
            if others.filter(**{f"{field}__iexact": values.get(field, "")}).exists():
                self.add_error(field, _("Another track has this name."))
        return values


_BIOGRAPHIES = {
    "biography_en": forms.Textarea(attrs={"rows": 3}),
    "biography_fr": forms.Textarea(attrs={"rows": 3}),
}


class SpeakerForm(forms.ModelForm):  # type: ignore[type-arg]
    """Somebody who speaks; of a delegate, only what the delegate doesn't say."""

    class Meta:
        model = Speaker
        fields = (
            "own_name",
            "own_position",
            "own_company",
            "email",
            "biography_en",
            "biography_fr",
        )
        widgets = _BIOGRAPHIES

    def __init__(self, *args: Any, event: Event, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.event = event
        if self.instance.delegate_id is not None:
            for name in ("own_name", "own_position", "own_company", "email"):
                del self.fields[name]

    def clean_own_name(self) -> str:
        """One and the same person is entered once."""
        name: str = self.cleaned_data["own_name"]
        others = Speaker.objects.of_event(self.event).filter(own_name__iexact=name)
        if others.exclude(pk=self.instance.pk).exists():
            raise ValidationError(_("There is a speaker of this name already."))
        return name
