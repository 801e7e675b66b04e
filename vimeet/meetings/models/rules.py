"""What an event's organiser says of requests: what priorities weigh, when people are reminded."""

from __future__ import annotations

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from vimeet.core.tenancy import EventOwned
from vimeet.events.models import Event
from vimeet.meetings.models.requests import Request

DAYS = (MinValueValidator(1), MaxValueValidator(90))
# Weights by the priority of those who ask, then of those who are asked: mutual interest counts
# more than either alone.
_MUST, _WANT, _COULD = Request.Priority.values
DEFAULT_WEIGHTS = {
    _MUST: {_MUST: 8, _WANT: 5, _COULD: 3},
    _WANT: {_MUST: 5, _WANT: 3, _COULD: 2},
    _COULD: {_MUST: 3, _WANT: 2, _COULD: 1},
}


def default_weights() -> dict[str, dict[str, int]]:
    """A fresh copy of the weights that an event begins with."""
    return {asker: dict(row) for asker, row in DEFAULT_WEIGHTS.items()}


class RequestRules(EventOwned):
    """The rules of one event; none saved: the defaults."""

    event = models.OneToOneField(Event, models.CASCADE, related_name="request_rules")
    weights = models.JSONField(_("weights"), default=default_weights)
    remind_after_days = models.PositiveSmallIntegerField(
        _("remind after (days)"),
        null=True,
        blank=True,
        validators=DAYS,
        help_text=_("Who has not answered a request for so long gets one e-mail. Empty: none."),
    )
    remind_before_close_days = models.PositiveSmallIntegerField(
        _("remind before requests close (days)"),
        null=True,
        blank=True,
        validators=DAYS,
        help_text=_("One last e-mail about all that is unanswered. Empty: none."),
    )
    expire_after_days = models.PositiveSmallIntegerField(
        _("requests expire after (days)"),
        null=True,
        blank=True,
        validators=DAYS,
        help_text=_("Empty: when requests close."),
    )

    class Meta:
        verbose_name_plural = "request rules"

    def __str__(self) -> str:
        return str(self.event)

    def weight_of(self, asker_priority: str, asked_priority: str) -> int:
        """What a request of these two priorities weighs."""
        weight: int = self.weights[asker_priority][asked_priority]
        return weight
