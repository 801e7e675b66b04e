"""Money received for an order, and given back."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from vimeet.core.tenancy import EventOwned
from vimeet.shop.models.bank import BankEntry
from vimeet.shop.models.orders import Order


class Payment(EventOwned):
    """An amount that came in, or, below nought, went back.

    Never changed afterwards, but for the bank's line that turns out to be the same money.
    """

    organiser_path = "order__event__organiser"
    event_path = "order__event"

    class Method(models.TextChoices):
        TRANSFER = "transfer", _("Bank transfer")
        CARD = "card", _("Card")
        OTHER = "other", _("Other")

    order = models.ForeignKey(Order, models.PROTECT, related_name="payments")
    amount = models.DecimalField(_("amount (€)"), max_digits=10, decimal_places=2)
    method = models.CharField(
        _("how"), max_length=10, choices=Method.choices, default=Method.TRANSFER
    )
    received_on = models.DateField(_("day"))
    note = models.CharField(_("note"), max_length=200, blank=True)
    # The movement on the account that it was read from.
    bank_entry = models.ForeignKey(
        BankEntry, models.PROTECT, null=True, blank=True, related_name="payments"
    )
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    created_at = models.DateTimeField(_("recorded"), auto_now_add=True)

    class Meta:
        ordering = ("received_on", "pk")

    def __str__(self) -> str:
        return f"{self.order.reference}: {self.amount}"
