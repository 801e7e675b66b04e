"""Which VAT an organiser established in France charges to whom.

Services to a business are taxed where that business is established (articles 44 and 196 of
directive 2006/112/EC; articles 259-1 and 283-2 of the French tax code): a business of another
member state, known by its valid VAT number, accounts for the VAT itself; outside the Union no
French VAT is due. Everybody else pays French VAT.
"""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from stdnum.eu import vat
from stdnum.exceptions import ValidationError as WrongNumber

SELLER_COUNTRY = "FR"
# For VAT, Monaco is French territory.
FRENCH = frozenset({"FR", "MC"})
MEMBER_STATES = frozenset(code.upper() for code in vat.MEMBER_STATES)
# Prefixes of VAT numbers that are not the country's code.
PREFIXES = {"GR": "EL", "MC": "FR"}


class Treatment(models.TextChoices):
    """How an order is taxed."""

    DOMESTIC = "domestic", gettext_lazy("French VAT")
    REVERSE_CHARGE = "reverse", gettext_lazy("Reverse charge")
    OUTSIDE = "outside", gettext_lazy("Outside the EU: no VAT")


# What the invoice must say; French and English stand side by side, as customers abroad read it.
MENTIONS = {
    Treatment.DOMESTIC: "",
    Treatment.REVERSE_CHARGE: (
        "Autoliquidation – TVA due par le preneur, art. 283-2 du CGI et art. 196 de la directive "
        "2006/112/CE / Reverse charge: VAT to be accounted for by the customer."
    ),
    Treatment.OUTSIDE: (
        "TVA non applicable – art. 259-1 du CGI / Not subject to French VAT: customer established "
        "outside the European Union."
    ),
}


def clean_vat_number(number: str, country: str) -> str:
    """The number as it is written officially, prefix first.

    ``country``: ISO code of the buyer's address. Raises ValidationError where the structure or
    the check digits are wrong, or the number is another country's. Outside the Union there is
    no such check: the number is kept as it was typed.
    """
    text = "".join(number.split()).upper()
    if not text or country not in MEMBER_STATES | FRENCH:
        return number.strip()
    prefix = PREFIXES.get(country, country)
    try:
        clean: str = vat.validate(text)
    except WrongNumber as error:
        raise ValidationError(
            _("This is no valid VAT number. It starts with %(prefix)s, like on your invoices."),
            params={"prefix": prefix},
        ) from error
    if not clean.startswith(prefix):
        raise ValidationError(
            _("This VAT number is another country's: with this address it starts with %(prefix)s."),
            params={"prefix": prefix},
        )
    return clean


def treatment_of(country: str, vat_number: str) -> Treatment:
    """How a buyer in ``country`` is taxed. ``vat_number``: cleaned, or empty."""
    if country in FRENCH:
        return Treatment.DOMESTIC
    if country not in MEMBER_STATES:
        return Treatment.OUTSIDE
    return Treatment.REVERSE_CHARGE if vat_number else Treatment.DOMESTIC
