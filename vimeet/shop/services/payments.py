"""Money that comes in for an order, and goes back."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from vimeet.audit.services import record
from vimeet.shop.models import Order, Payment
from vimeet.shop.money import ZERO
from vimeet.shop.selectors import seller_of
from vimeet.shop.services.invoices import (
    credited,
    invoice_of,
    issue_credit_note,
    issue_invoice,
    paid_for,
)
from vimeet.shop.services.locks import lock_order
from vimeet.shop.services.settlement import settle_order

if TYPE_CHECKING:
    from vimeet.accounts.models import User


def still_due(order: Order) -> Decimal:
    """What is still to come in."""
    return order.total - paid_for(order) if order.state == Order.State.PLACED else ZERO


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
    payment = _note(current, amount, received_on, method, note, actor)
    if amount == due:
        settle_order(current, actor=actor)
        if seller_of(current.event) is not None:
            issue_invoice(order=current, actor=actor)
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
) -> Payment:
    """Note money that went back. Once all of it did, the order is cancelled, its places free.

    If it was invoiced, a credit note says so.
    What the delegation was given stays until the organiser takes it back. Raises ValidationError
    if less came in.
    """
    current = lock_order(order)
    paid = paid_for(current)
    if current.state not in (Order.State.PLACED, Order.State.PAID) or not paid:
        raise ValidationError(_("There is nothing to refund."))
    if not ZERO < amount <= paid:
        raise ValidationError(
            {"amount": _("Between 0.01 and %(paid)s: that was paid.") % {"paid": paid}}
        )
    payment = _note(current, -amount, received_on, method, note, actor)
    invoice = invoice_of(current)
    if invoice is not None:
        # An order that ends here takes all of its invoice back, also what was never paid.
        back = invoice.total - credited(current) if amount == paid else amount
        issue_credit_note(order=current, amount=back, actor=actor)
    if amount == paid:
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
