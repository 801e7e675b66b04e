"""Planner runs and their progress."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from vimeet.core.tenancy import EventOwned
from vimeet.events.models import Event


class Run(EventOwned):
    """One run of the planner. The problem it was given is kept, so that it can be started again."""

    class State(models.TextChoices):
        QUEUED = "queued", _("Waiting")
        RUNNING = "running", _("Running")
        FINISHED = "finished", _("Finished")
        CANCELLED = "cancelled", _("Stopped")
        INFEASIBLE = "infeasible", _("No plan possible")
        FAILED = "failed", _("Failed")
        LOST = "lost", _("Lost")

    ACTIVE = (State.QUEUED, State.RUNNING)

    event = models.ForeignKey(Event, models.CASCADE, related_name="runs")
    number = models.PositiveIntegerField(_("number"))
    state = models.CharField(_("state"), max_length=12, choices=State.choices, default=State.QUEUED)
    requested_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
    )
    created_at = models.DateTimeField(_("asked"), auto_now_add=True)
    started_at = models.DateTimeField(_("started"), null=True, blank=True)
    finished_at = models.DateTimeField(_("finished"), null=True, blank=True)
    heartbeat_at = models.DateTimeField(null=True, blank=True)
    time_limit = models.PositiveIntegerField(_("time limit in seconds"), default=60)
    seed = models.PositiveIntegerField(_("seed"), default=1)
    # "Stop and keep" asks for the best plan so far; "stop" throws it away.
    stop_requested_at = models.DateTimeField(null=True, blank=True)
    keep_result = models.BooleanField(default=True)
    problem = models.JSONField(default=dict)
    request_count = models.PositiveIntegerField(_("accepted requests"), default=0)
    placed = models.PositiveIntegerField(_("placed"), default=0)
    error = models.TextField(_("error"), blank=True)
    # For an infeasible problem: what can't hold together, as the planner names it.
    conflict = models.JSONField(default=list)

    class Meta:
        ordering = ("-number",)
        constraints = [
            models.UniqueConstraint(fields=("event", "number"), name="run_number_once"),
            models.UniqueConstraint(
                fields=("event",),
                condition=models.Q(state__in=("queued", "running")),
                name="run_active_once",
            ),
        ]

    def __str__(self) -> str:
        return f"#{self.number}"

    @property
    def is_active(self) -> bool:
        """Whether it waits or computes."""
        return self.state in self.ACTIVE


class RunPoint(EventOwned):
    """One point of a run's curve: an improvement of a level's value or bound."""

    organiser_path = "run__event__organiser"
    event_path = "run__event"

    run = models.ForeignKey(Run, models.CASCADE, related_name="points")
    seconds = models.FloatField()
    level = models.CharField(max_length=12)
    value = models.BigIntegerField(null=True)
    bound = models.BigIntegerField(null=True)
    placed = models.PositiveIntegerField()

    class Meta:
        ordering = ("pk",)

    def __str__(self) -> str:
        return f"{self.seconds:.1f} s {self.level} {self.value}"
