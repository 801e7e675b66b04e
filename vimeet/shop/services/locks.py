"""Taking one order's row, so that its steps come one after the other."""

from __future__ import annotations

from django.utils import timezone

from vimeet.shop.models import CheckoutSession, Order


def lock_order(order: Order) -> Order:
    """The order's row, locked until the end of the transaction."""
    locked: Order = (
        Order.objects.select_for_update(of=("self",))
        .select_related("event__organiser", "delegation", "registration", "voucher")
        .get(pk=order.pk)
    )
    return locked


def close_sessions(order: Order) -> None:
    """Have Stripe's open page for the order closed soon. ``order``: locked.

    The sweep asks Stripe, outside of any transaction. What is being debited can't be stopped.
    """
    CheckoutSession.objects.filter(
        order=order, state__in=(CheckoutSession.State.STARTING, CheckoutSession.State.OPEN)
    ).update(state=CheckoutSession.State.CLOSING, check_at=timezone.now())
