"""Orders and their lines."""

from __future__ import annotations

import secrets
from decimal import Decimal

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django_countries.fields import CountryField

from vimeet.core.tenancy import EventOwned
from vimeet.events.models import Event
from vimeet.registration.models import Delegation, Registration
from vimeet.shop.models.catalogue import Product, Voucher
from vimeet.shop.money import ZERO
from vimeet.shop.taxes import Treatment

# Without letters and figures that are mistaken for one another on a bank's form.
REFERENCE_ALPHABET = "ABCDEFGHJKMNPQRSTUVWXYZ23456789"


def new_reference() -> str:
    """Eight characters that a buyer writes on a transfer."""
    return "".join(secrets.choice(REFERENCE_ALPHABET) for _i in range(8))


def new_secret() -> str:
    """What makes the address of an order's page one that nobody guesses."""
    return secrets.token_urlsafe(24)


class PayBy(models.TextChoices):
    """How the buyer chose to pay."""

    CARD = "card", _("Card")
    TRANSFER = "transfer", _("Bank transfer")


class Order(EventOwned):
    """What one company buys at one go.

    reserved → placed → paid; a reservation that nobody places expires, a placed order may be
    cancelled. The lines hold what was agreed: later changes of prices do not touch them.
    """

    class State(models.TextChoices):
        RESERVED = "reserved", _("Being filled in")
        PLACED = "placed", _("Awaiting payment")
        PAID = "paid", _("Paid")
        EXPIRED = "expired", _("Expired")
        CANCELLED = "cancelled", _("Cancelled")

    event = models.ForeignKey(Event, models.CASCADE, related_name="orders")
    delegation = models.ForeignKey(
        Delegation,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="orders",
        verbose_name=_("delegation"),
    )
    registration = models.ForeignKey(
        Registration,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="orders",
        verbose_name=_("registration"),
    )
    secret = models.CharField(max_length=40, unique=True, default=new_secret, editable=False)
    reference = models.CharField(
        _("reference"), max_length=12, unique=True, default=new_reference, editable=False
    )
    state = models.CharField(
        _("state"), max_length=10, choices=State.choices, default=State.RESERVED
    )
    voucher = models.ForeignKey(
        Voucher, models.PROTECT, null=True, blank=True, related_name="orders"
    )
    # The buyer, as the invoice will name them.
    company = models.CharField(_("company"), max_length=150, blank=True)
    contact_name = models.CharField(_("contact"), max_length=150, blank=True)
    email = models.EmailField(_("e-mail address"), blank=True)
    street = models.TextField(_("street"), max_length=200, blank=True)
    postal_code = models.CharField(_("postal code"), max_length=20, blank=True)
    city = models.CharField(_("city"), max_length=100, blank=True)
    country = CountryField(_("country"), blank=True)
    vat_number = models.CharField(_("VAT number"), max_length=30, blank=True)
    purchase_order = models.CharField(_("your purchase order number"), max_length=60, blank=True)
    language = models.CharField(
        _("language"), max_length=5, choices=settings.LANGUAGES, default="fr"
    )
    pay_by = models.CharField(
        _("to be paid by"), max_length=10, choices=PayBy.choices, default=PayBy.TRANSFER
    )
    treatment = models.CharField(
        _("VAT"), max_length=10, choices=Treatment.choices, default=Treatment.DOMESTIC
    )
    net = models.DecimalField(_("net"), max_digits=10, decimal_places=2, default=ZERO)
    tax = models.DecimalField(_("VAT amount"), max_digits=10, decimal_places=2, default=ZERO)
    created_at = models.DateTimeField(_("created"), auto_now_add=True)
    expires_at = models.DateTimeField(_("reserved until"))
    placed_at = models.DateTimeField(_("ordered"), null=True, blank=True)
    due_on = models.DateField(_("due on"), null=True, blank=True)
    paid_at = models.DateTimeField(_("paid"), null=True, blank=True)
    # Whether the delegation gave back what the order had given it.
    taken_back = models.BooleanField(_("taken back"), default=False)

    class Meta:
        ordering = ("-created_at", "-pk")
        indexes = [models.Index(fields=("state", "expires_at"))]

    def __str__(self) -> str:
        return self.reference

    @property
    def total(self) -> Decimal:
        """What is to be paid, VAT included."""
        return self.net + self.tax

    @property
    def overdue(self) -> bool:
        """Whether the day to pay by has gone by."""
        return (
            self.state == self.State.PLACED
            and self.due_on is not None
            and self.due_on < timezone.localdate()
        )


class OrderLine(EventOwned):
    """So many of a product at the price of that moment."""

    organiser_path = "order__event__organiser"
    event_path = "order__event"

    class Kind(models.TextChoices):
        PACKAGE = "package", _("Package")
        EXTRA_DELEGATE = "delegate", _("Extra delegate")
        OPTION = "option", _("Option")
        MEETINGS = "meetings", _("Meetings")

    order = models.ForeignKey(Order, models.CASCADE, related_name="lines")
    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices)
    product = models.ForeignKey(Product, models.PROTECT, related_name="order_lines")
    description_en = models.CharField(_("description in English"), max_length=200)
    description_fr = models.CharField(_("description in French"), max_length=200)
    quantity = models.PositiveSmallIntegerField(_("quantity"))
    unit_price = models.DecimalField(_("unit price"), max_digits=9, decimal_places=2)
    discount = models.DecimalField(_("reduction"), max_digits=10, decimal_places=2, default=ZERO)
    net = models.DecimalField(_("net"), max_digits=10, decimal_places=2)
    # The product's rate, and the one that applies to this buyer.
    full_tax_rate = models.DecimalField(_("VAT rate in France"), max_digits=4, decimal_places=2)
    tax_rate = models.DecimalField(_("VAT rate"), max_digits=4, decimal_places=2)
    tax = models.DecimalField(_("VAT amount"), max_digits=10, decimal_places=2)
    # What it gives, as agreed: see ``vimeet.shop.grants.Grants``.
    gives = models.JSONField(_("gives"), default=dict)
    # How it is billed by the meeting, as agreed: see ``vimeet.shop.fees.Terms``; empty: it is not.
    billing = models.JSONField(_("billed by the meeting"), default=dict, blank=True)
    # Of meetings: the package's line whose terms they are billed by, once.
    bills = models.OneToOneField(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="bill",
        verbose_name=_("billed for"),
    )

    class Meta:
        ordering = ("pk",)
        constraints = [
            models.CheckConstraint(condition=models.Q(quantity__gte=1), name="line_has_something"),
        ]

    def __str__(self) -> str:
        return f"{self.quantity} × {self.description_en}"

    def description(self, language: str) -> str:
        """The description in ``language``."""
        return self.description_fr if language == "fr" else self.description_en
