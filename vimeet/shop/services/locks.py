"""Taking one order's row, so that its steps come one after the other."""

from __future__ import annotations

from vimeet.shop.models import Order


def lock_order(order: Order) -> Order:
    """The order's row, locked until the end of the transaction."""
    locked: Order = (
        Order.objects.select_for_update(of=("self",))
        .select_related("event__organiser", "delegation", "registration", "voucher")
        .get(pk=order.pk)
    )
    return locked
