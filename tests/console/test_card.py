"""Cards in the console: the keys of Stripe, refunds, disputes, and what is given back."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import pytest
from django.conf import settings as django_settings
from django.test import Client

from tests.factories import World, make_registration, today
from tests.shop.cards import KEY, WEBHOOK_SECRET, paid_by_card, send_webhook
from tests.shop.goods import BUYER, make_package, make_seller, one
from tests.stripe_server import UNKNOWN_KEY, StripeServer, serving
from vimeet.audit.models import Entry
from vimeet.events.models import Place
from vimeet.messaging.models import Message
from vimeet.shop.models import CardRefund, Dispute, Invoice, StripeAccount
from vimeet.shop.services.card import begin_card_payment
from vimeet.shop.services.card_sweep import sweep_card_payments
from vimeet.shop.services.orders import place_order, reserve_order
from vimeet.shop.services.payments import record_payment
from vimeet.shop.services.stripe_accounts import set_stripe_account

KEYS = {"key": KEY, "webhook_secret": WEBHOOK_SECRET}


@pytest.fixture
def console(as_organiser: Client) -> Client:
    as_organiser.cookies[django_settings.LANGUAGE_COOKIE_NAME] = "en"
    return as_organiser


@pytest.fixture
def stripe(settings) -> Iterator[StripeServer]:
    with serving() as server:
        settings.STRIPE_API_URL = server.url
        yield server


@pytest.fixture
def shop(world: World, stripe: StripeServer) -> World:
    """An event whose organiser sells by card."""
    make_seller(world)
    set_stripe_account(event=world.event, actor=None, **KEYS)
    return world


def text_of(page: Any) -> str:
    return page.content.decode()


def test_the_keys_are_kept_sealed_and_never_shown_again(world, console, stripe, url):
    assert "Set up" in text_of(console.get(url("shop")))
    page = console.post(url("stripe"), KEYS, follow=True)
    assert "Test mode" in text_of(page)
    account = StripeAccount.objects.get()
    assert (account.key, account.webhook_secret) == (KEY, WEBHOOK_SECRET)
    assert account.test_mode
    row = str(StripeAccount.objects.values().get())
    trail = str(list(Entry.objects.values_list("changes", "object_name")))
    page = text_of(console.get(url("stripe")))
    for secret in KEYS.values():
        for place in (row, trail, page):
            assert secret not in place
    assert "…6789" in page
    assert "http://127.0.0.1:8000/stripe/alpha/" in page

    # One alone may be changed; the other stays.
    console.post(url("stripe"), {"key": "sk_live_abcd", "webhook_secret": ""})
    account = StripeAccount.objects.get()
    assert (account.key, account.webhook_secret) == ("sk_live_abcd", WEBHOOK_SECRET)
    assert not account.test_mode
    console.post(url("stripe_remove"))
    assert not StripeAccount.objects.exists()


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ({"key": "pk_test_123"}, "begins with sk_ or rk_"),
        ({"webhook_secret": "secret"}, "begins with whsec_"),
        ({"webhook_secret": ""}, "required"),
        ({"key": UNKNOWN_KEY}, "Stripe does not know this key."),
    ],
)
def test_wrong_keys_are_refused(world, console, stripe, url, typed, told):
    page = console.post(url("stripe"), KEYS | typed)
    assert page.status_code == 422
    assert told in text_of(page)
    assert not StripeAccount.objects.exists()


def test_a_key_that_can_not_be_checked_now_is_kept_and_told(world, console, stripe, url):
    stripe.down = True
    page = console.post(url("stripe"), KEYS, follow=True)
    assert "could not be checked" in text_of(page)
    assert StripeAccount.objects.exists()


def test_keys_of_another_installation_are_asked_for_again(shop, console, url, settings):
    settings.SECRET_KEY = "another-secret-key-another-secret-key-another"
    console.force_login(shop.organiser_user)
    assert "enter it again" in text_of(console.get(url("stripe")))
    assert send_webhook(shop, "checkout.session.completed", {"id": "cs_1"}) == 400
    settings.SECRET_KEY_FALLBACKS = ["test-only-not-a-secret-test-only-not-a-secret-test"]
    assert "enter it again" not in text_of(console.get(url("stripe")))


def test_keys_stay_while_somebody_is_paying(shop, console, stripe, url):
    reserved = reserve_order(event=shop.event, basket=one(make_package(shop)), actor=None)
    order = place_order(order=reserved, actor=None, pay_by="card", **BUYER)
    begin_card_payment(order=order, actor=None)
    page = console.post(url("stripe_remove"), follow=True)
    assert "Somebody is paying by card right now" in text_of(page)
    assert StripeAccount.objects.exists()


def test_a_full_refund_to_the_card_takes_back_what_the_order_gave(shop, console, stripe, url):
    order = paid_by_card(shop, stripe, make_package(shop, stand=True))
    delegation = shop.delegations[0]
    delegation.refresh_from_db()
    assert (delegation.max_meetings, delegation.min_meetings) == (10, 4)
    assert "Refund by card" in text_of(console.get(url("order", pk=order.pk)))
    sent = {"amount": "1200", "take_back": "on"}
    page = console.post(url("order_refund_card", pk=order.pk), sent, follow=True)
    assert "on its way back" in text_of(page)
    order.refresh_from_db()
    delegation.refresh_from_db()
    assert (order.state, order.taken_back) == ("cancelled", True)
    assert [i.kind for i in Invoice.objects.order_by("sequence")] == ["invoice", "credit"]
    assert (delegation.max_meetings, delegation.min_meetings, delegation.stand) == (0, 0, None)
    assert Place.objects.filter(kind=Place.Kind.STAND, delegation=None).exists()
    # A second time there is nothing left.
    page = console.post(url("order_refund_card", pk=order.pk), sent)
    assert page.status_code == 422
    assert len(stripe.stand_in.refunds) == 1


def test_credits_stay_for_the_meetings_that_are_planned(shop, console, stripe, url, released):
    order = paid_by_card(shop, stripe, make_package(shop))
    console.post(url("order_refund_card", pk=order.pk), {"amount": "1200", "take_back": "on"})
    delegation = shop.delegations[0]
    delegation.refresh_from_db()
    assert (delegation.max_meetings, delegation.min_meetings) == (1, 0)
    assert delegation.stand is not None


@pytest.mark.parametrize(("ticked", "credits_left"), [({}, 10), ({"take_back": "on"}, 0)])
def test_a_refund_in_part_takes_back_what_the_organiser_says(
    shop, console, stripe, url, ticked, credits_left
):
    order = paid_by_card(shop, stripe, make_package(shop))
    console.post(url("order_refund_card", pk=order.pk), {"amount": "200.50"} | ticked)
    order.refresh_from_db()
    delegation = shop.delegations[0]
    delegation.refresh_from_db()
    assert (order.state, delegation.max_meetings) == ("paid", credits_left)
    note = Invoice.objects.get(kind="credit")
    assert note.total == Decimal("200.50")
    # The rest goes back later, and what was taken back is not taken twice.
    delegation.max_meetings = 20
    delegation.save()
    console.post(url("order_refund_card", pk=order.pk), {"amount": "999.50", "take_back": "on"})
    delegation.refresh_from_db()
    assert delegation.max_meetings == (20 if ticked else 10)


def test_more_than_was_paid_by_card_is_refused(shop, console, stripe, url):
    order = paid_by_card(shop, stripe, make_package(shop))
    page = console.post(url("order_refund_card", pk=order.pk), {"amount": "1200.01"})
    assert page.status_code == 422
    assert "that was paid by card" in text_of(page)
    assert not stripe.stand_in.refunds


def test_what_went_back_by_transfer_does_not_go_back_to_the_card_too(shop, console, stripe, url):
    order = paid_by_card(shop, stripe, make_package(shop))
    transfer = {"amount": "700", "received_on": "2026-12-02", "method": "transfer", "note": ""}
    console.post(url("order_refund", pk=order.pk), transfer)
    card = url("order_refund_card", pk=order.pk)
    assert console.get(card).context["form"].initial["amount"] == 500
    page = console.post(card, {"amount": "500.01"})
    assert page.status_code == 422
    assert "Between 0.01 and 500.00" in text_of(page)
    console.post(card, {"amount": "500"})
    order.refresh_from_db()
    assert order.state == "cancelled"
    assert [r["amount"] for r in stripe.stand_in.refunds.values()] == [50000]


def test_nothing_goes_back_to_the_card_once_all_of_it_went_back(shop, console, stripe, url):
    order = paid_by_card(shop, stripe, make_package(shop))
    transfer = {"amount": "1200", "received_on": "2026-12-02", "method": "transfer", "note": ""}
    console.post(url("order_refund", pk=order.pk), transfer)
    assert "Refund by card" not in text_of(console.get(url("order", pk=order.pk)))
    assert console.post(url("order_refund_card", pk=order.pk), {"amount": "1"}).status_code == 422
    assert not stripe.stand_in.refunds


def test_a_refund_whose_answer_got_lost_is_made_once(shop, console, stripe, url):
    order = paid_by_card(shop, stripe, make_package(shop))
    stripe.loses_answers = 2
    page = console.post(url("order_refund_card", pk=order.pk), {"amount": "100"}, follow=True)
    assert "Stripe does not answer right now" in text_of(page)
    assert order.payments.count() == 1
    page = console.post(url("order_refund_card", pk=order.pk), {"amount": "100"})
    assert "on its way to Stripe already" in text_of(page)
    sweep_card_payments()
    assert order.payments.count() == 2
    assert len(stripe.stand_in.refunds) == 1


def test_what_stripe_refuses_is_told(shop, console, stripe, url):
    order = paid_by_card(shop, stripe, make_package(shop))
    intent = order.checkout_sessions.get().payment_intent
    # Refunded in the dashboard, and no webhook told of it.
    stripe.stand_in.refund(intent, 120000)
    page = console.post(url("order_refund_card", pk=order.pk), {"amount": "100"})
    assert page.status_code == 422
    assert "Refund amount is greater" in text_of(page)
    assert CardRefund.objects.get().state == "failed"
    assert order.payments.count() == 1


def test_a_refund_in_stripes_dashboard_is_noted_once(shop, console, stripe, url):
    order = paid_by_card(shop, stripe, make_package(shop))
    intent = order.checkout_sessions.get().payment_intent
    stripe.stand_in.refund(intent, 20000)
    charge = {"id": "ch_1", "object": "charge", "payment_intent": intent}
    for event in ("evt_1", "evt_1", "evt_2"):
        assert send_webhook(shop, "charge.refunded", charge, event) == 200
    assert [p.amount for p in order.payments.all()] == [Decimal(1200), Decimal(-200)]
    assert Invoice.objects.get(kind="credit").total == Decimal(200)
    # Ours and theirs together.
    console.post(url("order_refund_card", pk=order.pk), {"amount": "1000", "take_back": "on"})
    send_webhook(shop, "charge.refunded", charge, "evt_3")
    order.refresh_from_db()
    assert order.state == "cancelled"
    assert sum(p.amount for p in order.payments.all()) == 0
    assert len(stripe.stand_in.refunds) == 2


def test_a_refund_heard_of_before_its_payment_counts_too(shop, stripe):
    """Stripe's events come in any order."""
    reserved = reserve_order(
        event=shop.event,
        basket=one(make_package(shop)),
        actor=None,
        delegation=shop.delegations[0],
    )
    order = place_order(order=reserved, actor=None, pay_by="card", **BUYER)
    paid = stripe.stand_in.pay(begin_card_payment(order=order, actor=None).session_id)
    stripe.stand_in.refund(paid["payment_intent"], 120000)
    charge = {"id": "ch_1", "object": "charge", "payment_intent": paid["payment_intent"]}
    assert send_webhook(shop, "charge.refunded", charge) == 200
    assert send_webhook(shop, "checkout.session.completed", paid) == 200
    order.refresh_from_db()
    assert order.state == "cancelled"
    assert [p.amount for p in order.payments.order_by("pk")] == [Decimal(1200), Decimal(-1200)]


