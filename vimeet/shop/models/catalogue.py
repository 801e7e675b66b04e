"""What an event sells: packages, options, their early prices, and vouchers."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from vimeet.core.tenancy import EventOwned
from vimeet.events.models import Event, ParticipantType
from vimeet.programme.models import Session
from vimeet.shop.money import ZERO
from vimeet.shop.pricing import Reduction

NOT_NEGATIVE = MinValueValidator(ZERO)
AT_MOST_ALL = MaxValueValidator(Decimal(100))


class BilledBy(models.TextChoices):
    """Which meetings a package is billed by."""

    NOTHING = "", _("No")
    CONFIRMED = "confirmed", _("By meetings confirmed: those of the last release")
    HELD = "held", _("By meetings held: those that took place")


class Product(EventOwned):
    """A package or an option: what it costs, who may buy it when, and what it gives."""

    class Kind(models.TextChoices):
        PACKAGE = "package", _("Package")
        OPTION = "option", _("Option")

    event = models.ForeignKey(Event, models.CASCADE, related_name="products")
    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices)
    name_en = models.CharField(_("name in English"), max_length=100)
    name_fr = models.CharField(_("name in French"), max_length=100)
    description_en = models.TextField(_("description in English"), blank=True)
    description_fr = models.TextField(_("description in French"), blank=True)
    price = models.DecimalField(
        _("price without VAT (€)"), max_digits=9, decimal_places=2, validators=[NOT_NEGATIVE]
    )
    tax_rate = models.DecimalField(
        _("VAT rate (%)"),
        max_digits=4,
        decimal_places=2,
        default=Decimal("20.00"),
        validators=[NOT_NEGATIVE, AT_MOST_ALL],
    )
    stock = models.PositiveIntegerField(
        _("how many there are"), null=True, blank=True, help_text=_("Empty: no limit.")
    )
    on_sale_from = models.DateTimeField(_("on sale from"), null=True, blank=True)
    on_sale_until = models.DateTimeField(_("on sale until"), null=True, blank=True)
    hidden = models.BooleanField(
        _("hidden"), default=False, help_text=_("Only who has a voucher for it sees it.")
    )
    participant_types = models.ManyToManyField(
        ParticipantType,
        blank=True,
        related_name="products",
        verbose_name=_("for the participant types"),
        help_text=_("None ticked: for all of them."),
    )
    max_per_order = models.PositiveSmallIntegerField(
        _("at most per order"), null=True, blank=True, help_text=_("Empty: no limit.")
    )
    # What it gives.
    credits = models.PositiveSmallIntegerField(
        _("meeting credits"), null=True, blank=True, help_text=_("Empty: no limit.")
    )
    min_meetings = models.PositiveSmallIntegerField(_("meetings promised"), default=0)
    open_requests = models.PositiveSmallIntegerField(
        _("open requests at once"),
        null=True,
        blank=True,
        help_text=_(
            "How many of the company’s own requests may wait or be accepted at once. Empty: as "
            "its participant type says."
        ),
    )
    delegates = models.PositiveSmallIntegerField(_("delegates included"), default=1)
    extra_delegate_price = models.DecimalField(
        _("price of an extra delegate (€)"),
        max_digits=9,
        decimal_places=2,
        null=True,
        blank=True,
        validators=[NOT_NEGATIVE],
        help_text=_("Without VAT. Empty: no extra delegates."),
    )
    max_extra_delegates = models.PositiveSmallIntegerField(
        _("extra delegates at most"), null=True, blank=True, help_text=_("Empty: no limit.")
    )
    stand = models.BooleanField(_("with an own stand"), default=False)
    sessions = models.ManyToManyField(
        Session,
        blank=True,
        related_name="products",
        verbose_name=_("sessions included"),
        help_text=_(
            "Its delegates are registered for them once the order is paid, also where participants "
            "can’t register by themselves. Where a session is full they wait for a place."
        ),
    )
    # Of a package billed by the meeting: invoiced after the event, on top of the price.
    billed_by = models.CharField(
        _("billed by the meeting"), max_length=10, choices=BilledBy.choices, blank=True
    )
    meeting_price = models.DecimalField(
        _("price of a meeting (€)"),
        max_digits=9,
        decimal_places=2,
        null=True,
        blank=True,
        validators=[NOT_NEGATIVE],
        help_text=_("Without VAT. The price above is due at once; it may be 0."),
    )
    most_billed = models.PositiveSmallIntegerField(
        _("meetings billed at most"), null=True, blank=True, help_text=_("Empty: all of them.")
    )
    position = models.PositiveSmallIntegerField(
        _("order of appearance"), default=0, help_text=_("Small numbers first.")
    )

    class Meta:
        ordering = ("-kind", "position", "pk")
        constraints = [
            models.UniqueConstraint(fields=("event", "name_en"), name="product_name_en_once"),
            models.UniqueConstraint(fields=("event", "name_fr"), name="product_name_fr_once"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        """The name in the language of the page."""
        return self.name_fr if get_language() == "fr" else self.name_en

    @property
    def description(self) -> str:
        """The description in the language of the page."""
        return self.description_fr if get_language() == "fr" else self.description_en

    def early_at(self, moment: dt.datetime) -> EarlyPrice | None:
        """The early price that counts at ``moment``: of those still open the one that ends next.

        Reads ``early_prices``: prefetch them where there are many products.
        """
        early = [e for e in self.early_prices.all() if moment < e.until]
        return min(early, key=lambda e: e.until, default=None)

    def price_at(self, moment: dt.datetime) -> Decimal:
        """The price at ``moment``: the early one, else the full one."""
        early = self.early_at(moment)
        return early.price if early else self.price

    def on_sale_at(self, moment: dt.datetime) -> bool:
        """Whether ``moment`` lies within the sale period."""
        return (self.on_sale_from is None or self.on_sale_from <= moment) and (
            self.on_sale_until is None or moment < self.on_sale_until
        )


class EarlyPrice(EventOwned):
    """A lower price until a date."""

    organiser_path = "product__event__organiser"
    event_path = "product__event"

    product = models.ForeignKey(Product, models.CASCADE, related_name="early_prices")
    until = models.DateTimeField(_("until"))
    price = models.DecimalField(
        _("price without VAT (€)"), max_digits=9, decimal_places=2, validators=[NOT_NEGATIVE]
    )

    class Meta:
        ordering = ("until",)
        constraints = [
            models.UniqueConstraint(fields=("product", "until"), name="early_price_once")
        ]

    def __str__(self) -> str:
        return f"{self.price} → {self.until:%Y-%m-%d}"


class Voucher(EventOwned):
    """A code that lowers a price, opens a hidden package, or both."""

    class Effect(models.TextChoices):
        AMOUNT = "amount", _("An amount off (€)")
        PERCENT = "percent", _("A share off (%)")
        FREE = "free", _("The package is free")
        NONE = "none", _("No reduction: it only opens its package")

    event = models.ForeignKey(Event, models.CASCADE, related_name="vouchers")
    code = models.CharField(
        _("code"), max_length=40, help_text=_("Small and capital letters are the same.")
    )
    effect = models.CharField(_("what it does"), max_length=10, choices=Effect.choices)
    value = models.DecimalField(
        _("how much"),
        max_digits=9,
        decimal_places=2,
        default=ZERO,
        validators=[NOT_NEGATIVE],
        help_text=_("Euros without VAT, or per cent."),
    )
    package = models.ForeignKey(
        Product,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="vouchers",
        verbose_name=_("only with the package"),
        help_text=_("If that package is hidden, the voucher shows it."),
    )
    max_uses = models.PositiveIntegerField(
        _("how often"), null=True, blank=True, help_text=_("Empty: as often as one likes.")
    )
    valid_until = models.DateTimeField(_("valid until"), null=True, blank=True)

    class Meta:
        ordering = ("code",)
        constraints = [models.UniqueConstraint(fields=("event", "code"), name="voucher_code_once")]

    def __str__(self) -> str:
        return self.code

    @property
    def reduction(self) -> Reduction:
        """What it takes off."""
        return Reduction(
            amount=self.value if self.effect == self.Effect.AMOUNT else ZERO,
            percent=self.value if self.effect == self.Effect.PERCENT else ZERO,
            free_package=self.effect == self.Effect.FREE,
        )
