"""The places of a package while payment, schedule and refund meet; with the lock and without it."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection, transaction

from tests.factories import World, today
from tests.programme.sessions import make_session, release
from tests.shop.goods import BUYER, make_package, make_seller, one
from vimeet.programme.models import Session
from vimeet.shop.models import IncludedPlace, Order
from vimeet.shop.services import included
from vimeet.shop.services.giving_back import take_back
from vimeet.shop.services.included import give_sessions
from vimeet.shop.services.locks import lock_order
from vimeet.shop.services.orders import place_order, reserve_order
from vimeet.shop.services.payments import record_payment

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


def at_once(*calls) -> list[object]:
    def run(call) -> object:
        try:
            return call()
        finally:
            connection.close()

    with ThreadPoolExecutor(len(calls)) as pool:
        return list(pool.map(run, calls))


def paid(world: World) -> tuple[Order, Session]:
    """A paid order whose session nobody has a place in yet."""
    session = make_session(world.event)
    release(world)
    make_seller(world)
    package = make_package(world)
    package.sessions.set([session])
    order = reserve_order(
        event=world.event, basket=one(package), actor=None, delegation=world.delegations[0]
    )
    order = place_order(order=order, actor=None, **BUYER)
    record_payment(order=order, amount=order.total, received_on=today(), actor=None)
    session.registrations.all().delete()
    IncludedPlace.objects.all().delete()
    return Order.objects.get(pk=order.pk), session


def refund(order: Order) -> None:
    with transaction.atomic():
        take_back(lock_order(order), actor=None)


def test_given_by_many_at_once_each_place_is_given_once(world):
    order, session = paid(world)
    people = order.delegation.delegates.count()
    given = at_once(*[lambda: give_sessions(order.pk, actor=None)] * 8)
    assert sum(given) == people == session.registrations.count() == IncludedPlace.objects.count()


def test_nothing_is_given_once_it_was_taken_back(world):
    order, session = paid(world)

    def give() -> int:
        return give_sessions(order.pk, actor=None)

    at_once(give, give, lambda: refund(order), give)
    assert session.registrations.count() == IncludedPlace.objects.count() == 0


def test_without_the_lock_a_place_is_given_after_it_was_taken_back(world, monkeypatch):
    order, session = paid(world)
    looked, refunded = threading.Event(), threading.Event()
    join = included.join_session

    def join_late(**values):
        looked.set()
        refunded.wait(timeout=5)
        return join(**values)

    def refund_meanwhile() -> None:
        looked.wait(timeout=5)
        refund(order)
        refunded.set()

    monkeypatch.setattr(included, "lock_order", lambda order: Order.objects.get(pk=order.pk))
    monkeypatch.setattr(included, "join_session", join_late)
    at_once(lambda: give_sessions(order.pk, actor=None), refund_meanwhile)
    assert session.registrations.exists()
