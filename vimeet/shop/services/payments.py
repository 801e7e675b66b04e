"""Money that comes in for an order, and goes back.

What arrives is noted, however much it is and however late: it is there. What was too much, or came
when nothing was due any more, is the order's ``surplus`` until it is given back.
"""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Sum
from django.utils.translation import gettext as _

from vimeet.audit.services import record
from vimeet.shop.models import CardRefund, Order, Payment
from vimeet.shop.money import ZERO
from vimeet.shop.selectors import seller_of
from vimeet.shop.services.giving_back import take_back as take_back_grants
from vimeet.shop.services.invoices import (
    credited,
    invoice_of,
    issue_credit_note,
    issue_invoice,
    paid_for,
)
from vimeet.shop.services.letters import tell_partial
from vimeet.shop.services.locks import close_sessions, lock_order
from vimeet.shop.services.settlement import settle_order

if TYPE_CHECKING:
    from vimeet.accounts.models import User


def still_due(order: Order) -> Decimal:
    """What is still to come in."""
    return max(order.total - paid_for(order), ZERO) if order.state == Order.State.PLACED else ZERO


def surplus(order: Order) -> Decimal:
    """What is to be given back: paid too much, twice, or for an order that came to nothing."""
    if order.state == Order.State.PLACED:
        return ZERO
    paid = paid_for(order)
    owed = order.total - credited(order) if order.state == Order.State.PAID else ZERO
    return max(paid - owed, ZERO)


def surplus_left(order: Order) -> Decimal:
    """What of the surplus is not on its way back to a card already."""
    asked = CardRefund.objects.filter(session__order=order, state=CardRefund.State.ASKED)
    return max(surplus(order) - (asked.aggregate(sum=Sum("amount"))["sum"] or ZERO), ZERO)


@transaction.atomic
def record_payment(
    *,
    order: Order,
    amount: Decimal,
    received_on: dt.date,
    actor: User | None,
    method: Payment.Method | str = Payment.Method.TRANSFER,
    note: str = "",
) -> Payment:
    """Note money that came in; once all of it is there, the order is paid and invoiced.

    Raises ValidationError if the order awaits no money, or not as much.
    """
    current = lock_order(order)
    if current.state != Order.State.PLACED:
        raise ValidationError(_("This order awaits no payment."))
    due = still_due(current)
    if not ZERO < amount <= due:
        raise ValidationError(
            {"amount": _("Between 0.01 and %(due)s: that is still due.") % {"due": due}}
        )
    return take_payment(
        order=current,
        amount=amount,
        received_on=received_on,
        actor=actor,
        method=method,
        note=note,
    )


@transaction.atomic
def take_payment(
    *,
    order: Order,
    amount: Decimal,
    received_on: dt.date,
    actor: User | None,
    method: Payment.Method | str = Payment.Method.TRANSFER,
    note: str = "",
    invoices: bool = True,
) -> Payment:
    """Note money that is there already, whatever was due. ``amount``: above nought.

    A part of what is due is told to the buyer. Once all of it is there, a placed order is paid, and
    invoiced if ``invoices``: who takes many payments in one transaction issues the invoices last,
    since their numbers are locked until its end. More than was due, or money for an order that
    awaits none, is its surplus.
    """
    current = lock_order(order)
    payment = _note(current, amount, received_on, method, note, actor)
    # What was about to be paid by card is another amount now, or nothing.
    close_sessions(current)
    if current.state == Order.State.PLACED and not still_due(current):
        settle_order(current, actor=actor)
        if invoices and seller_of(current.event) is not None:
            issue_invoice(order=current, actor=actor)
    elif current.state == Order.State.PLACED:
        tell_partial(payment)
    return payment


@transaction.atomic
def record_refund(
    *,
    order: Order,
    amount: Decimal,
    received_on: dt.date,
    actor: User | None,
    method: Payment.Method | str = Payment.Method.TRANSFER,
    note: str = "",
    take_back: bool | None = None,
) -> Payment:
    """Note money that went back. Once all of it did, the order is cancelled, its places free.

    If it was invoiced, a credit note says so; but not of a part that goes back while the order
    awaits payment: that is owed again. A surplus goes back first: it was never invoiced, and
    without it the order stays as it is.
    ``take_back``: whether the delegation gives back what the order gave; None: if the order ends.
    Raises ValidationError if less came in.
    """
    current = lock_order(order)
    paid = paid_for(current)
    if not paid:
        raise ValidationError(_("There is nothing to refund."))
    if not ZERO < amount <= paid:
        raise ValidationError(
            {"amount": _("Between 0.01 and %(paid)s: that was paid.") % {"paid": paid}}
        )
    too_much = surplus(current)
    payment = _note(current, -amount, received_on, method, note, actor)
    if amount <= too_much:
        return payment
    ends = amount == paid
    invoice = invoice_of(current)
    if invoice is not None and (ends or current.state == Order.State.PAID):
        # An order that ends here takes all of its invoice back, also what was never paid.
        back = invoice.total - credited(current) if ends else amount - too_much
        issue_credit_note(order=current, amount=back, actor=actor)
    if take_back or (take_back is None and ends):
        take_back_grants(current, actor=actor)
    if ends:
        close_sessions(current)
        before, current.state = current.state, Order.State.CANCELLED
        current.save(update_fields=["state"])
        record(
            action="order.cancelled",
            obj=current,
            actor=actor,
            event=current.event,
            changes={"state": [str(before), Order.State.CANCELLED.value]},
        )
    return payment


def _note(
    order: Order,
    amount: Decimal,
    day: dt.date,
    method: Payment.Method | str,
    note: str,
    actor: User | None,
) -> Payment:
    payment: Payment = Payment.objects.create(
        order=order, amount=amount, received_on=day, method=method, note=note, recorded_by=actor
    )
    record(
        action="payment.received" if amount > 0 else "payment.refunded",
        obj=order,
        actor=actor,
        event=order.event,
        changes={"amount": [None, str(abs(amount))]},
    )
    return payment
