"""A hundred buyers for ten places, fifty payments at once; with the locks and without them."""

from __future__ import annotations

import datetime as dt
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection
from django.db.models import QuerySet
from django.utils import timezone

from tests.factories import today
from tests.shop.goods import BUYER, make_package, make_seller, make_voucher, one
from vimeet.shop.basket import Basket
from vimeet.shop.models import Invoice, InvoiceCounter, Order
from vimeet.shop.services import lines, orders
from vimeet.shop.services.orders import place_order, reserve_order
from vimeet.shop.services.payments import record_payment

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]

# Fewer connections than PostgreSQL allows by default.
AT_ONCE = 20


def buy(world, basket: Basket, buyers: int) -> list[Order | str]:
    """So many buyers at once; what each got, or was told."""

    def run(_: int) -> Order | str:
        try:
            return reserve_order(
                event=world.event, basket=basket, actor=None, participant_type=world.types[0]
            )
        except ValidationError as refusal:
            return refusal.messages[0]
        finally:
            connection.close()

    with ThreadPoolExecutor(AT_ONCE) as pool:
        return list(pool.map(run, range(buyers)))


def test_a_hundred_buyers_of_ten_places(world):
    package = make_package(world, stock=10)
    results = buy(world, one(package), 100)
    assert len([result for result in results if isinstance(result, Order)]) == 10
    assert [r for r in results if isinstance(r, str)] == ["“Gold” is sold out."] * 90
    assert Order.objects.count() == 10


def test_a_voucher_of_ten_uses_is_used_ten_times(world):
    voucher = make_voucher(world, max_uses=10)
    results = buy(world, one(make_package(world), voucher=voucher), 40)
    assert len([result for result in results if isinstance(result, Order)]) == 10


def test_without_the_lock_the_last_place_is_sold_twice(world, monkeypatch):
    package = make_package(world, stock=1)
    both = threading.Barrier(2)
    write_lines = lines.write_lines

    def write_when_both_have_counted(*args, **kwargs):
        with suppress(threading.BrokenBarrierError):
            both.wait(timeout=5)
        write_lines(*args, **kwargs)

    monkeypatch.setattr("vimeet.shop.services.orders.write_lines", write_when_both_have_counted)
    monkeypatch.setattr(QuerySet, "select_for_update", lambda self, **kwargs: self)
    assert [type(result) for result in buy(world, one(package), 2)] == [Order, Order]


def place_while_it_runs_out(world, monkeypatch) -> list[str]:
    """The last place is reserved; its time ends while it is being placed, and another wants it.

    What became of both orders.
    """
    package = make_package(world, stock=1)
    first = reserve_order(event=world.event, basket=one(package), actor=None)
    ends = timezone.now() + dt.timedelta(seconds=1)
    Order.objects.filter(pk=first.pk).update(expires_at=ends)
    placing, wanted = threading.Event(), threading.Event()
    price_order = orders.price_order

    def price_once_it_is_over(order: Order) -> None:
        placing.set()
        wanted.wait(timeout=5)
        price_order(order)

    def place() -> str:
        return place_order(order=first, actor=None, **BUYER).state

    def want() -> str:
        placing.wait(timeout=5)
        time.sleep(max((ends - timezone.now()).total_seconds(), 0))
        # Who has to wait for us is let go on.
        threading.Timer(1, wanted.set).start()
        try:
            return reserve_order(event=world.event, basket=one(package), actor=None).state
        except ValidationError as refusal:
            return refusal.messages[0]
        finally:
            wanted.set()

    def run(act: Callable[[], str]) -> str:
        try:
            return act()
        finally:
            connection.close()

    monkeypatch.setattr(orders, "price_order", price_once_it_is_over)
    with ThreadPoolExecutor(2) as pool:
        return list(pool.map(run, (place, want)))


def test_in_the_moment_that_a_reservation_runs_out_its_place_is_sold_once(world, monkeypatch):
    told = "“Gold” is sold out."
    assert place_while_it_runs_out(world, monkeypatch) == ["placed", told]


def test_without_the_lock_it_is_sold_twice(world, monkeypatch):
    monkeypatch.setattr(orders, "hold_again", lambda order, now: None)
    assert place_while_it_runs_out(world, monkeypatch) == ["placed", "reserved"]


def pay_at_once(world, count: int) -> list[Exception | None]:
    """So many orders paid at the same time; what went wrong with each."""
    make_seller(world)
    package = make_package(world)
    placed = [
        place_order(
            order=reserve_order(event=world.event, basket=one(package), actor=None),
            actor=None,
            **BUYER,
        )
        for _i in range(count)
    ]

    def pay(order: Order) -> Exception | None:
        try:
            record_payment(
                order=order,
                amount=order.total,
                received_on=today(),
                actor=None,
            )
        except IntegrityError as error:
            return error
        finally:
            connection.close()
        return None

    with ThreadPoolExecutor(AT_ONCE) as pool:
        return list(pool.map(pay, placed))


def test_fifty_payments_at_once_leave_no_gap_in_the_numbers(world):
    assert pay_at_once(world, 50) == [None] * 50
    numbers = Invoice.objects.order_by("sequence").values_list("sequence", flat=True)
    assert list(numbers) == list(range(1, 51))


def test_without_the_lock_two_payments_would_want_one_number(world, monkeypatch):
    both = threading.Barrier(2)
    monkeypatch.setattr(QuerySet, "select_for_update", lambda self, **kwargs: self)

    def render_when_both_have_a_number(content: dict[str, object]) -> bytes:
        with suppress(threading.BrokenBarrierError):
            both.wait(timeout=5)
        return b"%PDF"

    # The counter's row must be there, or its unique key alone would keep them apart.
    InvoiceCounter.objects.create(organiser=world.organiser, year=today().year)
    monkeypatch.setattr(InvoiceCounter, "save", lambda self, **kwargs: None)
    monkeypatch.setattr("vimeet.shop.services.invoices.invoice_pdf", render_when_both_have_a_number)
    assert sorted(map(type, pay_at_once(world, 2)), key=str) == [type(None), IntegrityError]
