"""Going on with an order after its time: at today's terms, unless the money is here already."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import pytest
import time_machine
from django.conf import settings
from django.test import Client
from django.urls import reverse

from tests.factories import World, make_registration
from tests.shop.cards import choose, order_by_card, send_webhook
from tests.shop.goods import BUYER, make_option, make_package, make_seller, make_voucher, one
from tests.stripe_server import StripeServer
from vimeet.registration.models import Registration
from vimeet.registration.services.links import create_token
from vimeet.shop.models import CheckoutSession, EarlyPrice, Invoice, Order, Product
from vimeet.shop.services.orders import reserve_order
from vimeet.shop.tasks import check_card_payments, free_reservations

START = dt.datetime(2026, 12, 1, 9, tzinfo=dt.UTC)
# What is agreed ends here: within the 15 minutes of who reserves at the start.
END = START + dt.timedelta(minutes=10)


@pytest.fixture(autouse=True)
def clock() -> Iterator[Any]:
    with time_machine.travel(START, tick=False) as traveller:
        yield traveller


@pytest.fixture
def visitor() -> Client:
    client = Client()
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    return client


def minutes_later(clock: Any, minutes: int) -> None:
    clock.move_to(START + dt.timedelta(minutes=minutes))


def package_with(world: World, ending: str) -> Product:
    """A package at 800 € of which a price, the sale or the voucher LATE ends soon."""
    if ending == "price":
        package = make_package(world)
        EarlyPrice.objects.create(product=package, until=END, price=Decimal(800))
        return package
    package = make_package(
        world, price=Decimal(800), on_sale_until=END if ending == "sale" else None
    )
    if ending == "voucher":
        make_voucher(world, "LATE", valid_until=END)
    return package


WHAT_IS_TOLD = {
    "price": "Prices have changed since",
    "sale": "is not on sale",
    "voucher": "is no longer valid",
}


def reserved(world: World, visitor: Client, ending: str) -> str:
    """The address of the checkout of a reservation just made through the pages."""
    make_seller(world)
    registration = make_registration(world.event, world.types[0], state=Registration.State.APPROVED)
    choose(
        visitor,
        registration,
        package_with(world, ending),
        voucher="LATE" if ending == "voucher" else "",
    )
    names = world.event.url_kwargs | {"token": create_token(registration)}
    return reverse("register:checkout", kwargs=names)


@pytest.mark.parametrize("ending", WHAT_IS_TOLD)
def test_who_places_in_time_has_what_was_agreed(world, visitor, clock, ending):
    checkout = reserved(world, visitor, ending)
    minutes_later(clock, 14)
    visitor.post(checkout, BUYER)
    order = Order.objects.get()
    assert (order.state, order.net) == ("placed", 700 if ending == "voucher" else 800)


@pytest.mark.parametrize("swept", [False, True])
@pytest.mark.parametrize("ending", ["sale", "voucher"])
def test_who_is_late_is_not_sold_what_is_no_longer_sold(world, visitor, clock, ending, swept):
    checkout = reserved(world, visitor, ending)
    minutes_later(clock, 16)
    if swept:
        free_reservations()
    page = visitor.post(checkout, BUYER)
    assert page.status_code == 422
    assert WHAT_IS_TOLD[ending] in page.content.decode()
    assert Order.objects.get().placed_at is None


@pytest.mark.parametrize("swept", [False, True])
def test_who_is_late_sees_the_new_price_before_they_order(world, visitor, clock, swept):
    checkout = reserved(world, visitor, "price")
    minutes_later(clock, 16)
    if swept:
        free_reservations()
    page = visitor.post(checkout, BUYER)
    text = page.content.decode()
    assert page.status_code == 422
    assert WHAT_IS_TOLD["price"] in text
    assert "€1,000.00" in text
    order = Order.objects.get()
    assert (order.state, order.net) == ("reserved", 1000)
    visitor.post(checkout, BUYER)
    order.refresh_from_db()
    assert (order.state, order.net) == ("placed", 1000)


def test_extra_delegates_and_options_are_priced_anew_too(world, visitor, clock):
    checkout = reserved(world, visitor, "sale")
    Product.objects.update(on_sale_until=None, extra_delegate_price=Decimal(100))
    option = make_option(world)
    package = Product.objects.get(kind="package")
    registration = Registration.objects.get()
    names = world.event.url_kwargs | {"token": create_token(registration)}
    visitor.post(
        reverse("register:packages", kwargs=names),
        {"package": package.pk, "extra_delegates": 2, f"option_{option.pk}": 1, "voucher": ""},
    )
    assert Order.objects.get().net == 800 + 2 * 100 + 200
    Product.objects.update(extra_delegate_price=Decimal(150))
    minutes_later(clock, 16)
    assert visitor.post(checkout, BUYER).status_code == 422
    assert Order.objects.get().net == 800 + 2 * 150 + 200


def test_the_organiser_sees_the_new_price_too(world, as_organiser, clock):
    as_organiser.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    order = reserve_order(
        event=world.event,
        basket=one(package_with(world, "price")),
        actor=None,
        delegation=world.delegations[0],
    )
    place = reverse("console:order_place", kwargs=world.event.url_kwargs | {"pk": order.pk})
    minutes_later(clock, 16)
    page = as_organiser.post(place, BUYER)
    assert page.status_code == 422
    assert "€1,200.00" in page.content.decode()
    as_organiser.post(place, BUYER)
    order.refresh_from_db()
    assert (order.state, order.net) == ("placed", 1000)


def url(order: Order, name: str = "order") -> str:
    return reverse(f"register:{name}", kwargs=order.event.url_kwargs | {"secret": order.secret})


def expired(world: World, visitor: Client, clock: Any, ending: str) -> Order:
    """An order that was to be paid by card and was not; its page at Stripe is over."""
    order = order_by_card(
        world,
        visitor,
        package_with(world, ending),
        voucher="LATE" if ending == "voucher" else "",
    )
    minutes_later(clock, 60)
    check_card_payments()
    free_reservations()
    order.refresh_from_db()
    assert order.state == "expired"
    return order


@pytest.mark.parametrize("ending", WHAT_IS_TOLD)
@pytest.mark.parametrize("way", ["order_card", "order_transfer"])
def test_an_order_that_ran_out_is_not_paid_at_terms_that_have_ended(
    by_card, stripe, visitor, clock, ending, way
):
    order = expired(by_card, visitor, clock, ending)
    agreed = order.total
    page = visitor.post(url(order, way), follow=True)
    assert WHAT_IS_TOLD[ending] in page.content.decode()
    order.refresh_from_db()
    assert (order.state, order.total) == ("expired", agreed)
    assert not CheckoutSession.objects.filter(state__in=CheckoutSession.ACTIVE).exists()


@pytest.mark.parametrize("ending", WHAT_IS_TOLD)
def test_money_that_is_here_is_taken_at_what_was_agreed(by_card, stripe, visitor, clock, ending):
    voucher = "LATE" if ending == "voucher" else ""
    order = order_by_card(by_card, visitor, package_with(by_card, ending), voucher=voucher)
    paid = stripe.stand_in.pay(order.checkout_sessions.get().session_id)
    # Stripe was not to be reached for so long that the page was given up here.
    CheckoutSession.objects.update(state=CheckoutSession.State.EXPIRED)
    minutes_later(clock, 60)
    free_reservations()
    assert Order.objects.get().state == "expired"
    assert send_webhook(by_card, "checkout.session.completed", paid) == 200
    order.refresh_from_db()
    assert (order.state, order.payments.get().amount) == ("paid", order.total)


def test_taken_up_again_it_is_due_from_then_on(by_card, stripe, visitor, clock):
    by_card.event.complete_days = 7
    by_card.event.save()
    order = expired(by_card, visitor, clock, "nothing")
    clock.move_to(START + dt.timedelta(days=3))
    visitor.post(url(order, "order_card"))
    order.refresh_from_db()
    assert (order.state, order.due_on) == ("placed", dt.date(2027, 1, 3))
    # By transfer it holds the registration's place, for the event's seven days from now.
    visitor.post(url(order, "order_transfer"))
    order.refresh_from_db()
    assert order.due_on == dt.date(2026, 12, 11)
    order.registration.refresh_from_db()
    assert order.registration.complete_by.date() == dt.date(2026, 12, 11)


def test_a_late_payment_that_is_refused_leaves_what_was_ordered_anew(
    by_card, stripe, visitor, clock
):
    package = make_package(by_card, stock=1)
    order = order_by_card(by_card, visitor, package)
    paid = stripe.stand_in.pay(order.checkout_sessions.get().session_id)
    CheckoutSession.objects.update(state=CheckoutSession.State.EXPIRED)
    minutes_later(clock, 60)
    free_reservations()
    # Its place goes to somebody else, and they order another package.
    reserve_order(event=by_card.event, basket=one(package), actor=None)
    choose(visitor, order.registration, make_package(by_card, "Silver"))
    names = by_card.event.url_kwargs | {"token": create_token(order.registration)}
    checkout = reverse("register:checkout", kwargs=names)
    visitor.post(checkout, BUYER | {"pay_by": "transfer"})
    second = order.registration.orders.exclude(pk=order.pk).get()
    assert send_webhook(by_card, "checkout.session.completed", paid) == 200
    check_card_payments()
    order.refresh_from_db()
    second.refresh_from_db()
    assert (order.state, second.state) == ("expired", "placed")
    # The money went back.
    assert sum(payment.amount for payment in order.payments.all()) == 0


def test_an_invoiced_order_does_not_run_out(
    by_card: World, stripe: StripeServer, visitor, as_organiser, clock
):
    order = order_by_card(by_card, visitor, make_package(by_card))
    session = order.checkout_sessions.get()
    begun = stripe.stand_in.pay(session.session_id, debit=True)
    send_webhook(by_card, "checkout.session.completed", begun)
    names = by_card.event.url_kwargs | {"pk": order.pk}
    as_organiser.post(reverse("console:order_invoice", kwargs=names))
    stripe.stand_in.settle_debit(begun["id"], paid=False)
    send_webhook(by_card, "checkout.session.async_payment_failed", begun)
    minutes_later(clock, 60)
    check_card_payments()
    free_reservations()
    order.refresh_from_db()
    assert order.state == "placed"
    # The organiser ends it, and the invoice with it.
    as_organiser.post(reverse("console:order_end", kwargs=names))
    order.refresh_from_db()
    assert order.state == "cancelled"
    assert [i.kind for i in Invoice.objects.order_by("sequence")] == ["invoice", "credit"]
