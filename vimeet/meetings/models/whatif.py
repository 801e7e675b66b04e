"""What an organiser asked the planner without planning: what a little more would bring."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from vimeet.core.tenancy import EventOwned
from vimeet.events.models import Event


class WhatIf(EventOwned):
    """One question about the event as it stood, and its answer as the planner gave it."""

    class Kind(models.TextChoices):
        TABLES = "tables", _("More places")
        SLOTS = "slots", _("More slots")
        CREDITS = "credits", _("More credits")
        PROMISE = "promise", _("What can be promised")

    class State(models.TextChoices):
        QUEUED = "queued", _("Waiting")
        RUNNING = "running", _("Computing")
        ANSWERED = "answered", _("Answered")
        STOPPED = "stopped", _("Stopped")
        FAILED = "failed", _("Failed")
        LOST = "lost", _("Lost")

    ACTIVE = (State.QUEUED, State.RUNNING)

    event = models.ForeignKey(Event, models.CASCADE, related_name="what_ifs")
    kind = models.CharField(_("question"), max_length=10, choices=Kind.choices)
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.QUEUED)
    time_limit = models.PositiveIntegerField(_("time limit in seconds"), default=20)
    requested_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    created_at = models.DateTimeField(_("asked"), auto_now_add=True)
    finished_at = models.DateTimeField(_("answered"), null=True, blank=True)
    # While it waits: when its task was last sent. While it computes: the last sign of life.
    heartbeat_at = models.DateTimeField()
    # The accepted requests of then, so that numbers can be told apart from those of today.
    request_count = models.PositiveIntegerField(_("accepted requests"), default=0)
    answer = models.JSONField(default=list)
    error = models.TextField(_("error"), blank=True)

    class Meta:
        ordering = ("-created_at", "-pk")
        constraints = [
            models.UniqueConstraint(
                fields=("event",),
                condition=models.Q(state__in=("queued", "running")),
                name="what_if_active_once",
            ),
        ]

    def __str__(self) -> str:
        return str(self.get_kind_display())

    @property
    def is_active(self) -> bool:
        """Whether it waits or computes."""
        return self.state in self.ACTIVE
