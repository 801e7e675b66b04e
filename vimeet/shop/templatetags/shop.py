"""``{{ amount|euros }}``: an amount as the reader's language writes it."""

from __future__ import annotations

from decimal import Decimal

from django import template
from django.utils.translation import get_language

from vimeet.shop.fees import Terms, terms_of, terms_of_line
from vimeet.shop.included import IncludedSession, agreed
from vimeet.shop.models import OrderLine, Product
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


@register.filter
def line_name(line: OrderLine) -> str:
    """What a line is about, in the reader's language."""
    return line.description(get_language() or "en")


@register.filter
def included_sessions(line: OrderLine) -> list[IncludedSession]:
    """The sessions that a line includes, as agreed."""
    return agreed([line])


@register.filter
def meeting_terms(line: OrderLine) -> str:
    """What a line costs by the meeting, in words; empty if nothing."""
    terms = terms_of_line(line)
    return terms.in_words if terms else ""


@register.filter
def product_terms(product: Product) -> str:
    """What a product costs by the meeting, in words; empty if nothing."""
    terms = Terms.of(terms_of(product))
    return terms.in_words if terms else ""
