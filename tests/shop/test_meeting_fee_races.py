"""The button that invoices meetings, pressed by several people at once."""

from __future__ import annotations

import datetime as dt
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal

import pytest
from django.db import IntegrityError, connection
from django.db.models import QuerySet

from tests.factories import World
from tests.shop.goods import BUYER, make_package, make_seller, one
from vimeet.events.models import Event
from vimeet.shop.fees import MeetingCount
from vimeet.shop.models import Invoice, OrderLine
from vimeet.shop.services import meeting_fees
from vimeet.shop.services.meeting_fees import issue_fees
from vimeet.shop.services.orders import place_order, reserve_order

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def owing(world: World) -> dict[int, MeetingCount]:
    """Two delegations with a package by the meeting, five meetings each, and the event over."""
    make_seller(world)
    package = make_package(
        world, price=Decimal(0), billed_by="confirmed", meeting_price=Decimal(50)
    )
    for delegation in world.delegations[:2]:
        order = reserve_order(
            event=world.event, basket=one(package), actor=None, delegation=delegation
        )
        place_order(order=order, actor=None, **BUYER)
    day = dt.date(2026, 1, 10)
    Event.objects.filter(pk=world.event.pk).update(starts_on=day, ends_on=day)
    world.event.refresh_from_db()
    return {delegation.pk: MeetingCount(5, 5) for delegation in world.delegations[:2]}


def press(world: World, counts: dict[int, MeetingCount], times: int) -> list[int | None]:
    """So many presses at once: how many invoices each issued; None: it failed."""

    def run(_: int) -> int | None:
        try:
            return len(issue_fees(event=world.event, counts=counts, actor=world.organiser_user))
        except IntegrityError:
            return None
        finally:
            connection.close()

    with ThreadPoolExecutor(times) as pool:
        return list(pool.map(run, range(times)))


def test_each_package_is_invoiced_once_however_many_press(world, owing):
    assert sum(press(world, owing, 4)) == 2
    assert OrderLine.objects.filter(kind="meetings").count() == 2
    assert sorted(Invoice.objects.values_list("sequence", flat=True)) == [1, 2]


def test_without_the_lock_the_unique_line_keeps_the_second_out(world, owing, monkeypatch):
    # Both think that nothing is billed yet.
    both = meeting_fees.fees_of(world.event, owing)
    monkeypatch.setattr(meeting_fees, "fees_of", lambda event, counts: both)
    monkeypatch.setattr(QuerySet, "select_for_update", lambda self, **kwargs: self)
    exists = QuerySet.exists
    monkeypatch.setattr(
        QuerySet,
        "exists",
        lambda self: False if self.model is OrderLine else exists(self),
    )
    assert None in press(world, owing, 2)
    assert OrderLine.objects.filter(kind="meetings").count() == 2
