"""Requests for meetings, and when people can't meet."""

from __future__ import annotations

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from vimeet.core.tenancy import EventOwned
from vimeet.events.models import Event
from vimeet.registration.models import Delegate, Delegation


class Request(EventOwned):
    """One delegation asks another for a meeting. It never holds a slot before planning."""

    class State(models.TextChoices):
        PROPOSED = "proposed", _("Proposed")
        ACCEPTED = "accepted", _("Accepted")
        DECLINED = "declined", _("Declined")
        WITHDRAWN = "withdrawn", _("Withdrawn")
        EXPIRED = "expired", _("Expired")

    class Priority(models.TextChoices):
        MUST = "must", _("Must")
        WANT = "want", _("Want")
        COULD = "could", _("Could")

    class Side(models.TextChoices):
        """Who acts on a request."""

        ASKER = "asker", _("those who asked")
        ASKED = "asked", _("those who were asked")
        ORGANISER = "organiser", _("the organiser")

    # What still stands: it may become a meeting.
    OPEN = (State.PROPOSED, State.ACCEPTED)

    event = models.ForeignKey(Event, models.CASCADE, related_name="requests")
    asker = models.ForeignKey(Delegation, models.CASCADE, related_name="requests_made")
    asked = models.ForeignKey(Delegation, models.CASCADE, related_name="requests_received")
    # One of the named delegates attends; none named: any of the delegation.
    asker_delegates = models.ManyToManyField(Delegate, blank=True, related_name="+")
    asked_delegates = models.ManyToManyField(Delegate, blank=True, related_name="+")
    state = models.CharField(
        _("state"), max_length=10, choices=State.choices, default=State.PROPOSED
    )
    # How much it counts to each side; from both comes the weight, by the event's rules.
    asker_priority = models.CharField(
        _("how much it counts to those who ask"),
        max_length=5,
        choices=Priority.choices,
        default=Priority.WANT,
    )
    asked_priority = models.CharField(
        _("how much it counts to those who are asked"),
        max_length=5,
        choices=Priority.choices,
        default=Priority.WANT,
    )
    weight = models.PositiveSmallIntegerField(
        _("weight"),
        default=3,
        validators=[MinValueValidator(1), MaxValueValidator(100)],
    )
    # The organiser said the weight: the rules no longer do.
    weight_by_hand = models.BooleanField(_("weighed by hand"), default=False)
    must = models.BooleanField(_("must be placed"), default=False)
    message = models.TextField(_("message"), blank=True, max_length=1000)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
    )
    created_at = models.DateTimeField(_("asked"), auto_now_add=True)
    answered_at = models.DateTimeField(_("answered"), null=True, blank=True)
    answer = models.TextField(_("reason"), blank=True, max_length=500)
    withdrawn_at = models.DateTimeField(_("withdrawn"), null=True, blank=True)
    withdrawn_by = models.CharField(
        _("withdrawn by"), max_length=10, choices=Side.choices, blank=True
    )
    # Those who don't answer are reminded once for its age, and once before requests close.
    reminded_at = models.DateTimeField(_("reminded"), null=True, blank=True)
    last_call_at = models.DateTimeField(_("reminded before the end"), null=True, blank=True)

    class Meta:
        ordering = ("-created_at", "-pk")
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(asker=models.F("asked")), name="request_of_two"
            ),
            models.UniqueConstraint(
                fields=("asker", "asked"),
                condition=models.Q(state__in=("proposed", "accepted")),
                name="request_open_once",
            ),
        ]
        indexes = [models.Index(fields=("event", "state"))]

    def __str__(self) -> str:
        return f"{self.asker} → {self.asked}"

    @property
    def is_open(self) -> bool:
        """Whether it still stands."""
        return self.state in self.OPEN


class Unavailability(EventOwned):
    """A span in which a delegate takes no meeting. ``away``: not even there (never waiting)."""

    organiser_path = "delegate__delegation__event__organiser"
    event_path = "delegate__delegation__event"

    delegate = models.ForeignKey(Delegate, models.CASCADE, related_name="unavailabilities")
    starts_at = models.DateTimeField(_("from"))
    ends_at = models.DateTimeField(_("to"))
    away = models.BooleanField(_("away"), default=True)
    reason = models.CharField(_("reason"), max_length=150, blank=True)

    class Meta:
        ordering = ("starts_at",)
        constraints = [
            models.CheckConstraint(
                condition=models.Q(ends_at__gt=models.F("starts_at")),
                name="unavailability_has_length",
            )
        ]

    def __str__(self) -> str:
        return f"{self.delegate}: {self.starts_at:%Y-%m-%d %H:%M}"
