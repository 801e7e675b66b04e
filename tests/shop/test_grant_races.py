"""Two orders paid at the same time, and what they give; with the locks and without one."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from types import SimpleNamespace

import pytest
from django.db import IntegrityError, connection
from django.test import Client
from django.urls import reverse

from tests.factories import World, today
from tests.shop.goods import BUYER, make_option, make_package, one
from vimeet.events.models import Place
from vimeet.registration.models import Delegation
from vimeet.shop.basket import Basket
from vimeet.shop.models import Order
from vimeet.shop.services import settlement, stands
from vimeet.shop.services.orders import place_order, reserve_order

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


def ordered(world: World, delegation: Delegation, basket: Basket) -> Order:
    reserved = reserve_order(event=world.event, basket=basket, actor=None, delegation=delegation)
    return place_order(order=reserved, actor=None, **BUYER)


def pay_at_once(world: World, orders: list[Order]) -> None:
    """The console's button for each of the orders, pressed at the same time."""
    clients = [Client() for _order in orders]
    for client in clients:
        client.force_login(world.organiser_user)

    def pay(pair: tuple[Client, Order]) -> int:
        client, order = pair
        names = world.event.url_kwargs | {"pk": order.pk}
        sent = {"amount": order.total, "received_on": today(), "method": "transfer", "note": ""}
        try:
            return client.post(reverse("console:order_pay", kwargs=names), sent).status_code
        finally:
            connection.close()

    with ThreadPoolExecutor(len(orders)) as pool:
        assert set(pool.map(pay, zip(clients, orders, strict=True))) == {302}


def meet(monkeypatch: pytest.MonkeyPatch, name: str, parties: int) -> None:
    """Let ``parties`` threads of settlement arrive at ``name`` together, if they can."""
    together = threading.Barrier(parties)
    act = getattr(settlement, name)

    def act_together(*args, **kwargs):
        with suppress(threading.BrokenBarrierError):
            together.wait(timeout=2)
        return act(*args, **kwargs)

    monkeypatch.setattr(settlement, name, act_together)


def two_options(world: World) -> list[Order]:
    basket = one(None, options={make_option(world): 1})
    return [ordered(world, world.delegations[1], basket) for _i in range(2)]


def credits_of(delegation: Delegation) -> int | None:
    delegation.refresh_from_db()
    return delegation.max_meetings


def test_two_options_paid_at_once_both_count(world: World, monkeypatch) -> None:
    orders = two_options(world)
    meet(monkeypatch, "update_delegation", 2)
    pay_at_once(world, orders)
    assert credits_of(world.delegations[1]) == 8 + 5 + 5


def test_without_the_lock_the_credits_of_one_are_lost(world: World, monkeypatch) -> None:
    orders = two_options(world)
    monkeypatch.setattr(settlement, "lock_delegation", lambda delegation: delegation)
    meet(monkeypatch, "update_delegation", 2)
    pay_at_once(world, orders)
    assert credits_of(world.delegations[1]) == 8 + 5


def two_stands(world: World) -> list[Order]:
    """Orders of two companies with a stand, of which one is free."""
    Place.objects.create(event=world.event, name="A1", kind=Place.Kind.STAND)
    basket = one(make_package(world, stand=True))
    return [ordered(world, delegation, basket) for delegation in world.delegations[1:3]]


def test_two_who_want_the_last_free_stand_get_one_each(world: World, monkeypatch) -> None:
    orders = two_stands(world)
    meet(monkeypatch, "free_stand", 2)
    pay_at_once(world, orders)
    stands = Delegation.objects.exclude(stand=None).values_list("stand__name", flat=True)
    assert "A1" in stands
    assert len(set(stands)) == 3


def test_without_a_second_look_both_would_get_it(world: World, monkeypatch) -> None:
    orders = two_stands(world)
    meet(monkeypatch, "free_stand", 2)
    monkeypatch.setattr(stands, "Delegation", SimpleNamespace(objects=Delegation.objects.none()))
    with pytest.raises(IntegrityError):
        pay_at_once(world, orders)
