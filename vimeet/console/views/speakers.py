"""Tracks and speakers of the programme."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import Count, Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView

from vimeet.console.forms.programme import SpeakerForm, TrackForm
from vimeet.console.views.base import ActionView, ConsolePage, FormPage, ModelFormPage, Text
from vimeet.programme.models import Speaker, Track
from vimeet.programme.services.speakers import (
    add_delegate_as_speaker,
    add_speaker,
    delete_speaker,
    update_speaker,
)
from vimeet.programme.services.tracks import add_track, delete_track, update_track
from vimeet.registration.models import Delegate
from vimeet.registration.selectors import find_delegates

DELEGATES_SHOWN = 20
_IN_DRAFT = Count("sessions", filter=Q(sessions__dropped=False), distinct=True)


class TracksView(ConsolePage, TemplateView):
    """All tracks."""

    template_name = "console/programme/tracks.html"
    nav = "programme"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add them, each with its number of sessions."""
        tracks = Track.objects.of_event(self.event).annotate(session_count=_IN_DRAFT).order_by("pk")
        return super().get_context_data(
            tracks=tracks,
            parent_title=_("Programme"),
            parent_url=self.url("programme"),
            **kwargs,
        )


class _TrackPage(FormPage):
    form_class = TrackForm
    nav = "programme"
    submit = gettext_lazy("Save")
    done = gettext_lazy("The track is saved.")
    parent = "tracks"
    parent_title = gettext_lazy("Tracks")

    def get_form_kwargs(self) -> dict[str, Any]:
        """The event, for names that are taken."""
        return super().get_form_kwargs() | {"event": self.event}


class TrackAddView(_TrackPage):
    """One track more."""

    heading = gettext_lazy("Add a track")

    def save(self, form: forms.Form) -> None:
        """Add it."""
        add_track(event=self.event, actor=self.actor, **form.cleaned_data)


class TrackEditView(_TrackPage, ModelFormPage):
    """A track's names and colour."""

    heading = gettext_lazy("Change the track")
    rows = Track.objects.select_related("event__organiser")

    def save(self, form: forms.Form) -> None:
        """Change it."""
        update_track(track=self.object, actor=self.actor, **form.cleaned_data)


class TrackDeleteView(ActionView):
    """One track less."""

    def next_url(self) -> str:
        """The list; 404 if there is no such track."""
        self.track = self.find(Track.objects.select_related("event__organiser"))
        return self.url("tracks")

    def act(self) -> Text:
        """Delete it."""
        delete_track(track=self.track, actor=self.actor)
        return _("The track is deleted.")


class SpeakersView(ConsolePage, TemplateView):
    """All speakers; ``?q=`` finds delegates who could be one."""

    template_name = "console/programme/speakers.html"
    nav = "programme"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add them, each with their number of sessions, and the delegates found."""
        text = self.request.GET.get("q", "").strip()
        speakers = (
            Speaker.objects.of_event(self.event)
            .select_related("delegate__delegation")
            .annotate(session_count=_IN_DRAFT)
            .order_by("own_name", "pk")
        )
        found = find_delegates(self.event, text).filter(speakers=None) if text else ()
        return super().get_context_data(
            speakers=speakers,
            q=text,
            delegates=found[:DELEGATES_SHOWN],
            parent_title=_("Programme"),
            parent_url=self.url("programme"),
            **kwargs,
        )


class _SpeakerPage(FormPage):
    form_class = SpeakerForm
    nav = "programme"
    submit = gettext_lazy("Save")
    done = gettext_lazy("The speaker is saved.")
    parent = "speakers"
    parent_title = gettext_lazy("Speakers")

    def get_form_kwargs(self) -> dict[str, Any]:
        """The event, for names that are taken."""
        return super().get_form_kwargs() | {"event": self.event}


class SpeakerAddView(_SpeakerPage):
    """Somebody from outside."""

    heading = gettext_lazy("Add a speaker from outside")

    def save(self, form: forms.Form) -> None:
        """Add them."""
        add_speaker(event=self.event, actor=self.actor, **form.cleaned_data)


class SpeakerEditView(_SpeakerPage, ModelFormPage):
    """What is said of a speaker."""

    template_name = "console/programme/speaker.html"
    heading = gettext_lazy("Change the speaker")
    rows = Speaker.objects.select_related("event__organiser", "delegate__delegation")

    def save(self, form: forms.Form) -> None:
        """Change it."""
        update_speaker(speaker=self.object, actor=self.actor, **form.cleaned_data)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add who it is: of a delegate, the form says only a part."""
        return super().get_context_data(speaker=self.object, **kwargs)


class SpeakerDelegateView(ActionView):
    """Makes a delegate a speaker."""

    def next_url(self) -> str:
        """The list; 404 if there is no such delegate."""
        self.delegate = self.find(Delegate.objects.select_related("delegation__event__organiser"))
        return self.url("speakers")

    def act(self) -> Text:
        """Do it."""
        speaker = add_delegate_as_speaker(delegate=self.delegate, actor=self.actor)
        return _("%(name)s can speak in sessions now.") % {"name": speaker.name}


class SpeakerDeleteView(ActionView):
    """One speaker less."""

    def next_url(self) -> str:
        """The list; 404 if there is no such speaker."""
        self.speaker = self.find(
            Speaker.objects.select_related("event__organiser", "delegate__delegation")
        )
        return self.url("speakers")

    def act(self) -> Text:
        """Delete them."""
        delete_speaker(speaker=self.speaker, actor=self.actor)
        return _("The speaker is deleted.")
