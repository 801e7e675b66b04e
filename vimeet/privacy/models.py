"""The proof: which nights went through the declarations, and what they erased. Nothing personal."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from vimeet.core.tenancy import OrganiserOwned


class ExpiryRun(models.Model):
    """One pass over all declarations. It stays, also where there was nothing to erase."""

    started_at = models.DateTimeField(_("begun"))
    # None: it was broken off; the next one goes on where it stopped.
    finished_at = models.DateTimeField(_("finished"), null=True, blank=True)
    # Labels of the models that could not be gone through.
    failed = models.JSONField(default=list)

    class Meta:
        ordering = ("-started_at", "-pk")

    def __str__(self) -> str:
        return f"{self.started_at:%Y-%m-%d}"


class Erasure(OrganiserOwned):
    """How many rows of a model a run erased of one event (or of none), and which fields."""

    event_path = "event"

    run = models.ForeignKey(ExpiryRun, models.CASCADE, related_name="erasures")
    organiser = models.ForeignKey(
        "events.Organiser", models.CASCADE, null=True, blank=True, related_name="+"
    )
    event = models.ForeignKey(
        "events.Event", models.CASCADE, null=True, blank=True, related_name="+"
    )
    # Such as ``meetings.meetingnote``: its declaration says what that is in words.
    model = models.CharField(max_length=100)
    fields = models.JSONField(default=list)
    # Whether the rows went, or only these fields of them.
    whole_rows = models.BooleanField()
    rows = models.PositiveIntegerField(_("how many"), default=0)
    # The last day until which they were to be kept.
    until = models.DateField(_("kept until"))
    erased_at = models.DateTimeField(_("erased"))

    class Meta:
        ordering = ("-erased_at", "-pk")
        indexes = [models.Index(fields=("event", "-erased_at"))]

    def __str__(self) -> str:
        return f"{self.rows} × {self.model}"
