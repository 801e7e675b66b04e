"""Money that goes back to a card: asked for here, sent by Stripe, noted when Stripe has it.

A refund is a row with a key of ours before Stripe is asked; sent again under the same key, it is
made once. What was refunded in Stripe's own dashboard is noted just as well.
"""

from __future__ import annotations

import secrets
from decimal import Decimal
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Sum
from django.utils import timezone
from django.utils.translation import gettext as _

from vimeet.audit.services import record
from vimeet.shop.models import CardRefund, CheckoutSession, Order, Payment, StripeAccount
from vimeet.shop.money import ZERO
from vimeet.shop.services.card_letters import tell_refund_failed
from vimeet.shop.services.invoices import paid_for
from vimeet.shop.services.locks import lock_order
from vimeet.shop.services.payments import record_refund, take_payment
from vimeet.shop.stripe_api import RefundNow, Stripe, StripeRefusal

if TYPE_CHECKING:
    from vimeet.accounts.models import User

State = CardRefund.State
# What Stripe calls a refund that came to nothing.
NOTHING = frozenset({"failed", "canceled"})


def left_on(session: CheckoutSession) -> Decimal:
    """How much of a card payment is neither refunded nor about to be."""
    if session.payment is None:
        return ZERO
    gone = session.refunds.exclude(state=State.FAILED).aggregate(sum=Sum("amount"))["sum"]
    return max(session.payment.amount - (gone or ZERO), ZERO)


def refundable(order: Order) -> Decimal:
    """How much can go back to cards at most, at one go.

    Of the payment that most is left of, and no more than the order still has: some of it may have
    gone back by transfer.
    """
    asked = CardRefund.objects.filter(session__order=order, state=State.ASKED)
    left = paid_for(order) - (asked.aggregate(sum=Sum("amount"))["sum"] or ZERO)
    return max(min(max(map(left_on, _paid_sessions(order)), default=ZERO), left), ZERO)


def _paid_sessions(order: Order) -> list[CheckoutSession]:
    sessions = order.checkout_sessions.exclude(payment=None).select_related("payment")
    return list(sessions.order_by("-pk"))


def ask_refund(session: CheckoutSession, amount: Decimal, *, take_back: bool | None) -> CardRefund:
    """Write down that so much is to go back. In the caller's transaction; the sweep sends it."""
    refund: CardRefund = CardRefund.objects.create(
        session=session,
        key=f"refund-{session.order.reference}-{secrets.token_hex(6)}",
        amount=amount,
        take_back=take_back,
    )
    return refund


@transaction.atomic
def refund_by_card(
    *, order: Order, amount: Decimal, take_back: bool, actor: User | None
) -> CardRefund:
    """Ask for a refund to the card that paid; send it afterwards with ``send_refund``.

    Raises ValidationError if less was paid by one card payment, or is left of what was paid, or if
    one is on its way already.
    """
    current = lock_order(order)
    if CardRefund.objects.filter(session__order=current, state=State.ASKED).exists():
        raise ValidationError(_("A refund is on its way to Stripe already: wait for its end."))
    most = refundable(current)
    if not ZERO < amount <= most:
        raise ValidationError(
            {
                "amount": _("Between 0.01 and %(most)s: that was paid by card and is still here.")
                % {"most": most}
            }
        )
    session = next(s for s in _paid_sessions(current) if left_on(s) >= amount)
    record(
        action="refund.asked",
        obj=current,
        actor=actor,
        event=current.event,
        changes={"amount": [None, str(amount)]},
    )
    return ask_refund(session, amount, take_back=take_back)


def send_refund(refund: CardRefund) -> CardRefund:
    """Have Stripe send it. May raise StripeAway: it stays asked for, and the sweep goes on.

    What Stripe refuses fails, and the organiser is told.
    """
    session = refund.session
    account = StripeAccount.objects.of_organiser(session.order.event.organiser).first()
    if account is None:
        return _refused(refund, _("The key of Stripe was removed."))
    try:
        sent = Stripe.of(account).refund(
            key=refund.key, payment_intent=session.payment_intent, amount=refund.amount
        )
    except StripeRefusal as refusal:
        return _refused(refund, str(refusal))
    return apply_refund(session, sent)


@transaction.atomic
def _refused(refund: CardRefund, text: str) -> CardRefund:
    lock_order(refund.session.order)
    current: CardRefund = CardRefund.objects.select_related("session__order__event").get(
        pk=refund.pk
    )
    if current.state == State.ASKED:
        current.state, current.refusal = State.FAILED, text[:300]
        current.save(update_fields=["state", "refusal"])
        tell_refund_failed(current)
    return current


def read_refunds(session: CheckoutSession, stripe: Stripe) -> None:
    """Note every refund that Stripe knows of the attempt's payment."""
    for refund in stripe.refunds(session.payment_intent):
        apply_refund(session, refund)


@transaction.atomic
def apply_refund(session: CheckoutSession, now: RefundNow) -> CardRefund:
    """Bring one refund to how it stands at Stripe's; its money is noted once."""
    order = lock_order(session.order)
    rows = CardRefund.objects.filter(session=session)
    refund: CardRefund = (
        rows.filter(refund_id=now.refund_id).first()
        or (now.key and rows.filter(key=now.key).first())
        or CardRefund(session=session, key=f"stripe-{now.refund_id}", amount=now.amount)
    )
    refund.refund_id = now.refund_id
    if now.status in NOTHING:
        if refund.state == State.DONE and refund.payment is not None:
            # The money came back to the seller: the buyer is owed it again.
            take_payment(
                order=order,
                amount=refund.amount,
                received_on=timezone.localdate(timezone=order.event.zone),
                actor=None,
                method=Payment.Method.CARD,
                note=_("Refund %(number)s failed") % {"number": now.refund_id},
            )
        failed_before = refund.state == State.FAILED
        refund.state = State.FAILED
        refund.refusal = refund.refusal or now.status
        refund.save()
        if not failed_before:
            tell_refund_failed(refund)
    elif refund.state != State.DONE:
        refund.state = State.DONE
        try:
            refund.payment = record_refund(
                order=order,
                amount=now.amount,
                received_on=timezone.localdate(timezone=order.event.zone),
                actor=None,
                method=Payment.Method.CARD,
                note=now.refund_id,
                take_back=refund.take_back,
            )
        except ValidationError as refusal:
            # More than our books hold: somebody noted it by hand before.
            refund.refusal = refusal.messages[0][:300]
        refund.save()
    return refund
