"""A registration that comes to nothing, and the order that was open for it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError

from vimeet.registration.models import Registration
from vimeet.registration.services import refuse_registration, withdraw_registration
from vimeet.shop.models import Order
from vimeet.shop.services.orders import cancel_order, give_up_order

if TYPE_CHECKING:
    from vimeet.accounts.models import User


def end_orders_of(*, registration: Registration, actor: User | None) -> int:
    """End the orders of a registration that came to nothing; return how many.

    What money came in for stays: the organiser sees it and refunds it.
    """
    ended = 0
    for order in registration.orders.filter(state__in=(Order.State.RESERVED, Order.State.PLACED)):
        if order.payments.exists():
            continue
        end = give_up_order if order.state == Order.State.RESERVED else cancel_order
        try:
            end(order=order, actor=actor)
        except ValidationError:
            # Paid or ended in this very moment.
            continue
        ended += 1
    return ended


def withdraw(*, registration: Registration, actor: User | None) -> None:
    """Take a registration back, and its open order with it.

    Raises ValidationError as ``withdraw_registration``. One after the other, not in one
    transaction: whoever pays takes the order's lock before the registration's.
    """
    withdraw_registration(registration=registration, actor=actor)
    end_orders_of(registration=registration, actor=actor)


def refuse(*, registration: Registration, actor: User | None, reason: str) -> None:
    """Refuse a registration, and end its open order; ``reason`` is told to its contact."""
    refuse_registration(registration=registration, actor=actor, reason=reason)
    end_orders_of(registration=registration, actor=actor)


def end_forgotten_orders() -> int:
    """End the open orders of registrations that are over, however that came; return how many."""
    open_states = (Order.State.RESERVED, Order.State.PLACED)
    forgotten = Order.objects.filter(
        state__in=open_states, registration__state__in=Registration.OVER, payments=None
    ).select_related("registration")
    return sum(
        end_orders_of(registration=order.registration, actor=None)
        for order in forgotten
        if order.registration is not None
    )
