"""Registrations that nobody pays: their time is watched, and their orders end with them."""

from __future__ import annotations

from vimeet.registration.models import Registration
from vimeet.registration.services.completion import (
    due_to_lapse,
    give_deadlines,
    lapse,
    remind,
    to_remind,
)
from vimeet.shop.models import CheckoutSession, Payment
from vimeet.shop.services.withdrawals import end_orders_of


def watch_unpaid() -> int:
    """Remind those whose time is nearly over and end what is over; how many lapsed.

    Who paid a part, or is paying by card just now, is left to the organiser.
    """
    give_deadlines()
    for registration in to_remind():
        if not money_is_there(registration):
            remind(registration=registration)
    lapsed = 0
    for registration in due_to_lapse():
        if not money_is_there(registration) and lapse(registration=registration):
            # One after the other, not in one transaction: who pays locks the order first.
            end_orders_of(registration=registration, actor=None)
            lapsed += 1
    return lapsed


def money_is_there(registration: Registration) -> bool:
    """Whether money came in for the registration's orders, or is on its way by card."""
    paid = Payment.objects.filter(order__registration=registration)
    paying = CheckoutSession.objects.filter(
        order__registration=registration, state__in=CheckoutSession.ACTIVE
    )
    return bool(paid.exists() or paying.exists())