def test_a_refund_that_fails_later_is_owed_again(shop, console, stripe, url):
    order = paid_by_card(shop, stripe, make_package(shop))
    console.post(url("order_refund_card", pk=order.pk), {"amount": "1200", "take_back": "on"})
    (refund,) = stripe.stand_in.refunds.values()
    refund["status"] = "failed"
    for event in ("evt_1", "evt_2"):
        assert send_webhook(shop, "refund.failed", refund, event) == 200
    assert sum(p.amount for p in order.payments.all()) == 1200
    page = text_of(console.get(url("order", pk=order.pk)))
    assert "To be given back" in page
    told = Message.objects.filter(key__contains=":failed:").values_list("address", flat=True)
    assert sorted(told) == ["ada@alpha.example", "olivia@alpha.example"]
    # It is sent by transfer instead: no second credit note.
    console.post(
        url("order_refund", pk=order.pk),
        {"amount": "1200", "received_on": "2026-12-02", "method": "transfer", "note": ""},
    )
    assert sum(p.amount for p in order.payments.all()) == 0
    assert Invoice.objects.filter(kind="credit").count() == 1


def test_a_dispute_is_noted_and_told_as_it_goes_on(shop, console, stripe, url):
    order = paid_by_card(shop, stripe, make_package(shop))
    intent = order.checkout_sessions.get().payment_intent
    dispute = stripe.stand_in.dispute(intent)
    send_webhook(shop, "charge.dispute.created", dispute)
    assert "disputes €1,200.00: to be answered" in text_of(console.get(url("order", pk=order.pk)))
    lost = stripe.stand_in.dispute(intent, "lost")
    send_webhook(shop, "charge.dispute.closed", lost)
    # An older word that comes late says nothing new.
    send_webhook(shop, "charge.dispute.created", dispute)
    assert Dispute.objects.get().status == "lost"
    assert "lost: the money went back" in text_of(console.get(url("order", pk=order.pk)))
    # The accountant and the organiser, each once when it came and once when it was lost.
    assert Message.objects.filter(key__startswith="dispute:").count() == 2 * 2


def test_a_refund_noted_by_hand_asks_what_goes_back_with_it(shop, console, url):
    order = place_order(
        order=reserve_order(
            event=shop.event,
            basket=one(make_package(shop)),
            actor=None,
            delegation=shop.delegations[0],
        ),
        actor=None,
        **BUYER,
    )
    record_payment(order=order, amount=order.total, received_on=today(), actor=None)
    refund = {"amount": "1200", "received_on": "2026-12-02", "method": "transfer", "note": ""}
    console.post(url("order_refund", pk=order.pk), refund)
    order.refresh_from_db()
    delegation = shop.delegations[0]
    delegation.refresh_from_db()
    assert (order.state, order.taken_back, delegation.max_meetings) == ("cancelled", False, 10)


def test_refusing_a_registration_ends_its_open_order(shop, console, url):
    registration = make_registration(shop.event, shop.types[0], state="approved")
    order = place_order(
        order=reserve_order(
            event=shop.event,
            basket=one(make_package(shop)),
            actor=None,
            registration=registration,
        ),
        actor=None,
        **BUYER,
    )
    console.post(url("registration_refuse", pk=registration.pk), {"reason": "Full."})
    order.refresh_from_db()
    assert order.state == "cancelled"
