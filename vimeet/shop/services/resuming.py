"""Going on with an order: its places are taken again, and after its time at today's terms.

What was reserved or placed in time holds as it was agreed. Whoever comes back later buys anew: what
is no longer sold, to them or with that voucher, is refused, and so is a price that has ended.
"""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from vimeet.shop.basket import Basket
from vimeet.shop.models import Order, OrderLine, Product
from vimeet.shop.money import ZERO
from vimeet.shop.services.lines import check_basket, check_stock
from vimeet.shop.stock import lock_products, lock_voucher


def hold_again(order: Order, now: dt.datetime) -> None:
    """Raise ValidationError if others have taken its places. Keeps others from taking them now.

    Also while they are reserved: in the moment that the reservation runs out somebody else may be
    counting them as free, and both must not have them.
    """
    wanted = basket_in(order).quantities
    products = lock_products(order.event, wanted)
    voucher = lock_voucher(order.voucher) if order.voucher else None
    check_stock(order, wanted, products, voucher=voucher, at=now)


def sell_again(order: Order, now: dt.datetime) -> bool:
    """Whether what an order contains still costs what it says; takes its places as ``hold_again``.

    Raises ValidationError if it can't be bought any more: gone, not on sale, the voucher has ended.
    """
    basket = basket_in(order)
    products = lock_products(order.event, basket.quantities)
    check_basket(
        order,
        basket,
        products,
        voucher=lock_voucher(order.voucher) if order.voucher else None,
        participant_type=order.registration.participant_type if order.registration else None,
        at=now,
    )
    return all(
        line.unit_price == _price_now(line, products[line.product_id], now)
        for line in order.lines.all()
    )


def basket_in(order: Order) -> Basket:
    """What the order contains, as it was chosen."""
    package, extra_delegates, options = None, 0, {}
    for line in order.lines.select_related("product__event"):
        if line.kind == OrderLine.Kind.PACKAGE:
            package = line.product
        elif line.kind == OrderLine.Kind.EXTRA_DELEGATE:
            extra_delegates = line.quantity
        else:
            options[line.product] = line.quantity
    return Basket(package, extra_delegates, options, order.voucher)


def _price_now(line: OrderLine, product: Product, now: dt.datetime) -> Decimal:
    if line.kind == OrderLine.Kind.EXTRA_DELEGATE:
        return product.extra_delegate_price or ZERO
    return product.price_at(now)
