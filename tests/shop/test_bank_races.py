"""Two people import the same bank statement at once; with the lock and without it."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress

import pytest
from django.db import connection
from django.db.models import QuerySet
from django.test import Client
from django.urls import reverse

from tests.factories import World
from tests.shop.goods import BUYER, make_package, make_seller, one
from tests.shop.statements import Movement, camt
from vimeet.shop.bank import matching
from vimeet.shop.models import BankEntry, BankStatement, Invoice, Order, Payment
from vimeet.shop.services import statements
from vimeet.shop.services.orders import place_order, reserve_order
from vimeet.shop.services.statements import upload_statement

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


def orders_of(world: World, count: int) -> list[Order]:
    make_seller(world)
    package = make_package(world)
    return [
        place_order(
            order=reserve_order(event=world.event, basket=one(package), actor=None),
            actor=None,
            **BUYER,
        )
        for _i in range(count)
    ]


def import_at_once(world: World, content: bytes, times: int) -> list[int]:
    """The same file, uploaded and confirmed so often at the same time; the answers."""
    files = [
        upload_statement(
            event=world.event, actor=world.organiser_user, name="a.xml", content=content
        )
        for _i in range(times)
    ]
    tokens = [
        proposal.token
        for proposal in matching.propose(world.organiser, statements.read(files[0]).lines)
        if proposal.certain
    ]
    # Each client hears of the other's errors too: the answers tell them apart.
    clients = [Client(raise_request_exception=False) for _file in files]
    for client in clients:
        client.force_login(world.organiser_user)

    def confirm(pair: tuple[Client, BankStatement]) -> int:
        client, file = pair
        kwargs = world.event.url_kwargs | {"pk": file.pk}
        try:
            answer = client.post(reverse("console:bank_statement", kwargs=kwargs), {"book": tokens})
        finally:
            connection.close()
        return answer.status_code

    with ThreadPoolExecutor(times) as pool:
        return list(pool.map(confirm, zip(clients, files, strict=True)))


def test_the_same_statement_four_times_at_once_books_once(world):
    orders = orders_of(world, 5)
    content = camt(*(Movement("1200.00", order.reference) for order in orders))
    assert import_at_once(world, content, 4) == [302] * 4
    assert (Payment.objects.count(), BankEntry.objects.count()) == (5, 5)
    assert sorted(Invoice.objects.values_list("sequence", flat=True)) == [1, 2, 3, 4, 5]
    assert sorted(file.result.get("booked", 0) for file in BankStatement.objects.all()) == [
        *(0, 0, 0, 5)
    ]


def test_without_the_lock_only_the_key_of_the_entry_keeps_the_second_out(
    world, monkeypatch, caplog
):
    (order,) = orders_of(world, 1)
    content = camt(Movement("1200.00", order.reference))
    both = threading.Barrier(2)
    propose = statements.propose

    def propose_for_both(*args: object) -> list[matching.Proposal]:
        found = propose(*args)
        with suppress(threading.BrokenBarrierError):
            both.wait(timeout=5)
        return found

    monkeypatch.setattr(statements, "propose", propose_for_both)
    monkeypatch.setattr(QuerySet, "select_for_update", lambda self, **kwargs: self)
    assert sorted(import_at_once(world, content, 2)) == [302, 500]
    assert "bank_entry_once" in caplog.text
    assert Payment.objects.count() == 1
