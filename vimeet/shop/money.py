"""Amounts: always Decimal, in euros, rounded to the cent half up."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal

CURRENCY = "EUR"
CENT = Decimal("0.01")
ZERO = Decimal("0.00")


def rounded(amount: Decimal) -> Decimal:
    """``amount`` to the cent; a half goes away from zero, as on a paper invoice."""
    return amount.quantize(CENT, rounding=ROUND_HALF_UP)


def share(amount: Decimal, percent: Decimal) -> Decimal:
    """``percent`` per cent of ``amount``, to the cent."""
    return rounded(amount * percent / 100)
