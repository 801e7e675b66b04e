"""Which places in sessions an order brought, so that it can take back just those."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from vimeet.core.tenancy import EventOwned
from vimeet.programme.models import Session, SessionRegistration
from vimeet.registration.models import Delegate
from vimeet.shop.models.orders import Order


class IncludedPlace(EventOwned):
    """What an order did for one delegate and one session that it includes; done once.

    ``registration`` is the place that came of it. None: there was none to give (the delegate had
    one, speaks there, or is elsewhere at that time), or they have left it since.
    """

    organiser_path = "order__event__organiser"
    event_path = "order__event"

    order = models.ForeignKey(Order, models.CASCADE, related_name="included_places")
    session = models.ForeignKey(Session, models.CASCADE, related_name="included_places")
    delegate = models.ForeignKey(Delegate, models.CASCADE, related_name="included_places")
    registration = models.ForeignKey(
        SessionRegistration,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="included_places",
        verbose_name=_("registration"),
    )

    class Meta:
        ordering = ("pk",)
        constraints = [
            models.UniqueConstraint(
                fields=("order", "session", "delegate"), name="included_place_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.delegate}: {self.session}"
