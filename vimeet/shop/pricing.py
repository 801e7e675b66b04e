"""What an order costs, line by line.

Each line is rounded by itself: net = quantity times price less its share of the voucher, VAT = rate
times net. The totals are the sums of the lines, so that what is printed adds up.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from vimeet.shop.money import ZERO, rounded, share
from vimeet.shop.taxes import Treatment

if TYPE_CHECKING:
    from vimeet.shop.models import Order, OrderLine


@dataclass(frozen=True)
class Ware:
    """What somebody wants: so many at this price (net), taxed at ``tax_rate`` per cent."""

    quantity: int
    unit_price: Decimal
    tax_rate: Decimal
    # Whether a voucher that makes the package free pays for it.
    package: bool = False


@dataclass(frozen=True)
class Reduction:
    """What a voucher takes off: an amount, a share of everything, or the package's price."""

    amount: Decimal = ZERO
    percent: Decimal = ZERO
    free_package: bool = False


@dataclass(frozen=True)
class Price:
    """The amounts of one line, to the cent."""

    discount: Decimal
    net: Decimal
    tax_rate: Decimal
    tax: Decimal

    @property
    def total(self) -> Decimal:
        """With VAT."""
        return self.net + self.tax


NO_REDUCTION = Reduction()


def price(
    wares: Sequence[Ware], reduction: Reduction = NO_REDUCTION, *, taxed: bool = True
) -> list[Price]:
    """The price of each of ``wares``, in their order.

    An amount is taken off the first line, then the next, and never more than the lines cost.
    ``taxed`` False: no VAT is charged (reverse charge, outside the Union).
    """
    prices, left = [], reduction.amount
    for ware in wares:
        full = rounded(ware.quantity * ware.unit_price)
        if reduction.free_package and ware.package:
            discount = full
        else:
            discount = share(full, reduction.percent)
        taken = min(left, full - discount)
        left -= taken
        net = full - discount - taken
        rate = ware.tax_rate if taxed else ZERO
        prices.append(Price(discount + taken, net, rate, share(net, rate)))
    return prices


def set_prices(order: Order, lines: Sequence[OrderLine]) -> None:
    """Price the lines for the order's voucher and VAT, and total them; saves nothing."""
    wares = [
        Ware(
            line.quantity,
            line.unit_price,
            line.full_tax_rate,
            package=line.kind == line.Kind.PACKAGE,
        )
        for line in lines
    ]
    reduction = order.voucher.reduction if order.voucher else NO_REDUCTION
    prices = price(wares, reduction, taxed=order.treatment == Treatment.DOMESTIC)
    for line, priced in zip(lines, prices, strict=True):
        line.discount, line.net = priced.discount, priced.net
        line.tax_rate, line.tax = priced.tax_rate, priced.tax
    order.net = sum((p.net for p in prices), start=ZERO)
    order.tax = sum((p.tax for p in prices), start=ZERO)
