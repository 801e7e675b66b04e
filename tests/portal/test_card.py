"""Paying by card through HTTP: the official client against a stand-in for Stripe on loopback."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from decimal import Decimal
from typing import Any

import pytest
import time_machine
from django.conf import settings
from django.test import Client
from django.urls import reverse

from tests.factories import World, make_registration, today
from tests.shop.cards import KEY, WEBHOOK_SECRET, order_by_card, send_webhook
from tests.shop.goods import BUYER, make_package, make_seller, one
from tests.stripe_server import StripeServer, serving
from vimeet.demo.stripe_stand_in import webhook
from vimeet.messaging.models import Message
from vimeet.registration.models import Registration
from vimeet.registration.services.links import create_token
from vimeet.shop.models import CardRefund, CheckoutSession, Invoice, Order, Payment, StripeEvent
from vimeet.shop.services.card_sweep import sweep_card_payments
from vimeet.shop.services.letters import remind_overdue
from vimeet.shop.services.orders import expire_reservations, place_order, reserve_order
from vimeet.shop.services.payments import record_payment
from vimeet.shop.services.stripe_accounts import set_stripe_account

BEFORE = dt.datetime(2026, 12, 1, 9, tzinfo=dt.UTC)
Session = CheckoutSession.State


@pytest.fixture(autouse=True)
def before_the_event() -> Iterator[None]:
    with time_machine.travel(BEFORE):
        yield


@pytest.fixture
def client() -> Client:
    """A visitor who reads English."""
    visitor = Client()
    visitor.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    return visitor


@pytest.fixture
def stripe(settings) -> Iterator[StripeServer]:
    """Stripe on loopback."""
    with serving() as server:
        settings.STRIPE_API_URL = server.url
        yield server


@pytest.fixture
def shop(world: World, stripe: StripeServer) -> World:
    """An event that sells a package at 1,200 € with VAT, to be paid by card."""
    make_seller(world)
    set_stripe_account(event=world.event, actor=None, key=KEY, webhook_secret=WEBHOOK_SECRET)
    return world


@pytest.fixture
def order(shop: World, client: Client) -> Order:
    """An order by card of an approved registration, placed through the pages; one place only."""
    return order_by_card(shop, client, make_package(shop, stock=1))


def url(order: Order, name: str = "order") -> str:
    return reverse(f"register:{name}", kwargs=order.event.url_kwargs | {"secret": order.secret})


def text_of(page: Any) -> str:
    return page.content.decode()


def session_of(order: Order) -> CheckoutSession:
    return order.checkout_sessions.get(state__in=CheckoutSession.ACTIVE)


@pytest.fixture
def hear(world: World) -> Callable[..., int]:
    """``hear(kind, thing)``: Stripe's webhook comes in; what it is answered."""

    def hear(
        kind: str, thing: dict[str, Any], event_id: str = "", secret: str = WEBHOOK_SECRET
    ) -> int:
        return send_webhook(world, kind, thing, event_id, secret)

    return hear


def pay(stripe: StripeServer, order: Order, **how: bool) -> dict[str, Any]:
    """Do what the buyer does on Stripe's page."""
    return stripe.stand_in.pay(session_of(order).session_id, **how)


def test_the_buyer_pays_and_takes_part(shop, client, stripe, order, hear):
    page = text_of(client.get(url(order, "order_card")))
    session = session_of(order)
    assert f'url={stripe.url}/pay/{session.session_id}"' in page
    paid = pay(stripe, order)
    assert paid["amount_total"] == 120000
    assert paid["success_url"].startswith(f"http://127.0.0.1:8000{url(order, 'order_card_done')}")

    assert hear("checkout.session.completed", paid) == 200
    order.refresh_from_db()
    payment = order.payments.get()
    assert (order.state, payment.amount, payment.method) == ("paid", Decimal(1200), "card")
    assert order.delegation.max_meetings == 10
    assert order.registration.state == "confirmed"
    assert Invoice.objects.get().content["due"] == "0.00"
    assert "Paid: thank you." in text_of(client.get(url(order)))
    assert not Message.objects.filter(key__contains=":placed").exists()


