"""What an invoice says: plain data, kept with the invoice as it was on its day.

Amounts are strings of euros and cents, dates ISO. A credit note has amounts above nought too; its
kind says which way they go.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from vimeet.shop.models import Order, Seller
from vimeet.shop.money import ZERO, rounded
from vimeet.shop.taxes import MENTIONS, Treatment

# UNTDID 5305: how a line is taxed.
CATEGORIES = {
    Treatment.DOMESTIC: "S",
    Treatment.REVERSE_CHARGE: "AE",
    Treatment.OUTSIDE: "G",
    Treatment.UNTAXED: "G",
}
ZERO_RATED, EXEMPT = "Z", "E"

Content = dict[str, Any]
Line = dict[str, Any]


def lines_of(order: Order, language: str) -> list[Line]:
    """The order's lines as an invoice prints them."""
    return [
        {
            "description": line.description(language),
            "quantity": line.quantity,
            "unit_price": str(line.unit_price),
            "discount": str(line.discount),
            "net": str(line.net),
            "rate": str(line.tax_rate),
            "tax": str(line.tax),
        }
        for line in order.lines.all()
    ]


def refund_lines(content: Content, amount: Decimal, description: str) -> list[Line]:
    """Lines that give ``amount`` (VAT included) of an invoice back, shared by its VAT rates."""
    total = Decimal(content["total"])
    left, lines = amount, []
    for i, group in enumerate(content["taxes"], 1):
        rate = Decimal(group["rate"])
        gross = Decimal(group["net"]) + Decimal(group["tax"])
        part = left if i == len(content["taxes"]) else rounded(amount * gross / total)
        left -= part
        net = rounded(part / (1 + rate / 100))
        if part:
            lines.append(
                {
                    "description": description,
                    "quantity": 1,
                    "unit_price": str(net),
                    "discount": str(ZERO),
                    "net": str(net),
                    "rate": str(rate),
                    "tax": str(part - net),
                }
            )
    return lines


def total_of(lines: Sequence[Line]) -> Decimal:
    """What the lines come to, VAT included."""
    return sum((Decimal(line["net"]) + Decimal(line["tax"]) for line in lines), start=ZERO)


def content_of(
    order: Order,
    seller: Seller,
    lines: Sequence[Line],
    *,
    number: str,
    issued_on: dt.date,
    language: str,
    received: Decimal,
    corrects: tuple[str, dt.date] | None = None,
) -> Content:
    """All of an invoice, or, with ``corrects`` (number and day), of a credit note.

    ``received``: what came in before, of a credit note what went back.
    """
    net = sum((Decimal(line["net"]) for line in lines), start=ZERO)
    tax = sum((Decimal(line["tax"]) for line in lines), start=ZERO)
    treatment = Treatment(order.treatment)
    exemption = seller.exemption if treatment == Treatment.DOMESTIC else ""
    taxes = tax_groups(lines, treatment, exempt=bool(exemption))
    untaxed = any(group["category"] == EXEMPT for group in taxes)
    return {
        "kind": "credit" if corrects else "invoice",
        "number": number,
        "issued_on": issued_on.isoformat(),
        "due_on": order.due_on.isoformat() if order.due_on else issued_on.isoformat(),
        "held_on": [order.event.starts_on.isoformat(), order.event.ends_on.isoformat()],
        "event": order.event.name,
        "language": language,
        "corrects": {"number": corrects[0], "issued_on": corrects[1].isoformat()}
        if corrects
        else None,
        "seller": {
            name: getattr(seller, name)
            for name in (
                "name",
                "legal_form",
                "street",
                "postal_code",
                "city",
                "siret",
                "vat_number",
                "email",
                "iban",
                "bic",
            )
        },
        "buyer": {
            "name": order.company,
            "contact": order.contact_name,
            "street": order.street,
            "postal_code": order.postal_code,
            "city": order.city,
            "country": str(order.country),
            "vat_number": order.vat_number,
        },
        "reference": order.reference,
        "purchase_order": order.purchase_order,
        "lines": list(lines),
        "taxes": taxes,
        "mention": exemption if untaxed else MENTIONS[treatment],
        "net": str(net),
        "tax": str(tax),
        "total": str(net + tax),
        "received": str(received),
        "due": str(net + tax - received),
    }


def tax_groups(
    lines: Sequence[Line], treatment: Treatment, *, exempt: bool = False
) -> list[dict[str, str]]:
    """The lines' amounts by VAT rate, the highest first.

    ``exempt``: the seller says why its lines at 0 % bear no VAT.
    """
    rates: dict[Decimal, tuple[Decimal, Decimal]] = {}
    for line in lines:
        rate = Decimal(line["rate"])
        net, tax = rates.get(rate, (ZERO, ZERO))
        rates[rate] = (net + Decimal(line["net"]), tax + Decimal(line["tax"]))
    return [
        {
            "category": category_of(rate, treatment, exempt=exempt),
            "rate": str(rate),
            "net": str(net),
            "tax": str(tax),
        }
        for rate, (net, tax) in sorted(rates.items(), reverse=True)
    ]


def category_of(rate: Decimal, treatment: Treatment, *, exempt: bool = False) -> str:
    """The code of how a line is taxed."""
    if treatment == Treatment.DOMESTIC and not rate:
        return EXEMPT if exempt else ZERO_RATED
    return CATEGORIES[treatment]
