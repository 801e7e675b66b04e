"""Paying by card on Stripe's page: opening it, and what becomes of it.

Each attempt is a row with a key of ours, written before Stripe is asked and never asked for twice
under another: whatever is lost on the way, asking again finds the same page. Stripe is asked
outside of transactions; what it answered is applied under the order's lock, once.
"""

from __future__ import annotations

import datetime as dt
import secrets
from typing import TYPE_CHECKING
from urllib.parse import urljoin

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from vimeet.audit.services import record
from vimeet.shop.models import CheckoutSession, Order, Payment, StripeAccount
from vimeet.shop.models.orders import PayBy
from vimeet.shop.money import CURRENCY
from vimeet.shop.services.card_letters import tell_card_trouble
from vimeet.shop.services.card_refunds import ask_refund
from vimeet.shop.services.letters import order_url
from vimeet.shop.services.locks import lock_order
from vimeet.shop.services.orders import CARD_HOLD, cancel_order, give_up_order, take_up_again
from vimeet.shop.services.payments import still_due, surplus_left, take_payment
from vimeet.shop.stripe_api import SessionNow, Stripe, StripeRefusal, cents

if TYPE_CHECKING:
    from vimeet.accounts.models import User

State = CheckoutSession.State
Trouble = CheckoutSession.Trouble

# Stripe keeps a page open for half an hour at least, counted from when it is asked.
SHORTEST = dt.timedelta(minutes=31)
# A page that is about to close is not worth going to.
NEARLY_OVER = dt.timedelta(minutes=3)
FIRST_CHECK = dt.timedelta(minutes=2)
LAST_CHECK = dt.timedelta(hours=1)
ROUNDS = 3


def account_of(order: Order) -> StripeAccount:
    """The seller's account. Raises ValidationError if they take no cards."""
    account: StripeAccount | None = StripeAccount.objects.of_organiser(
        order.event.organiser
    ).first()
    if account is None:
        raise ValidationError(_("Payment by card is not possible here: please pay by transfer."))
    return account


def begin_card_payment(*, order: Order, actor: User | None) -> CheckoutSession:
    """The open page on which what is due is paid: the one there is, else a new one.

    An order that ran out is taken up again, if its places are still there. Raises ValidationError
    if nothing can be paid, StripeAway if Stripe does not answer (ask again), StripeRefusal if it
    will not open a page.
    """
    stripe_account = account_of(order)
    for _round in range(ROUNDS):
        session = _attempt(order, stripe_account, actor)
        now = timezone.now()
        if session.state == State.STARTING and session.expires_at - now > SHORTEST:
            session = _open(session, Stripe.of(stripe_account))
        fits = session.amount == still_due(session.order)
        if session.state == State.OPEN and fits and session.expires_at - now > NEARLY_OVER:
            return session
        close_session(session)
    raise ValidationError(_("This order is being paid right now. Look again in a minute."))


@transaction.atomic
def _attempt(order: Order, account: StripeAccount, actor: User | None) -> CheckoutSession:
    """The attempt under way, else a new one."""
    current = lock_order(order)
    take_up_again(current, actor)
    if not still_due(current):
        raise ValidationError(_("Nothing is to be paid for this order."))
    sessions = CheckoutSession.objects.filter(order=current)
    active: CheckoutSession | None = sessions.filter(state__in=CheckoutSession.ACTIVE).first()
    if active is not None:
        if active.state == State.PROCESSING:
            raise ValidationError(_("Your payment is under way: your bank is being asked for it."))
        active.order = current
        return active
    now = timezone.now()
    session: CheckoutSession = CheckoutSession.objects.create(
        order=current,
        key=f"{current.reference}-{sessions.count() + 1}-{secrets.token_hex(6)}",
        amount=still_due(current),
        test_mode=account.test_mode,
        expires_at=now + CARD_HOLD,
        check_at=now + FIRST_CHECK,
    )
    if current.pay_by == PayBy.CARD:
        current.expires_at = session.expires_at
        current.save(update_fields=["expires_at"])
    return session


def _open(session: CheckoutSession, stripe: Stripe) -> CheckoutSession:
    """Ask Stripe for the page, and note where it is."""
    order = session.order
    try:
        now = stripe.open_session(key=session.key, **_wishes(session))
    except StripeRefusal:
        CheckoutSession.objects.filter(pk=session.pk, state=State.STARTING).update(
            state=State.FAILED
        )
        raise
    with transaction.atomic():
        lock_order(order)
        current: CheckoutSession = CheckoutSession.objects.select_related("order__event").get(
            pk=session.pk
        )
        current.session_id, current.url = now.session_id, now.url
        if current.state == State.STARTING:
            current.state = State.OPEN
        current.save(update_fields=["session_id", "url", "state"])
    return current


