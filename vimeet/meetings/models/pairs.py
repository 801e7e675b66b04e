"""Two delegations that must not meet, or must."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from vimeet.core.tenancy import EventOwned
from vimeet.events.models import Event
from vimeet.registration.models import Delegation


class Pair(EventOwned):
    """What the organiser says of two delegations. ``first`` has the smaller number."""

    class Kind(models.TextChoices):
        # They never ask each other, nor meet.
        FORBIDDEN = "forbidden", _("never meet")
        # They have an accepted request that no plan leaves out.
        LOCKED = "locked", _("meet in any case")

    event = models.ForeignKey(Event, models.CASCADE, related_name="pairs")
    first = models.ForeignKey(Delegation, models.CASCADE, related_name="+")
    second = models.ForeignKey(Delegation, models.CASCADE, related_name="+")
    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices)
    note = models.CharField(_("note"), max_length=200, blank=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    created_at = models.DateTimeField(_("said on"), auto_now_add=True)

    class Meta:
        ordering = ("first__name", "second__name")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(first__lt=models.F("second")), name="pair_in_order"
            ),
            models.UniqueConstraint(fields=("first", "second"), name="pair_once"),
        ]

    def __str__(self) -> str:
        return f"{self.first} – {self.second}"


class NeverWith(EventOwned):
    """A delegation never wants to meet another one. Only the delegation and the organiser know."""

    organiser_path = "delegation__event__organiser"
    event_path = "delegation__event"

    delegation = models.ForeignKey(Delegation, models.CASCADE, related_name="never_with")
    other = models.ForeignKey(Delegation, models.CASCADE, related_name="+")
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    created_at = models.DateTimeField(_("said on"), auto_now_add=True)

    class Meta:
        ordering = ("other__name",)
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(delegation=models.F("other")), name="never_with_of_two"
            ),
            models.UniqueConstraint(fields=("delegation", "other"), name="never_with_once"),
        ]

    def __str__(self) -> str:
        return f"{self.delegation} – {self.other}"
