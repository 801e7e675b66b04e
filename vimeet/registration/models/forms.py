"""Registration forms in their versions, and what belongs to the answers."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from vimeet.core.tenancy import EventOwned
from vimeet.events.models import ParticipantType
from vimeet.registration.questions.definition import Definition


class FormVersion(EventOwned):
    """A form of a participant type: published ones have a number and never change again."""

    organiser_path = "participant_type__event__organiser"
    event_path = "participant_type__event"

    participant_type = models.ForeignKey(
        ParticipantType, models.CASCADE, related_name="form_versions"
    )
    # None: the draft, of which a type has one at most.
    number = models.PositiveIntegerField(_("version"), null=True, blank=True)
    definition = models.JSONField(_("form"), default=dict)
    published_at = models.DateTimeField(_("published"), null=True, blank=True)
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )

    class Meta:
        ordering = ("participant_type", "-number")
        constraints = [
            models.UniqueConstraint(fields=("participant_type", "number"), name="form_number_once"),
            models.UniqueConstraint(
                fields=("participant_type",),
                condition=models.Q(number=None),
                name="form_draft_once",
            ),
        ]

    def __str__(self) -> str:
        version = f" v{self.number}" if self.number else ""
        return f"{self.participant_type}{version}"

    @property
    def form(self) -> Definition:
        """What it asks."""
        return Definition.from_json(self.definition)


class AnswerFile(EventOwned):
    """A file given as an answer, kept in the database: it comes and goes with its registration."""

    organiser_path = "registration__event__organiser"
    event_path = "registration__event"

    registration = models.ForeignKey(
        "registration.Registration", models.CASCADE, related_name="files"
    )
    question = models.CharField(max_length=20)
    name = models.CharField(_("name"), max_length=150)
    content_type = models.CharField(max_length=100)
    content = models.BinaryField()
    size = models.PositiveIntegerField(_("size"))
    created_at = models.DateTimeField(_("received"), auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=("registration", "question"), name="answer_file_once")
        ]

    def __str__(self) -> str:
        return self.name


class TakenChoice(EventOwned):
    """A place of a choice with limited places, taken by a registration that was sent."""

    organiser_path = "participant_type__event__organiser"
    event_path = "participant_type__event"

    participant_type = models.ForeignKey(
        ParticipantType, models.CASCADE, related_name="taken_choices"
    )
    registration = models.ForeignKey(
        "registration.Registration", models.CASCADE, related_name="taken_choices"
    )
    question = models.CharField(max_length=20)
    choice = models.CharField(max_length=20)

    class Meta:
        indexes = [models.Index(fields=("participant_type", "question", "choice"))]
        constraints = [
            models.UniqueConstraint(
                fields=("registration", "question", "choice"), name="choice_taken_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.question}: {self.choice}"