def test_back_from_stripe_it_is_known_at_once_without_a_webhook(shop, client, stripe, order):
    paid = pay(stripe, order)
    page = client.get(paid["success_url"], follow=True)
    assert "Paid: thank you." in text_of(page)
    assert Payment.objects.count() == 1


def test_a_webhook_that_never_came_is_made_up_for(shop, client, stripe, order):
    pay(stripe, order)
    sweep_card_payments()
    assert not Payment.objects.exists()
    with time_machine.travel(BEFORE + dt.timedelta(minutes=3)):
        sweep_card_payments()
    order.refresh_from_db()
    assert order.state == "paid"


def test_the_same_event_twice_counts_once(shop, client, stripe, order, hear):
    paid = pay(stripe, order)
    asked = len(stripe.asked)
    for _time in range(2):
        assert hear("checkout.session.completed", paid, "evt_1") == 200
    # Another event that says the same, and the buyer coming back, change nothing either.
    assert len(stripe.asked) == asked + 1
    assert hear("checkout.session.completed", paid, "evt_2") == 200
    client.get(paid["success_url"])
    sweep_card_payments()
    assert (Payment.objects.count(), Invoice.objects.count()) == (1, 1)
    assert StripeEvent.objects.count() == 2


def test_what_is_not_signed_is_not_heard(shop, client, stripe, order, hear):
    paid = pay(stripe, order)
    assert hear("checkout.session.completed", paid, secret="whsec_other") == 400
    address = reverse("stripe_webhook", kwargs={"organiser": shop.organiser.slug})
    assert client.post(address, "{}", content_type="application/json").status_code == 400
    body, signature = webhook("checkout.session.completed", paid, WEBHOOK_SECRET)
    stale = {"Stripe-Signature": signature}
    with time_machine.travel(BEFORE + dt.timedelta(minutes=10)):
        late = client.post(address, body, content_type="application/json", headers=stale)
    assert late.status_code == 400
    # The rival's address knows another secret, or none.
    rival = reverse("stripe_webhook", kwargs={"organiser": shop.rival.organiser.slug})
    answer = client.post(rival, body, content_type="application/json", headers=stale)
    assert answer.status_code == 400
    assert not Payment.objects.exists()


def test_an_event_of_something_else_in_that_account_is_let_be(shop, stripe, order, hear):
    paid = pay(stripe, order)
    assert hear("checkout.session.completed", paid | {"id": "cs_other", "metadata": {}}) == 200
    assert hear("charge.refunded", {"id": "ch_1", "payment_intent": "pi_other"}) == 200
    assert hear("customer.created", {"id": "cus_1"}) == 200
    assert not Payment.objects.exists()


def test_stripe_away_while_a_webhook_is_read_means_again_please(shop, stripe, order, hear):
    paid = pay(stripe, order)
    stripe.down = True
    assert hear("checkout.session.completed", paid, "evt_1") == 503
    stripe.down = False
    assert hear("checkout.session.completed", paid, "evt_1") == 200
    assert Payment.objects.count() == 1


def test_twice_pressed_two_tabs_and_back_again_lead_to_one_page(shop, client, stripe, order):
    first = session_of(order)
    for _press in range(3):
        assert client.post(url(order, "order_card"))["Location"] == url(order, "order_card")
    assert CheckoutSession.objects.get() == first
    assert len(stripe.stand_in.sessions) == 1
    pay(stripe, order)
    # The other tab, before any webhook: what is paid is found out rather than paid again.
    with time_machine.travel(BEFORE + dt.timedelta(minutes=43)):
        page = client.post(url(order, "order_card"), follow=True)
    assert "Paid: thank you." in text_of(page)
    assert len(stripe.stand_in.sessions) == 1
    # The steps before lead to the paid order, the card page too.
    assert client.get(url(order, "order_card"))["Location"] == url(order)
    page = client.post(url(order, "order_card"), follow=True)
    assert "Nothing is to be paid" in text_of(page)


