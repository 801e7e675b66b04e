"""Who sells: what an organiser's invoices say of it."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _
from stdnum import bic, iban
from stdnum.exceptions import ValidationError as WrongNumber
from stdnum.fr import siret, tva

from vimeet.core.tenancy import OrganiserOwned
from vimeet.events.models import Organiser


def validate_siret(number: str) -> None:
    """Raise ValidationError unless ``number`` is a French establishment's number."""
    _check(siret, number, _("This is no valid SIRET number (14 figures)."))


def validate_french_vat(number: str) -> None:
    """Raise ValidationError unless ``number`` is a French VAT number."""
    _check(tva, number, _("This is no valid French VAT number (FR and 11 characters)."))


def validate_iban(number: str) -> None:
    """Raise ValidationError unless ``number`` is an IBAN."""
    _check(iban, number, _("This is no valid IBAN."))


def validate_bic(number: str) -> None:
    """Raise ValidationError unless ``number`` is a BIC."""
    _check(bic, number, _("This is no valid BIC (8 or 11 characters)."))


def _check(kind: object, number: str, refusal: object) -> None:
    try:
        kind.validate(number)  # type: ignore[attr-defined]
    except WrongNumber as error:
        raise ValidationError(str(refusal)) from error


class Seller(OrganiserOwned):
    """The organiser as a French company: name and numbers for invoices, account for transfers."""

    organiser = models.OneToOneField(Organiser, models.CASCADE, related_name="seller")
    name = models.CharField(_("company name"), max_length=150)
    legal_form = models.CharField(
        _("legal form and capital"),
        max_length=150,
        blank=True,
        help_text=_("As at the foot of your letters, for example “SAS, capital 10,000 €”."),
    )
    street = models.TextField(_("street"), max_length=200)
    postal_code = models.CharField(_("postal code"), max_length=10)
    city = models.CharField(_("city"), max_length=100)
    siret = models.CharField(_("SIRET"), max_length=20, validators=[validate_siret])
    vat_number = models.CharField(_("VAT number"), max_length=20, validators=[validate_french_vat])
    email = models.EmailField(_("e-mail address for questions about invoices"))
    iban = models.CharField(_("IBAN"), max_length=42, validators=[validate_iban])
    bic = models.CharField(_("BIC"), max_length=11, validators=[validate_bic])
    payment_days = models.PositiveSmallIntegerField(
        _("days to pay"), default=30, help_text=_("From the order to the day it is overdue.")
    )
    exemption = models.CharField(
        _("why some of it bears no VAT"),
        max_length=200,
        blank=True,
        help_text=_(
            "Printed on invoices with lines at 0 %, for example “TVA non applicable, art. 293 B du "
            "CGI”."
        ),
    )

    class Meta:
        ordering = ("pk",)

    def __str__(self) -> str:
        return self.name
