"""Invoices and credit notes: numbered without a gap, never changed."""

from __future__ import annotations

from decimal import Decimal
from typing import Any, Never

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from vimeet.core.tenancy import OrganiserOwned
from vimeet.events.models import Event, Organiser
from vimeet.shop.models.orders import Order


class InvoiceCounter(OrganiserOwned):
    """The last number that an organiser gave in a year; its row is the lock of the next one."""

    organiser = models.ForeignKey(Organiser, models.PROTECT, related_name="+")
    year = models.PositiveSmallIntegerField(_("year"))
    last = models.PositiveIntegerField(_("last number"), default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=("organiser", "year"), name="counter_once_a_year")
        ]

    def __str__(self) -> str:
        return f"{self.year}: {self.last}"


class Invoice(OrganiserOwned):
    """One invoice, or one credit note that corrects it.

    The database refuses any change, and to delete it for ten years (docs/personal-data.md).
    """

    event_path = "event"

    class Kind(models.TextChoices):
        INVOICE = "invoice", _("Invoice")
        CREDIT_NOTE = "credit", _("Credit note")

    organiser = models.ForeignKey(Organiser, models.PROTECT, related_name="invoices")
    event = models.ForeignKey(Event, models.PROTECT, related_name="invoices")
    order = models.ForeignKey(Order, models.PROTECT, related_name="invoices")
    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices)
    corrects = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="credit_notes"
    )
    year = models.PositiveSmallIntegerField(_("year"))
    sequence = models.PositiveIntegerField(_("running number"))
    number = models.CharField(_("number"), max_length=20)
    issued_on = models.DateField(_("issued"))
    language = models.CharField(_("language"), max_length=5, choices=settings.LANGUAGES)
    # Everything that is printed, as it was on that day: see ``vimeet.shop.documents.content``.
    content = models.JSONField(_("content"))
    net = models.DecimalField(_("net"), max_digits=10, decimal_places=2)
    tax = models.DecimalField(_("VAT amount"), max_digits=10, decimal_places=2)
    pdf = models.BinaryField(_("document"))
    created_at = models.DateTimeField(_("created"), auto_now_add=True)

    class Meta:
        ordering = ("-year", "-sequence")
        constraints = [
            models.UniqueConstraint(
                fields=("organiser", "year", "sequence"), name="invoice_number_once"
            ),
            models.UniqueConstraint(
                fields=("order",),
                condition=models.Q(kind="invoice"),
                name="order_invoiced_once",
            ),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def total(self) -> Decimal:
        """VAT included."""
        return self.net + self.tax

    @property
    def sign(self) -> int:
        """1 for an invoice, -1 for what takes money back."""
        return 1 if self.kind == self.Kind.INVOICE else -1

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Write it once."""
        if not self._state.adding:
            raise TypeError("an invoice is never changed: issue a credit note")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> Never:
        """Never."""
        raise TypeError("an invoice is never deleted: issue a credit note")
