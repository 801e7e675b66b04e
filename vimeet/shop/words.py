"""Amounts and rates in words, as each language writes them."""

from __future__ import annotations

from decimal import Decimal

from django.utils.formats import number_format
from django.utils.translation import get_language

NARROW_SPACE = "\N{NARROW NO-BREAK SPACE}"


def euros(amount: Decimal) -> str:
    """``1200`` → ``€1,200.00`` in English, ``1 200,00 €`` in French."""
    figures = number_format(abs(amount), 2, use_l10n=True, force_grouping=True)
    sign = "−" if amount < 0 else ""
    if get_language() == "fr":
        return f"{sign}{figures}\N{NO-BREAK SPACE}€"
    return f"{sign}€{figures}"


def percents(rate: Decimal) -> str:
    """``20.00`` → ``20%``, ``5.50`` → ``5.5%``; in French ``5,5 %``."""
    figures = number_format(rate.normalize() + 0, use_l10n=True)
    return f"{figures}{NARROW_SPACE}%" if get_language() == "fr" else f"{figures}%"