def test_an_answer_that_got_lost_opens_no_second_page(shop, client, stripe):
    # Asked twice by the client itself, both answers lost.
    stripe.loses_answers = 2
    registration = make_registration(shop.event, shop.types[0], state=Registration.State.APPROVED)
    order = place_order(
        order=reserve_order(
            event=shop.event,
            basket=one(make_package(shop)),
            actor=None,
            registration=registration,
        ),
        actor=None,
        pay_by="card",
        **BUYER,
    )
    page = client.post(url(order, "order_card"), follow=True)
    assert "does not answer right now" in text_of(page)
    assert session_of(order).state == Session.STARTING
    page = client.post(url(order, "order_card"))
    assert page["Location"] == url(order, "order_card")
    assert session_of(order).state == Session.OPEN
    assert len(stripe.stand_in.sessions) == 1


def test_stripe_away_is_told_and_nothing_is_lost(shop, client, stripe, order):
    CheckoutSession.objects.all().delete()
    stripe.down = True
    page = client.post(url(order, "order_card"), follow=True)
    assert "does not answer right now" in text_of(page)
    page = client.post(url(order, "order_transfer"), follow=True)
    assert "FR1420041010050500013M02606" in text_of(page)
    order.refresh_from_db()
    assert (order.state, order.pay_by) == ("placed", "transfer")
    assert Message.objects.filter(key=f"order:{order.pk}:placed").exists()


def test_stripe_at_fault_is_told_and_the_next_try_is_a_fresh_one(shop, client, stripe, order):
    CheckoutSession.objects.all().delete()
    stripe.status = 500
    page = client.post(url(order, "order_card"), follow=True)
    assert "please pay by transfer" in text_of(page)
    stripe.status = 0
    assert client.post(url(order, "order_card"))["Location"] == url(order, "order_card")
    assert [s.state for s in CheckoutSession.objects.all()] == [Session.FAILED, Session.OPEN]


def late(minutes: int = 60) -> Any:
    return time_machine.travel(BEFORE + dt.timedelta(minutes=minutes))


def expire(order: Order) -> None:
    """Time runs out: Stripe closes its page, the sweep hears of it, the places are free."""
    sweep_card_payments()
    assert expire_reservations() == 1
    order.refresh_from_db()
    assert order.state == "expired"


def test_an_order_not_paid_by_card_in_time_frees_its_places(shop, client, stripe, order):
    assert expire_reservations() == 0
    with late():
        expire(order)
        assert CheckoutSession.objects.get().state == Session.EXPIRED
        letter = Message.objects.get(key__startswith=f"order:{order.pk}:expired")
        assert url(order) in letter.body
        page = text_of(client.get(url(order)))
        assert "ran out before it was paid" in page
        # And it can be paid after all, while the place is there.
        assert client.post(url(order, "order_card"))["Location"] == url(order, "order_card")
        order.refresh_from_db()
        assert order.state == "placed"
        assert len(stripe.stand_in.sessions) == 2


def test_an_expired_order_whose_place_is_gone_can_not_be_paid(shop, client, stripe, order):
    with late():
        expire(order)
        reserve_order(event=shop.event, basket=one(order.lines.get().product), actor=None)
        for way in ("order_card", "order_transfer"):
            page = client.post(url(order, way), follow=True)
            assert "sold out" in text_of(page)
    assert len(stripe.stand_in.sessions) == 1


def forget_session(order: Order) -> None:
    """Stripe was not to be reached for so long that the page was given up here."""
    CheckoutSession.objects.filter(order=order).update(state=Session.EXPIRED)


def test_money_that_comes_after_the_order_ran_out_still_serves_it(shop, stripe, order, hear):
    paid = pay(stripe, order)
    forget_session(order)
    with late():
        expire(order)
        assert hear("checkout.session.completed", paid) == 200
    order.refresh_from_db()
    assert (order.state, order.payments.get().amount) == ("paid", Decimal(1200))
    assert order.registration.state == "confirmed"
    assert not CardRefund.objects.exists()


