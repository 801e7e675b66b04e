"""Plans: a draft, then a release; their meetings and what was left out."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from vimeet.core.tenancy import EventOwned
from vimeet.events.models import Event, Place, Slot
from vimeet.meetings.models.requests import Request
from vimeet.meetings.models.runs import Run
from vimeet.registration.models import Delegate


class Plan(EventOwned):
    """A numbered version. The released plan with the greatest number is what people were told."""

    class State(models.TextChoices):
        DRAFT = "draft", _("Draft")
        RELEASED = "released", _("Released")
        DISCARDED = "discarded", _("Discarded")

    event = models.ForeignKey(Event, models.CASCADE, related_name="plans")
    number = models.PositiveIntegerField(_("version"))
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.DRAFT)
    run = models.OneToOneField(Run, models.SET_NULL, null=True, blank=True, related_name="plan")
    created_at = models.DateTimeField(_("made"), auto_now_add=True)
    released_at = models.DateTimeField(_("released"), null=True, blank=True)
    released_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
    )
    proven = models.BooleanField(_("proven optimal"), default=False)
    # Since then the draft is no longer as the planner left it.
    edited_at = models.DateTimeField(_("changed by hand"), null=True, blank=True)

    class Meta:
        ordering = ("-number",)
        constraints = [models.UniqueConstraint(fields=("event", "number"), name="plan_number_once")]

    def __str__(self) -> str:
        return f"v{self.number}"


class LevelResult(EventOwned):
    """What a plan reached on one level of the objective, and what is proven about it."""

    organiser_path = "plan__event__organiser"
    event_path = "plan__event"

    plan = models.ForeignKey(Plan, models.CASCADE, related_name="levels")
    rank = models.PositiveSmallIntegerField()
    level = models.CharField(max_length=12)
    # None: not known, as the event as it stands could not hold the plan.
    value = models.BigIntegerField(null=True, blank=True)
    bound = models.BigIntegerField(null=True, blank=True)

    class Meta:
        ordering = ("rank",)
        constraints = [models.UniqueConstraint(fields=("plan", "rank"), name="level_rank_once")]

    def __str__(self) -> str:
        return f"{self.level} {self.value}"


class Meeting(EventOwned):
    """One request placed in a plan: slot, place, and who attends."""

    organiser_path = "plan__event__organiser"
    event_path = "plan__event"

    plan = models.ForeignKey(Plan, models.CASCADE, related_name="meetings")
    request = models.ForeignKey(Request, models.CASCADE, related_name="meetings")
    slot = models.ForeignKey(Slot, models.PROTECT, related_name="meetings")
    place = models.ForeignKey(Place, models.PROTECT, related_name="meetings")
    attendees = models.ManyToManyField(Delegate, related_name="meetings")
    # The next run holds it here, whatever else it moves.
    locked = models.BooleanField(_("locked"), default=False)

    class Meta:
        ordering = ("slot__starts_at", "pk")
        constraints = [
            models.UniqueConstraint(fields=("plan", "request"), name="meeting_once_a_plan")
        ]

    def __str__(self) -> str:
        return f"{self.request} {self.slot}"


class UnplacedRequest(EventOwned):
    """A request a plan leaves out, with the planner's reason and remedies."""

    organiser_path = "plan__event__organiser"
    event_path = "plan__event"

    plan = models.ForeignKey(Plan, models.CASCADE, related_name="unplaced")
    request = models.ForeignKey(Request, models.CASCADE, related_name="+")
    # The planner's code and parameters, put into words in the reader's language.
    reason_code = models.CharField(max_length=40)
    reason = models.JSONField(default=dict)
    remedies = models.JSONField(default=list)

    class Meta:
        ordering = ("-request__weight", "pk")

    def __str__(self) -> str:
        return f"{self.request}: {self.reason_code}"
