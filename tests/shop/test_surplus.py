"""Money that arrives though it is not due: too much, twice, too late."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest
from django.test import Client
from django.urls import reverse

from tests.factories import World
from tests.shop.goods import BUYER, make_package, make_seller, one
from vimeet.shop.models import Invoice, Order
from vimeet.shop.services.orders import cancel_order, place_order, reserve_order
from vimeet.shop.services.payments import still_due, surplus, take_payment

DAY = dt.date(2026, 11, 20)


def placed(world: World) -> Order:
    """An order of 1,200.00 € with VAT."""
    order = reserve_order(event=world.event, basket=one(make_package(world)), actor=None)
    return place_order(order=order, actor=None, **BUYER)


def page(world: World, client: Client, order: Order, name: str = "order") -> str:
    return reverse(f"console:{name}", kwargs=world.event.url_kwargs | {"pk": order.pk})


def arrives(order: Order, amount: str) -> Order:
    take_payment(order=order, amount=Decimal(amount), received_on=DAY, actor=None)
    order.refresh_from_db()
    return order


@pytest.fixture(autouse=True)
def english_organiser(world: World) -> None:
    world.organiser_user.language = "en"
    world.organiser_user.save()


def test_too_much_pays_the_order_and_the_rest_goes_back_without_a_credit_note(
    world, as_organiser: Client
):
    make_seller(world)
    order = arrives(placed(world), "1210.00")
    assert (order.state, surplus(order), still_due(order)) == ("paid", Decimal("10.00"), 0)
    assert Invoice.objects.get().content["due"] == "0.00"
    assert (
        "To be given back: €10.00"
        in as_organiser.get(page(world, as_organiser, order)).content.decode()
    )
    refund = page(world, as_organiser, order, "order_refund")
    assert as_organiser.get(refund).context["form"].initial["amount"] == Decimal("10.00")
    as_organiser.post(
        refund, {"amount": "10", "received_on": "2026-11-21", "method": "transfer", "note": ""}
    )
    order.refresh_from_db()
    assert (order.state, surplus(order)) == ("paid", 0)
    assert Invoice.objects.count() == 1


def test_paid_twice_then_all_refunded(world, as_organiser: Client):
    make_seller(world)
    order = arrives(arrives(placed(world), "1200.00"), "1200.00")
    assert surplus(order) == Decimal("1200.00")
    as_organiser.post(
        page(world, as_organiser, order, "order_refund"),
        {"amount": "2400", "received_on": "2026-11-21", "method": "transfer", "note": ""},
    )
    order.refresh_from_db()
    assert (order.state, surplus(order)) == ("cancelled", 0)
    notes = Invoice.objects.filter(kind=Invoice.Kind.CREDIT_NOTE)
    assert [note.total for note in notes] == [Decimal("1200.00")]


def test_money_for_a_cancelled_order_is_noted_and_goes_back(world, as_organiser: Client):
    order = placed(world)
    cancel_order(order=order, actor=world.organiser_user)
    order.refresh_from_db()
    order = arrives(order, "1200.00")
    assert (order.state, surplus(order)) == ("cancelled", Decimal("1200.00"))
    text = as_organiser.get(page(world, as_organiser, order)).content.decode()
    assert "nothing is due for this order" in text
    as_organiser.post(
        page(world, as_organiser, order, "order_refund"),
        {"amount": "1200", "received_on": "2026-11-21", "method": "transfer", "note": ""},
    )
    order.refresh_from_db()
    assert (order.state, surplus(order)) == ("cancelled", 0)