def test_money_that_comes_after_the_place_was_sold_goes_back(shop, client, stripe, order, hear):
    paid = pay(stripe, order)
    forget_session(order)
    with late():
        expire(order)
        other = reserve_order(event=shop.event, basket=one(order.lines.get().product), actor=None)
        assert hear("checkout.session.completed", paid) == 200
        page = text_of(client.get(url(order)))
        assert "came after the places were gone" in page
        assert "is on its way back" in page
        sweep_card_payments()
        sweep_card_payments()
        assert "went back to your card" in text_of(client.get(url(order)))
    order.refresh_from_db()
    other.refresh_from_db()
    assert (order.state, other.state) == ("expired", "reserved")
    assert [p.amount for p in order.payments.all()] == [Decimal(1200), Decimal(-1200)]
    assert [r["amount"] for r in stripe.stand_in.refunds.values()] == [120000]
    assert not Invoice.objects.exists()
    told = set(Message.objects.filter(key__startswith="card:").values_list("address", flat=True))
    assert told == {order.email, shop.organiser_user.email, shop.accountant_user.email}


def test_money_for_an_order_in_whose_place_another_was_paid_goes_back(
    shop, client, stripe, order, hear
):
    paid = pay(stripe, order)
    forget_session(order)
    product = order.lines.get().product
    product.stock = None
    product.save()
    with late():
        expire(order)
        names = shop.event.url_kwargs | {"token": create_token(order.registration)}
        choice = {"package": product.pk, "voucher": "", "extra_delegates": ""}
        client.post(reverse("register:packages", kwargs=names), choice)
        page = client.get(reverse("register:checkout", kwargs=names))
        # What was typed for the first order is there.
        assert BUYER["street"] in text_of(page)
        client.post(reverse("register:checkout", kwargs=names), BUYER | {"pay_by": "card"})
        second = Order.objects.exclude(pk=order.pk).get()
        assert hear("checkout.session.completed", pay(stripe, second)) == 200
        assert hear("checkout.session.completed", paid) == 200
        sweep_card_payments()
    for one_of_them in (order, second):
        one_of_them.refresh_from_db()
    assert (order.state, second.state) == ("expired", "paid")
    assert sum(p.amount for p in order.payments.all()) == 0
    assert second.payments.get().amount == Decimal(1200)


def test_late_money_ends_the_order_that_was_begun_in_its_place(shop, client, stripe, order, hear):
    paid = pay(stripe, order)
    forget_session(order)
    with late():
        expire(order)
        second = reserve_order(
            event=shop.event,
            basket=one(order.lines.get().product),
            actor=None,
            registration=order.registration,
        )
        assert hear("checkout.session.completed", paid) == 200
    order.refresh_from_db()
    second.refresh_from_db()
    assert (order.state, second.state) == ("paid", "expired")


def test_money_for_a_cancelled_order_goes_back(shop, as_organiser, stripe, order, hear):
    paid = pay(stripe, order)
    as_organiser.post(reverse("console:order_end", kwargs=shop.event.url_kwargs | {"pk": order.pk}))
    assert hear("checkout.session.completed", paid) == 200
    sweep_card_payments()
    order.refresh_from_db()
    assert order.state == "cancelled"
    assert sum(p.amount for p in order.payments.all()) == 0


def test_a_cancelled_orders_page_is_closed_at_stripes(shop, as_organiser, stripe, order):
    as_organiser.post(reverse("console:order_end", kwargs=shop.event.url_kwargs | {"pk": order.pk}))
    sweep_card_payments()
    (session,) = stripe.stand_in.sessions.values()
    assert session["status"] == "expired"
    assert CheckoutSession.objects.get().state == Session.EXPIRED


def test_part_by_transfer_the_rest_by_card(shop, client, stripe, order, hear):
    transfer(order, "500.00")
    # The page for all of it is closed before another opens.
    client.post(url(order, "order_card"))
    session = session_of(order)
    assert session.amount == Decimal("700.00")
    statuses = [s["status"] for s in stripe.stand_in.sessions.values()]
    assert statuses == ["expired", "open"]
    assert hear("checkout.session.completed", pay(stripe, order)) == 200
    order.refresh_from_db()
    assert order.state == "paid"
    assert [p.amount for p in order.payments.all()] == [Decimal(500), Decimal(700)]


