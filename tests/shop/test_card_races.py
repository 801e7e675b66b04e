"""A card payment that everybody tells of at once; with the lock and without it."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from typing import Any

import pytest
from django.db import DatabaseError, connection
from django.db.models import QuerySet

from tests.factories import World
from tests.shop.goods import BUYER, make_package, one
from tests.stripe_server import StripeServer
from vimeet.shop.models import CheckoutSession, Invoice, Order, Payment
from vimeet.shop.services import card
from vimeet.shop.services.card import begin_card_payment, read_session
from vimeet.shop.services.orders import place_order, reserve_order

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]

AT_ONCE = 10


@pytest.fixture
def order(by_card: World) -> Order:
    package = make_package(by_card)
    reserved = reserve_order(event=by_card.event, basket=one(package), actor=None)
    return place_order(order=reserved, actor=None, pay_by="card", **BUYER)


def at_once(count: int, act: Callable[[], Any]) -> list[Any]:
    """What each of so many got, or what went wrong with it."""

    def run(_: int) -> Any:
        try:
            return act()
        except DatabaseError as error:
            return error
        finally:
            connection.close()

    with ThreadPoolExecutor(AT_ONCE) as pool:
        return list(pool.map(run, range(count)))


def test_ten_presses_of_the_button_open_one_page(order, stripe):
    sessions = at_once(10, lambda: begin_card_payment(order=order, actor=None))
    assert {session.url for session in sessions} == {CheckoutSession.objects.get().url}
    assert len(stripe.stand_in.sessions) == 1


def pay(order: Order, stripe: StripeServer) -> CheckoutSession:
    session = begin_card_payment(order=order, actor=None)
    stripe.stand_in.pay(session.session_id)
    return session


def test_ten_who_tell_of_a_payment_take_it_once(order, stripe):
    session = pay(order, stripe)
    told = at_once(10, lambda: read_session(session))
    assert {answer.state for answer in told} == {"paid"}
    assert (Payment.objects.count(), Invoice.objects.count()) == (1, 1)


def test_without_the_lock_it_would_be_taken_twice(order, stripe, monkeypatch):
    session = pay(order, stripe)
    both = threading.Barrier(2)
    take = card.take_payment

    def take_when_both_have_looked(**values: Any) -> Payment:
        with suppress(threading.BrokenBarrierError):
            both.wait(timeout=5)
        return take(**values)

    monkeypatch.setattr(card, "take_payment", take_when_both_have_looked)
    monkeypatch.setattr(QuerySet, "select_for_update", lambda self, **kwargs: self)
    at_once(2, lambda: read_session(session))
    assert Payment.objects.count() == 2
