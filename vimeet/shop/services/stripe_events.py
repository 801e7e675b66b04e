"""Acting on Stripe's webhooks, each once.

A webhook only says that something happened: how things stand is read from Stripe itself. So it
does not matter in which order they come, how late, or how often.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from vimeet.audit.services import record
from vimeet.shop.models import CheckoutSession, Dispute, StripeEvent
from vimeet.shop.services.card import apply_session
from vimeet.shop.services.card_letters import tell_dispute
from vimeet.shop.services.card_refunds import read_refunds
from vimeet.shop.services.locks import lock_order
from vimeet.shop.stripe_api import DisputeNow, Heard, Stripe, StripeRefusal

if TYPE_CHECKING:
    from vimeet.events.models import Organiser
    from vimeet.shop.models import StripeAccount

# What an organiser switches on for the webhook, in Stripe's own words.
WANTED = (
    "checkout.session.completed",
    "checkout.session.async_payment_succeeded",
    "checkout.session.async_payment_failed",
    "checkout.session.expired",
    "charge.refunded",
    "refund.failed",
    "charge.dispute.created",
    "charge.dispute.updated",
    "charge.dispute.closed",
)


def act_on(*, account: StripeAccount, heard: Heard) -> bool:
    """Act on a webhook; False if that was done before. May raise StripeAway: to be sent again."""
    organiser = account.organiser
    if StripeEvent.objects.filter(organiser=organiser, event_id=heard.event_id).exists():
        return False
    stripe = Stripe.of(account)
    session = _session_of(organiser, heard, stripe)
    if session is not None:
        number = heard.object_id if heard.kind.startswith("checkout.") else session.session_id
        session = apply_session(session, stripe.session(number))
        if heard.kind.startswith("charge.dispute."):
            note_dispute(session, stripe.dispute(heard.object_id))
        elif not heard.kind.startswith("checkout."):
            read_refunds(session, stripe)
    _event, created = StripeEvent.objects.get_or_create(
        organiser=organiser, event_id=heard.event_id, defaults={"kind": heard.kind[:80]}
    )
    return created


def _session_of(organiser: Organiser, heard: Heard, stripe: Stripe) -> CheckoutSession | None:
    """The attempt that a webhook is about; None if it is about something else in that account."""
    sessions = CheckoutSession.objects.of_organiser(organiser).select_related("order__event")
    found: CheckoutSession | None
    if heard.kind.startswith("checkout."):
        found = sessions.filter(session_id=heard.object_id).first()
        if found is None and heard.key:
            # It was opened, and we ended before noting where.
            found = sessions.filter(key=heard.key).first()
        return found
    if not heard.payment_intent:
        return None
    found = sessions.filter(payment_intent=heard.payment_intent).first()
    if found is None:
        # It came before we heard of the payment itself.
        try:
            now = stripe.session_of(heard.payment_intent)
        except StripeRefusal:
            return None
        found = sessions.filter(session_id=now.session_id).first() if now else None
    return found


@transaction.atomic
def note_dispute(session: CheckoutSession, now: DisputeNow) -> Dispute:
    """Note how a dispute stands, and tell the organiser when that is news."""
    order = lock_order(session.order)
    dispute: Dispute | None = Dispute.objects.filter(dispute_id=now.dispute_id).first()
    if dispute is None:
        dispute = Dispute(session=session, dispute_id=now.dispute_id)
    elif dispute.status == now.status:
        return dispute
    before, dispute.status = dispute.status, now.status[:40]
    dispute.amount, dispute.reason = now.amount, now.reason[:60]
    dispute.save()
    record(
        action="dispute.noted",
        obj=order,
        actor=None,
        event=order.event,
        changes={"status": [before or None, dispute.status], "amount": [None, str(now.amount)]},
    )
    tell_dispute(dispute)
    return dispute