def transfer(order: Order, amount: str) -> None:
    record_payment(order=order, amount=Decimal(amount), received_on=today(), actor=None)


def test_a_transfer_and_a_card_payment_that_cross_send_the_rest_back(shop, stripe, order, hear):
    paid = pay(stripe, order)
    transfer(order, "500.00")
    assert hear("checkout.session.completed", paid) == 200
    sweep_card_payments()
    order.refresh_from_db()
    assert order.state == "paid"
    amounts = [p.amount for p in order.payments.order_by("pk")]
    assert amounts == [Decimal(500), Decimal(1200), Decimal(-500)]
    # What was too much needs no credit note.
    assert [i.kind for i in Invoice.objects.all()] == ["invoice"]


def test_another_amount_than_asked_for_is_noted_and_told(shop, stripe, order, hear):
    number = session_of(order).session_id
    stripe.stand_in.sessions[number]["amount_total"] = 100000
    assert hear("checkout.session.completed", pay(stripe, order)) == 200
    order.refresh_from_db()
    session = CheckoutSession.objects.get()
    assert (order.state, session.trouble) == ("placed", "mismatch")
    assert order.payments.get().amount == Decimal(1000)
    assert Message.objects.filter(address=shop.organiser_user.email).exists()


@pytest.mark.parametrize("first", ["completed", "succeeded"])
def test_a_debit_is_waited_for_whatever_comes_first(shop, client, stripe, order, hear, first):
    begun = pay(stripe, order, debit=True)
    if first == "completed":
        assert hear("checkout.session.completed", begun) == 200
        assert "Your payment is under way" in text_of(client.get(url(order)))
        page = client.post(url(order, "order_card"), follow=True)
        assert "under way: your bank" in text_of(page)
        with late():
            sweep_card_payments()
            # Places are kept for a debit that takes days.
            assert expire_reservations() == 0
        with late(60 * 24 * 40):
            assert remind_overdue() == 0
    done = stripe.stand_in.settle_debit(begun["id"], paid=True)
    assert hear("checkout.session.async_payment_succeeded", done) == 200
    # The older event comes last: nothing goes back by it.
    assert hear("checkout.session.completed", begun) == 200
    order.refresh_from_db()
    assert order.state == "paid"
    assert Payment.objects.count() == 1


def test_a_debit_that_fails_is_told_and_may_be_paid_anew(shop, client, stripe, order, hear):
    begun = pay(stripe, order, debit=True)
    hear("checkout.session.completed", begun)
    stripe.stand_in.settle_debit(begun["id"], paid=False)
    assert hear("checkout.session.async_payment_failed", begun) == 200
    assert "did not go through" in text_of(client.get(url(order)))
    assert client.post(url(order, "order_card"))["Location"] == url(order, "order_card")


def test_transfer_is_all_there_is_without_keys(world, client):
    make_seller(world)
    registration = make_registration(world.event, world.types[0], state=Registration.State.APPROVED)
    names = world.event.url_kwargs | {"token": create_token(registration)}
    package = make_package(world)
    client.post(
        reverse("register:packages", kwargs=names),
        {"package": package.pk, "voucher": "", "extra_delegates": ""},
    )
    page = client.get(reverse("register:checkout", kwargs=names))
    assert "You pay by bank transfer" in text_of(page)
    assert "pay_by" not in text_of(page)
    client.post(reverse("register:checkout", kwargs=names), BUYER | {"pay_by": "card"})
    order = Order.objects.get()
    assert order.pay_by == "transfer"
    page = client.post(url(order, "order_card"), follow=True)
    assert "please pay by transfer" in text_of(page)


def test_withdrawing_ends_the_open_order_and_its_page(shop, client, stripe, order):
    names = shop.event.url_kwargs | {"token": create_token(order.registration)}
    client.post(reverse("register:withdraw", kwargs=names))
    order.refresh_from_db()
    assert order.state == "cancelled"
    sweep_card_payments()
    (session,) = stripe.stand_in.sessions.values()
    assert session["status"] == "expired"
