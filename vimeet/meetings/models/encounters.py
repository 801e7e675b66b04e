"""What people do about a meeting: notes, messages, wishes to change it, reports after it.

All of it hangs on the request and the delegate, not on a plan's row: a meeting that a release
moves is still the same meeting.
"""

from __future__ import annotations

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from vimeet.core.tenancy import EventOwned
from vimeet.events.models import Slot
from vimeet.meetings.models.plans import Plan
from vimeet.meetings.models.requests import Request
from vimeet.registration.models import Delegate


class _OfDelegate(EventOwned):
    """A row that a delegate writes about a meeting of theirs."""

    organiser_path = "delegate__delegation__event__organiser"
    event_path = "delegate__delegation__event"

    class Meta:
        abstract = True


class MeetingNote(_OfDelegate):
    """A delegate's private note on a meeting. Nobody else reads it, not even the organiser."""

    delegate = models.ForeignKey(Delegate, models.CASCADE, related_name="meeting_notes")
    request = models.ForeignKey(Request, models.CASCADE, related_name="notes")
    text = models.TextField(_("notes"), max_length=5000)
    updated_at = models.DateTimeField(_("changed"), auto_now=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=("delegate", "request"), name="meeting_note_once")
        ]

    def __str__(self) -> str:
        return f"note of {self.delegate_id} on {self.request_id}"


class MeetingReport(_OfDelegate):
    """After a meeting: whether it took place, and how a delegate rates it, for the organiser."""

    delegate = models.ForeignKey(Delegate, models.CASCADE, related_name="meeting_reports")
    request = models.ForeignKey(Request, models.CASCADE, related_name="reports")
    took_place = models.BooleanField(_("took place"), null=True, blank=True)
    rating = models.PositiveSmallIntegerField(
        _("rating"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(5)],
    )
    comment = models.TextField(_("comment"), blank=True, max_length=1000)
    created_at = models.DateTimeField(_("reported"), auto_now_add=True)
    updated_at = models.DateTimeField(_("changed"), auto_now=True)

    class Meta:
        ordering = ("-created_at", "-pk")
        constraints = [
            models.UniqueConstraint(fields=("delegate", "request"), name="meeting_report_once"),
            models.CheckConstraint(
                condition=models.Q(rating=None) | models.Q(rating__range=(1, 5)),
                name="meeting_report_rating_1_to_5",
            ),
        ]

    def __str__(self) -> str:
        return f"report of {self.delegate_id} on {self.request_id}"


class MeetingMessage(_OfDelegate):
    """A text from one side of a meeting to the other, handed on by e-mail without the address."""

    delegate = models.ForeignKey(Delegate, models.CASCADE, related_name="meeting_messages")
    request = models.ForeignKey(Request, models.CASCADE, related_name="meeting_messages")
    text = models.TextField(_("message"), max_length=1000)
    created_at = models.DateTimeField(_("sent"), auto_now_add=True)

    class Meta:
        ordering = ("created_at", "pk")

    def __str__(self) -> str:
        return f"message of {self.delegate_id} on {self.request_id}"


class ChangeWish(_OfDelegate):
    """A delegate's wish to move or cancel a meeting, and what became of it."""

    class Kind(models.TextChoices):
        MOVE = "move", _("Move")
        CANCEL = "cancel", _("Cancel")

    class State(models.TextChoices):
        OPEN = "open", _("Waiting for the organiser")
        DONE = "done", _("Done")
        REFUSED = "refused", _("Refused")
        WITHDRAWN = "withdrawn", _("Withdrawn")

    delegate = models.ForeignKey(Delegate, models.CASCADE, related_name="change_wishes")
    request = models.ForeignKey(Request, models.CASCADE, related_name="change_wishes")
    kind = models.CharField(_("wish"), max_length=10, choices=Kind.choices)
    # Where to move it; None: wherever the organiser finds a slot, and for cancellations.
    slot = models.ForeignKey(Slot, models.CASCADE, null=True, blank=True, related_name="+")
    reason = models.TextField(_("reason"), blank=True, max_length=500)
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.OPEN)
    created_at = models.DateTimeField(_("asked"), auto_now_add=True)
    decided_at = models.DateTimeField(_("decided"), null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    answer = models.TextField(_("answer"), blank=True, max_length=500)
    # The release that carried it out.
    plan = models.ForeignKey(Plan, models.SET_NULL, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ("-created_at", "-pk")
        constraints = [
            models.UniqueConstraint(
                fields=("request",),
                condition=models.Q(state="open"),
                name="change_wish_open_once",
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.request_id}"
