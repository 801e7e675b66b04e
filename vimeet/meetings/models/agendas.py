"""What an agenda needs beside the plan: changes not seen yet, the calendar feed, rules, print."""

from __future__ import annotations

from django.conf import settings
from django.core.validators import MaxValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from vimeet.core.tenancy import EventOwned
from vimeet.events.models import Event, Place, Slot
from vimeet.meetings.models.plans import Plan
from vimeet.meetings.models.requests import Request
from vimeet.registration.models import Delegate


class UnseenChange(EventOwned):
    """A change in a delegate's agenda that they have not looked at yet.

    ``slot``, ``place`` and ``people`` are how they knew the meeting (slot None: it was not in
    their agenda); ``told_slot`` is where they were told it is, last of all.
    """

    organiser_path = "delegate__delegation__event__organiser"
    event_path = "delegate__delegation__event"

    delegate = models.ForeignKey(Delegate, models.CASCADE, related_name="unseen_changes")
    request = models.ForeignKey(Request, models.CASCADE, related_name="+")
    slot = models.ForeignKey(Slot, models.CASCADE, null=True, related_name="+")
    place = models.ForeignKey(Place, models.CASCADE, null=True, related_name="+")
    people = models.JSONField(default=list)
    told_slot = models.ForeignKey(Slot, models.CASCADE, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=("delegate", "request"), name="unseen_change_once")
        ]

    def __str__(self) -> str:
        return f"{self.delegate_id}: {self.request_id}"


class CalendarFeed(EventOwned):
    """The secret address at which a calendar program reads a delegate's agenda.

    Only the secret's hash is kept: a lost address is replaced, never shown again.
    """

    organiser_path = "delegate__delegation__event__organiser"
    event_path = "delegate__delegation__event"

    delegate = models.OneToOneField(Delegate, models.CASCADE, related_name="calendar_feed")
    token_hash = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField(_("created"), auto_now_add=True)
    read_at = models.DateTimeField(_("last read"), null=True, blank=True)

    def __str__(self) -> str:
        return f"calendar feed of {self.delegate_id}"


class AgendaRules(EventOwned):
    """What participants may change in their agendas by themselves."""

    class Rule(models.TextChoices):
        FREELY = "freely", _("Freely")
        APPROVAL = "approval", _("With approval")
        NEVER = "never", _("Never")

    event = models.OneToOneField(Event, models.CASCADE, related_name="agenda_rules")
    moves = models.CharField(
        _("move a meeting"), max_length=10, choices=Rule.choices, default=Rule.APPROVAL
    )
    cancellations = models.CharField(
        _("cancel a meeting"), max_length=10, choices=Rule.choices, default=Rule.APPROVAL
    )
    notice_minutes = models.PositiveSmallIntegerField(
        _("minutes before the meeting"),
        default=60,
        validators=[MaxValueValidator(7 * 24 * 60)],
        help_text=_("Later than that, participants can only ask the staff on site."),
    )

    def __str__(self) -> str:
        return f"{self.event}: {self.moves}, {self.cancellations}"


class AgendaBook(EventOwned):
    """All agendas of a release as one PDF document, made by a task."""

    class State(models.TextChoices):
        QUEUED = "queued", _("Being prepared")
        READY = "ready", _("Ready")
        FAILED = "failed", _("Failed")

    event = models.ForeignKey(Event, models.CASCADE, related_name="agenda_books")
    plan = models.ForeignKey(Plan, models.CASCADE, related_name="+")
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.QUEUED)
    requested_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    created_at = models.DateTimeField(_("asked"), auto_now_add=True)
    ready_at = models.DateTimeField(_("ready"), null=True, blank=True)
    document = models.BinaryField(null=True, blank=True)
    agendas = models.PositiveIntegerField(_("agendas"), default=0)

    class Meta:
        ordering = ("-created_at", "-pk")
        constraints = [
            # Asked twice while it is being made: it is made once.
            models.UniqueConstraint(
                fields=("plan",), condition=models.Q(state="queued"), name="agenda_book_queued_once"
            )
        ]

    def __str__(self) -> str:
        return f"agendas of {self.plan}"
