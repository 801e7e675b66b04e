"""Which VAT an organiser established in France charges to whom.

Services to a business are taxed where that business is established (articles 44 and 196 of
directive 2006/112/EC; articles 259-1 and 283-2 of the French tax code): a business of another
member state, known by its valid VAT number, accounts for the VAT itself; outside the Union no
French VAT is due. Everybody else pays French VAT.

Of the French territories overseas three belong to the territory of French VAT (Guadeloupe,
Martinique, Réunion), in two it does not apply (French Guiana, Mayotte: article 294), and all others
lie outside. The lower rates of the first (article 296) are not known here: see docs/shop.md.
"""

from __future__ import annotations

from zoneinfo import ZoneInfo

from django.db import models
from django.utils.translation import gettext_lazy
from stdnum.eu import vat

from vimeet.registration.vat import check_vat_number

SELLER_COUNTRY = "FR"
# Their invoices are dated there, wherever in the world the event is: they are one series.
SELLER_ZONE = ZoneInfo("Europe/Paris")
# For VAT, Monaco is French territory, and so are three of the departments overseas.
FRENCH = frozenset({"FR", "MC", "GP", "MQ", "RE"})
UNTAXED_DEPARTMENTS = frozenset({"GF", "YT"})
# Northern Ireland (XI) is one for goods, not for services.
MEMBER_STATES = frozenset(code.upper() for code in vat.MEMBER_STATES) - {"XI"}


class Treatment(models.TextChoices):
    """How an order is taxed."""

    DOMESTIC = "domestic", gettext_lazy("French VAT")
    REVERSE_CHARGE = "reverse", gettext_lazy("Reverse charge")
    OUTSIDE = "outside", gettext_lazy("Outside the EU: no VAT")
    UNTAXED = "untaxed", gettext_lazy("French Guiana or Mayotte: no VAT")


# What the invoice must say; French and English stand side by side, as customers abroad read it.
MENTIONS = {
    Treatment.DOMESTIC: "",
    Treatment.REVERSE_CHARGE: (
        "Autoliquidation – TVA due par le preneur, art. 283-2 du CGI et art. 196 de la directive "
        "2006/112/CE / Reverse charge: VAT to be accounted for by the customer."
    ),
    Treatment.OUTSIDE: (
        "TVA non applicable – art. 259-1 du CGI / Not subject to French VAT: customer established "
        "outside the VAT territory of the European Union."
    ),
    Treatment.UNTAXED: (
        "TVA non applicable – art. 294-1 du CGI / Not subject to VAT: customer established in "
        "French Guiana or Mayotte, where it does not apply."
    ),
}


def clean_vat_number(number: str, country: str) -> str:
    """The number as it is written officially, prefix first.

    ``country``: ISO code of the buyer's address. Raises ValidationError unless it is a number of
    that member state. Outside the Union nothing depends on it: it is kept as it was typed.
    """
    if not number.strip() or country not in MEMBER_STATES | FRENCH:
        return number.strip()
    return check_vat_number(number, SELLER_COUNTRY if country in FRENCH else country)


def treatment_of(country: str, vat_number: str) -> Treatment:
    """How a buyer in ``country`` is taxed. ``vat_number``: cleaned, or empty."""
    if country in FRENCH:
        return Treatment.DOMESTIC
    if country in UNTAXED_DEPARTMENTS:
        return Treatment.UNTAXED
    if country not in MEMBER_STATES:
        return Treatment.OUTSIDE
    return Treatment.REVERSE_CHARGE if vat_number else Treatment.DOMESTIC
