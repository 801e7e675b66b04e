"""``{{ amount|euros }}``: an amount as the reader's language writes it."""

from __future__ import annotations

from decimal import Decimal

from django import template

from vimeet.shop.words import euros, percents

register = template.Library()


@register.filter(name="euros")
def as_euros(amount: Decimal) -> str:
    """``1200`` → ``€1,200.00`` in English, ``1 200,00 €`` in French."""
    return euros(amount)


@register.filter
def percent(rate: Decimal) -> str:
    """``20.00`` → ``20%``; ``5.50`` → ``5.5%``."""
    return percents(rate)
