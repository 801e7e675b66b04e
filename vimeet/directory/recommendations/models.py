"""What was computed, for whom, from which state of the profiles; and what people waved aside."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from vimeet.core.tenancy import EventOwned
from vimeet.events.models import Event
from vimeet.registration.models import Delegation


class Computation(EventOwned):
    """How fresh an event's recommendations are: ``signature`` is of what they were made from."""

    event = models.OneToOneField(Event, models.CASCADE, related_name="recommendation_state")
    signature = models.CharField(max_length=200, blank=True)
    # When the last one began, also if it never ended.
    started_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)
    # Since when something is known to have changed that waits for the next one to begin.
    pending_since = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"recommendations of {self.event_id}"


class RecommendationList(EventOwned):
    """Those who fit a delegation, the best first.

    ``found`` is a list of ``ranking.Found`` as JSON: whom, and by which terms and words. It is put
    into words when somebody reads it, in their language.
    """

    organiser_path = "delegation__event__organiser"
    event_path = "delegation__event"

    delegation = models.OneToOneField(
        Delegation, models.CASCADE, related_name="recommendation_list"
    )
    found = models.JSONField(default=list)
    computed_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"recommendations for {self.delegation_id}"


class Dismissal(EventOwned):
    """A recommendation that a delegation does not want to see: «not for me»."""

    organiser_path = "delegation__event__organiser"
    event_path = "delegation__event"

    delegation = models.ForeignKey(Delegation, models.CASCADE, related_name="dismissals")
    other = models.ForeignKey(Delegation, models.CASCADE, related_name="+")
    created_at = models.DateTimeField(_("dismissed"), auto_now_add=True)

    class Meta:
        ordering = ("-created_at", "-pk")
        constraints = [
            models.UniqueConstraint(fields=("delegation", "other"), name="dismissed_once")
        ]

    def __str__(self) -> str:
        return f"{self.other} ({self.delegation})"
