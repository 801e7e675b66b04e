"""Who takes part in a session, who waits for a place, and who was in one."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from vimeet.core.tenancy import EventOwned
from vimeet.programme.models.sessions import Session
from vimeet.registration.models import Delegate


class SessionRegistration(EventOwned):
    """One delegate's place in one session, or in the queue for one. Leaving deletes the row."""

    organiser_path = "session__event__organiser"
    event_path = "session__event"

    class State(models.TextChoices):
        REGISTERED = "registered", _("Registered")
        WAITING = "waiting", _("Waiting")

    session = models.ForeignKey(Session, models.CASCADE, related_name="registrations")
    delegate = models.ForeignKey(Delegate, models.CASCADE, related_name="session_registrations")
    state = models.CharField(_("state"), max_length=10, choices=State.choices)
    created_at = models.DateTimeField(_("registered"), auto_now_add=True)

    class Meta:
        ordering = ("created_at", "pk")
        constraints = [
            models.UniqueConstraint(fields=("session", "delegate"), name="session_registered_once")
        ]
        indexes = [models.Index(fields=("session", "state"))]

    def __str__(self) -> str:
        return f"{self.delegate}: {self.session}"


class LeftSession(EventOwned):
    """A session that a delegate was in: they left it, or it was cancelled under them.

    Calendar programs that had it must be told, or they keep it for ever. Once the delegate is in it
    again the row stays (``left_at`` None), as its count goes on.
    """

    organiser_path = "session__event__organiser"
    event_path = "session__event"

    session = models.ForeignKey(Session, models.CASCADE, related_name="left_by")
    delegate = models.ForeignKey(Delegate, models.CASCADE, related_name="left_sessions")
    left_at = models.DateTimeField(_("left"), null=True)
    # How often they left it and came back.
    turns = models.PositiveSmallIntegerField(default=1)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=("session", "delegate"), name="session_left_once")
        ]

    def __str__(self) -> str:
        return f"{self.delegate}: {self.session}"
