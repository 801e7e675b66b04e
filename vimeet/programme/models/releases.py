"""What people were told: frozen versions of the programme."""

from __future__ import annotations

import datetime as dt

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from vimeet.core.tenancy import EventOwned
from vimeet.events.models import Event, Place
from vimeet.programme.models.sessions import Session, SessionContent


class ProgrammeRelease(EventOwned):
    """A numbered version, never changed. The greatest number is what people were told."""

    event = models.ForeignKey(Event, models.CASCADE, related_name="programme_releases")
    number = models.PositiveIntegerField(_("version"))
    released_at = models.DateTimeField(_("released"))
    released_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )

    class Meta:
        ordering = ("-number",)
        constraints = [
            models.UniqueConstraint(fields=("event", "number"), name="programme_number_once")
        ]

    def __str__(self) -> str:
        return f"v{self.number}"


class ReleasedSession(SessionContent):
    """A session as one version has it."""

    organiser_path = "release__event__organiser"
    event_path = "release__event"

    release = models.ForeignKey(ProgrammeRelease, models.CASCADE, related_name="sessions")
    session = models.ForeignKey(Session, models.CASCADE, related_name="versions")
    place = models.ForeignKey(Place, models.PROTECT, related_name="releasedsessions")
    starts_at = models.DateTimeField(_("start"))
    ends_at = models.DateTimeField(_("end"))

    class Meta:
        ordering = ("starts_at", "pk")
        constraints = [
            models.UniqueConstraint(fields=("release", "session"), name="session_once_a_release")
        ]

    @property
    def key(self) -> int:
        """Which session it is, whatever the version."""
        return self.session_id

    def overlaps(self, starts_at: dt.datetime, ends_at: dt.datetime) -> bool:
        """Whether it has time in common with a span; touching is not overlapping."""
        return self.starts_at < ends_at and starts_at < self.ends_at
