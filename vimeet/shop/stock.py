"""How many of a product are left, and how often a voucher was used.

What an order holds counts as taken: a reservation that has not run out, a placed order, a paid
one. To sell, count under the locks of ``lock_products`` and ``lock_voucher``: who comes second
waits there, and then counts what the first one took.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable
from typing import TYPE_CHECKING

from django.db.models import Q, Sum

from vimeet.shop.models import Order, OrderLine, Product, Voucher

if TYPE_CHECKING:
    from vimeet.events.models import Event

HELD = (Order.State.PLACED, Order.State.PAID)


def holding(at: dt.datetime, prefix: str = "") -> Q:
    """A condition on orders (by way of ``prefix``): what they contain is taken at ``at``."""
    return Q(**{f"{prefix}state__in": HELD}) | Q(
        **{f"{prefix}state": Order.State.RESERVED, f"{prefix}expires_at__gt": at}
    )


def taken(event: Event, at: dt.datetime, but: Order | None = None) -> dict[int, int]:
    """How many of each product (by pk) are taken; ``but``: by others than this order."""
    lines = (
        OrderLine.objects.of_event(event)
        .filter(holding(at, "order__"))
        .exclude(kind__in=(OrderLine.Kind.EXTRA_DELEGATE, OrderLine.Kind.MEETINGS))
        .exclude(order=but)
        .order_by()
    )
    return dict(lines.values_list("product").annotate(taken=Sum("quantity")))


def left_of(product: Product, taken_by_product: dict[int, int]) -> int | None:
    """How many are left (None: there is no limit)."""
    if product.stock is None:
        return None
    return max(product.stock - taken_by_product.get(product.pk, 0), 0)


def uses(voucher: Voucher, at: dt.datetime, but: Order | None = None) -> int:
    """How many orders (other than ``but``) use the voucher."""
    orders = Order.objects.filter(holding(at), voucher=voucher)
    return orders.exclude(pk=but.pk if but else None).count()


def lock_products(event: Event, products: Collection[int]) -> dict[int, Product]:
    """The products' rows by pk, locked until the end of the transaction, always in one order."""
    rows: Iterable[Product] = (
        Product.objects.of_event(event)
        .select_for_update(of=("self",))
        .filter(pk__in=products)
        .order_by("pk")
    )
    return {product.pk: product for product in rows}


def lock_voucher(voucher: Voucher) -> Voucher | None:
    """The voucher's row, locked; None if it is gone. Products are locked before vouchers."""
    locked: Voucher | None = (
        Voucher.objects.select_for_update(of=("self",)).filter(pk=voucher.pk).first()
    )
    return locked
