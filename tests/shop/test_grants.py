"""What a paid order gives a delegation and a refund takes back, through the console."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from tests.factories import World, make_delegation, today
from tests.shop.goods import BUYER, make_option, make_package, one
from vimeet.events.models import Place
from vimeet.registration.models import Delegation
from vimeet.shop.basket import Basket
from vimeet.shop.models import Order
from vimeet.shop.services.orders import place_order, reserve_order

LONG = "Société anonyme des grandes choses de la région et de toutes les autres " * 2


def ordered(world: World, delegation: Delegation, basket: Basket) -> Order:
    reserved = reserve_order(event=world.event, basket=basket, actor=None, delegation=delegation)
    return place_order(order=reserved, actor=None, **BUYER)


def move_money(client: Client, order: Order, door: str, **more: Any) -> None:
    """Note in the console that all of it came in, or went back."""
    names = order.event.url_kwargs | {"pk": order.pk}
    sent = {"amount": order.total, "received_on": today(), "method": "transfer", "note": ""}
    page = client.post(reverse(f"console:{door}", kwargs=names), sent | more)
    assert page.status_code == 302
    order.refresh_from_db()


def pay(client: Client, order: Order) -> Delegation:
    """The delegation as it is once the order is paid."""
    move_money(client, order, "order_pay")
    assert order.state == Order.State.PAID
    order.delegation.refresh_from_db()
    return order.delegation


def test_a_stand_that_went_on_to_another_keeps_its_name(world: World, as_organiser: Client) -> None:
    package = make_package(world, stand=True)
    acme, _brio, _cobalt, dynamo = world.delegations
    acme.stand = None
    acme.save()
    first = pay(as_organiser, ordered(world, dynamo, one(package))).stand
    second = pay(as_organiser, ordered(world, acme, one(package))).stand
    assert (first.name, second.name) == ("Stand Acme", "Stand Acme (2)")


def test_a_long_company_name_is_cut_to_what_a_place_may_be_called(
    world: World, as_organiser: Client
) -> None:
    package = make_package(world, stand=True)
    names = []
    for ending in ("A", "B"):
        delegation = make_delegation(world.event, world.types[0], "Long" + ending)
        Delegation.objects.filter(pk=delegation.pk).update(name=f"{LONG[:149]}{ending}")
        names.append(pay(as_organiser, ordered(world, delegation, one(package))).stand.name)
    assert [len(name) for name in names] == [100, 100]
    assert [name.endswith(" (2)") for name in names] == [False, True]
    assert Place.objects.filter(name__in=names).count() == 2


@pytest.mark.parametrize(
    ("own", "package", "option", "bought", "after"),
    [
        # A package set the number: without it the participant type's counts again.
        (None, 5, None, 5, None),
        (2, 5, 3, 8, None),
        # An option's part goes back, what was there before stays.
        (2, "none bought", 3, 5, 2),
        (None, "none bought", 3, 12, 9),
        # What gave nothing takes nothing back.
        (2, None, None, 2, 2),
    ],
)
def test_a_refund_takes_the_quota_of_open_requests_back(
    world: World, as_organiser: Client, own, package, option, bought, after
) -> None:
    delegation = world.delegations[1]
    delegation.participant_type.max_open_requests = 9
    delegation.participant_type.save()
    delegation.max_open_requests = own
    delegation.save()
    bought_package = (
        None if package == "none bought" else make_package(world, open_requests=package)
    )
    options = {make_option(world, open_requests=option): 1}
    order = ordered(world, delegation, one(bought_package, options=options))
    assert pay(as_organiser, order).max_open_requests == bought
    move_money(as_organiser, order, "order_refund", take_back="on")
    delegation.refresh_from_db()
    assert delegation.max_open_requests == after


def test_an_order_that_was_never_paid_gives_nothing_back(world, as_organiser) -> None:
    delegation = world.delegations[1]
    order = ordered(world, delegation, one(None, options={make_option(world): 1}))
    move_money(as_organiser, order, "order_pay", amount=100)
    move_money(as_organiser, order, "order_refund", amount=100, take_back="on")
    delegation.refresh_from_db()
    assert (order.state, delegation.max_meetings) == ("cancelled", 8)


def test_what_the_organiser_gave_on_top_stays(world: World, as_organiser: Client) -> None:
    delegation = world.delegations[1]
    order = ordered(world, delegation, one(make_package(world, open_requests=5, price=Decimal(1))))
    pay(as_organiser, order)
    Delegation.objects.filter(pk=delegation.pk).update(max_open_requests=7)
    move_money(as_organiser, order, "order_refund", take_back="on")
    delegation.refresh_from_db()
    assert delegation.max_open_requests == 2
