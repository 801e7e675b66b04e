"""What the schedule does about card payments, when one of them goes wrong."""

from __future__ import annotations

import datetime as dt

import time_machine
from django.utils import timezone

from tests.factories import World
from tests.shop.cards import KEY, WEBHOOK_SECRET, paid_by_card, paying_by_card
from tests.shop.goods import make_package, make_seller
from tests.stripe_server import StripeServer
from vimeet.shop.models import CardRefund, CheckoutSession, Invoice, Order
from vimeet.shop.services.card_refunds import refund_by_card
from vimeet.shop.services.stripe_accounts import set_stripe_account
from vimeet.shop.tasks import check_card_payments

MINUTE = dt.timedelta(minutes=1)


def states() -> list[str]:
    return list(Order.objects.order_by("pk").values_list("state", flat=True))


def test_a_payment_that_can_not_be_read_keeps_no_other_waiting(
    by_card: World, stripe: StripeServer, caplog
) -> None:
    package = make_package(by_card)
    first, _second = (paying_by_card(by_card, stripe, package) for _i in range(2))
    stripe.stand_in.sessions[first.session_id]["currency"] = None
    with time_machine.travel(timezone.now() + 3 * MINUTE):
        check_card_payments()
        assert states() == ["placed", "paid"]
        assert first.key in caplog.text
        # It is asked about again, later than what is due before it.
        first.refresh_from_db()
        assert (first.state, first.check_at > timezone.now()) == ("open", True)
    stripe.stand_in.sessions[first.session_id]["currency"] = "eur"
    with time_machine.travel(timezone.now() + 6 * MINUTE):
        check_card_payments()
    assert states() == ["paid", "paid"]


def test_a_name_that_no_font_shows_is_paid_and_invoiced(
    by_card: World, stripe: StripeServer
) -> None:
    package = make_package(by_card)
    for company in ("株式会社テスト", "Acme"):
        paying_by_card(by_card, stripe, package, company=company)
    with time_machine.travel(timezone.now() + 3 * MINUTE):
        check_card_payments()
    assert states() == ["paid", "paid"]
    assert Invoice.objects.count() == 2


def asked(world: World, stripe: StripeServer) -> CardRefund:
    """A refund that is written down and not sent."""
    order = paid_by_card(world, stripe, make_package(world, name=f"P{Order.objects.count()}"))
    return refund_by_card(order=order, amount=order.total, take_back=False, actor=None)


def test_a_refund_that_goes_wrong_keeps_no_other_waiting(
    by_card: World, stripe: StripeServer, monkeypatch
) -> None:
    first, _second = asked(by_card, stripe), asked(by_card, stripe)
    refund = stripe.stand_in.refund

    def odd(intent, amount, metadata=None):
        answer = refund(intent, amount, metadata)
        return answer | ({"amount": "all"} if intent == first.session.payment_intent else {})

    monkeypatch.setattr(stripe.stand_in, "refund", odd)
    check_card_payments()
    assert states() == ["paid", "cancelled"]
    assert CardRefund.objects.get(state="asked") == first


def test_one_organisers_account_that_does_not_answer_keeps_no_other_waiting(
    by_card: World, stripe: StripeServer
) -> None:
    rival = by_card.rival
    make_seller(rival)
    set_stripe_account(event=rival.event, actor=None, key=KEY, webhook_secret=WEBHOOK_SECRET)
    ours, theirs = asked(by_card, stripe), asked(rival, stripe)
    # Asked twice by the client itself.
    stripe.loses_answers = 2
    check_card_payments()
    ours.refresh_from_db()
    theirs.refresh_from_db()
    assert (ours.state, theirs.state) == ("asked", "done")
    check_card_payments()
    assert not CardRefund.objects.filter(state="asked").exists()
    assert not CheckoutSession.objects.filter(state__in=CheckoutSession.ACTIVE).exists()