def _wishes(session: CheckoutSession) -> dict[str, object]:
    """What Stripe is to show. The same for the same row: it is asked again under its key."""
    order = session.order
    kwargs = order.event.url_kwargs | {"secret": order.secret}
    back = urljoin(settings.SITE_URL, reverse("register:order_card_done", kwargs=kwargs))
    with translation.override(order.language):
        name = _("Order %(reference)s · %(event)s") % {
            "reference": order.reference,
            "event": order.event.name,
        }
    known = {"key": session.key, "order": order.reference}
    return {
        "mode": "payment",
        "line_items": [
            {
                "quantity": 1,
                "price_data": {
                    "currency": CURRENCY.lower(),
                    "unit_amount": cents(session.amount),
                    "product_data": {"name": name},
                },
            }
        ],
        "customer_email": order.email,
        "client_reference_id": order.reference,
        "locale": order.language,
        "metadata": known,
        "payment_intent_data": {"description": name, "metadata": known},
        "adaptive_pricing": {"enabled": False},
        "expires_at": int(session.expires_at.timestamp()),
        # Stripe fills the braces in.
        "success_url": f"{back}?session={{CHECKOUT_SESSION_ID}}",
        "cancel_url": order_url(order),
    }


def close_session(session: CheckoutSession) -> None:
    """Let nobody pay by it any more, then note how it stands. It may just have been paid."""
    if not session.session_id:
        # Nobody ever had the address of that page.
        CheckoutSession.objects.filter(pk=session.pk, session_id="", payment=None).update(
            state=State.EXPIRED
        )
        return
    stripe = Stripe.of(account_of(session.order))
    try:
        stripe.end_session(session.session_id)
    except StripeRefusal as refusal:
        if refusal.missing:
            lose_session(session)
            return
    apply_session(session, stripe.session(session.session_id))


def read_session(session: CheckoutSession) -> CheckoutSession:
    """Ask Stripe how the attempt stands, and act on it. May raise StripeAway or StripeRefusal."""
    stripe = Stripe.of(account_of(session.order))
    return apply_session(session, stripe.session(session.session_id))


@transaction.atomic
def lose_session(session: CheckoutSession) -> None:
    """Give up an attempt that Stripe knows nothing of, or never said anything of."""
    lock_order(session.order)
    CheckoutSession.objects.filter(pk=session.pk, state__in=CheckoutSession.ACTIVE).update(
        state=State.EXPIRED
    )


@transaction.atomic
def apply_session(session: CheckoutSession, now: SessionNow) -> CheckoutSession:
    """Bring the attempt to how it stands at Stripe's. Money is taken once, whoever tells of it."""
    order = lock_order(session.order)
    current: CheckoutSession = CheckoutSession.objects.select_for_update(of=("self",)).get(
        pk=session.pk
    )
    current.order = order
    moment = timezone.now()
    waited = moment - current.created_at
    current.check_at = moment + min(max(waited, FIRST_CHECK), LAST_CHECK)
    current.session_id = now.session_id
    current.payment_intent = now.payment_intent or current.payment_intent
    if now.paid and current.state != State.PAID:
        _take(current, now)
    elif current.active:
        if now.status == "expired":
            current.state = State.EXPIRED
        elif now.status == "complete" and not now.paid:
            current.state = State.FAILED if now.failed else State.PROCESSING
    current.save()
    return current


def _take(session: CheckoutSession, now: SessionNow) -> None:
    """Money came in: serve the order if it can be, and send back what is too much."""
    order = session.order
    session.state = State.PAID
    if now.currency != CURRENCY:
        session.trouble = Trouble.CURRENCY
        tell_card_trouble(session, now.amount)
        return
    if now.amount != session.amount:
        session.trouble = Trouble.MISMATCH
    _make_ready(session)
    day = timezone.localdate(now.paid_at or timezone.now(), order.event.zone)
    session.payment = take_payment(
        order=order, amount=now.amount, received_on=day, actor=None, method=Payment.Method.CARD
    )
    order.refresh_from_db(fields=["state"])
    too_much = min(surplus_left(order), now.amount)
    if too_much:
        session.trouble = session.trouble or Trouble.SURPLUS
        session.save()
        ask_refund(session, too_much, take_back=False)
    if session.trouble:
        tell_card_trouble(session, now.amount, back=too_much)


def _make_ready(session: CheckoutSession) -> None:
    """Take an order up again that ran out before its money came."""
    order = session.order
    if order.state == Order.State.CANCELLED:
        session.trouble = session.trouble or Trouble.ENDED
    if order.state != Order.State.EXPIRED:
        return
    try:
        # A savepoint: what is refused leaves nothing half-done, and what was ordered anew as it is.
        with transaction.atomic():
            _end_younger_orders(order)
            take_up_again(order, None, money_is_here=True)
    except ValidationError:
        order.refresh_from_db(fields=["state", "expires_at", "due_on"])
        session.trouble = session.trouble or Trouble.GONE
    else:
        record(action="order.paid_late", obj=order, actor=None, event=order.event)


def _end_younger_orders(order: Order) -> None:
    """End what was ordered anew meanwhile and is not paid: this order's money is here."""
    if order.registration is None:
        return
    open_states = (Order.State.RESERVED, Order.State.PLACED)
    others = order.registration.orders.filter(state__in=open_states).exclude(pk=order.pk)
    for other in others.filter(payments=None):
        end = give_up_order if other.state == Order.State.RESERVED else cancel_order
        end(order=other, actor=None)
