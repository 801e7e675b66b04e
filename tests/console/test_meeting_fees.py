"""Packages billed by the meeting: bought for little or nothing, invoiced after the event, once."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from decimal import Decimal

import pytest
import time_machine
from django.conf import settings
from django.test import Client
from django.urls import reverse

from tests.console.test_shop import PACKAGE
from tests.factories import World, make_registration
from tests.shop.goods import BUYER, make_package, make_seller, one
from vimeet.meetings.models import Meeting, MeetingReport, Plan
from vimeet.messaging.models import Message
from vimeet.registration.models import Registration
from vimeet.registration.services.links import create_token
from vimeet.shop.models import Invoice, Order, Product
from vimeet.shop.services.orders import place_order, reserve_order
from vimeet.shop.services.payments import record_payment, record_refund

BEFORE = dt.datetime(2026, 12, 1, 9, tzinfo=dt.UTC)
AFTER = dt.datetime(2027, 3, 15, 9, tzinfo=dt.UTC)


@pytest.fixture(autouse=True)
def english_seller(world: World) -> None:
    world.organiser_user.language = "en"
    world.organiser_user.save()
    make_seller(world)


@contextmanager
def at(moment: dt.datetime, world: World, client: Client) -> Iterator[None]:
    """At that time, signed in: a session does not last so long."""
    with time_machine.travel(moment):
        client.force_login(world.organiser_user)
        yield


def by_meeting(world: World, by: str = "held", **values: object) -> Product:
    """A package that costs nothing at once and 50 € a meeting."""
    terms = {"price": Decimal(0), "billed_by": by, "meeting_price": Decimal("50.00")}
    return make_package(world, **terms | values)


def bought(world: World, package: Product, who: int) -> Order:
    order = reserve_order(
        event=world.event, basket=one(package), actor=None, delegation=world.delegations[who]
    )
    return place_order(order=order, actor=None, **BUYER | {"company": world.delegations[who].name})


@pytest.fixture
def meetings(world: World) -> list[Meeting]:
    """A release: Acme and Brio meet, Cobalt and Acme, Dynamo and Brio."""
    plan = Plan.objects.create(event=world.event, number=1, state=Plan.State.RELEASED)
    return [
        Meeting.objects.create(plan=plan, request=request, slot=slot, place=world.places[0])
        for request, slot in zip(world.requests[:3], world.slots, strict=False)
    ]


def said(meeting: Meeting, who: int, world: World, took_place: bool) -> None:
    delegate = world.delegations[who].delegates.first()
    MeetingReport.objects.create(delegate=delegate, request=meeting.request, took_place=took_place)


def bills() -> dict[str, Decimal]:
    return {order.company: order.net for order in Order.objects.filter(lines__kind="meetings")}


def test_a_visitor_orders_it_and_has_nothing_to_pay(world):
    package = by_meeting(world, most_billed=20)
    with time_machine.travel(BEFORE):
        registration = make_registration(
            world.event, world.types[0], state=Registration.State.APPROVED
        )
        visitor = Client()
        visitor.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
        names = world.event.url_kwargs | {"token": create_token(registration)}
        choice = reverse("register:packages", kwargs=names)
        terms = "€50.00 + VAT per meeting held, after the event, 20 meetings at most"
        assert terms in visitor.get(choice).content.decode()
        page = visitor.post(
            choice, {"package": package.pk, "voucher": "", "extra_delegates": ""}, follow=True
        )
        assert terms in page.content.decode()
        page = visitor.post(page.request["PATH_INFO"], BUYER, follow=True)
        assert "there is nothing to pay now" in page.content.decode()
    registration.refresh_from_db()
    assert registration.state == Registration.State.CONFIRMED
    assert registration.delegation.max_meetings == 10
    assert not Invoice.objects.exists()


def test_held_meetings_are_invoiced_once_after_the_event(world, as_organiser, url, meetings):
    package = by_meeting(world)
    bought(world, package, 0)
    brio = bought(world, package, 1)
    bought(world, package, 2)
    # Cobalt says it did not meet Acme, and nobody says otherwise; of Dynamo and Brio one says so.
    said(meetings[1], 2, world, took_place=False)
    said(meetings[2], 3, world, took_place=False)
    said(meetings[2], 1, world, took_place=True)
    with at(BEFORE, world, as_organiser):
        page = as_organiser.post(url("meeting_fees_issue"), follow=True)
        assert "once the event is over" in page.content.decode()
        assert not bills()
    with at(AFTER, world, as_organiser):
        page = as_organiser.get(url("meeting_fees"))
        found = {
            fee.line.order.delegation.name: (fee.count.confirmed, fee.count.held, fee.net)
            for fee in page.context["fees"]
        }
        assert found == {
            "Acme": (2, 1, Decimal("50.00")),
            "Brio": (2, 2, Decimal("100.00")),
            "Cobalt": (1, 0, Decimal("0.00")),
        }
        assert "1 contested" in page.content.decode()
        as_organiser.post(url("meeting_fees_issue"))
        assert bills() == {"Acme": Decimal("50.00"), "Brio": Decimal("100.00")}
        page = as_organiser.post(url("meeting_fees_issue"), follow=True)
        assert "Nothing was left to invoice." in page.content.decode()
        assert Invoice.objects.count() == 2
        bill = Order.objects.get(lines__bills=brio.lines.get())
        assert (bill.state, bill.total, bill.delegation) == ("placed", 120, brio.delegation)
        content = Invoice.objects.get(order=bill).content
        (line,) = content["lines"]
        assert (line["quantity"], line["unit_price"], line["net"]) == (2, "50.00", "100.00")
        assert Message.objects.filter(key__startswith="invoice:").count() == 2
        # Paid like any other order; what the delegation has stays as it is.
        record_payment(
            order=bill, amount=bill.total, received_on=AFTER.date(), actor=world.organiser_user
        )
        brio.delegation.refresh_from_db()
        assert brio.delegation.max_meetings == 10


def test_confirmed_meetings_are_billed_up_to_the_ceiling_on_top_of_a_base_fee(
    world, as_organiser, url, meetings
):
    package = by_meeting(world, by="confirmed", most_billed=1, price=Decimal(300), stock=2)
    order = bought(world, package, 0)
    assert order.total == 360
    for meeting in meetings:
        said(meeting, 0, world, took_place=False)
    with at(AFTER, world, as_organiser):
        as_organiser.post(url("meeting_fees_issue"))
        assert bills() == {"Acme": Decimal("50.00")}
        # The bill takes nothing off the stock.
        assert bought(world, package, 1).state == "placed"
        page = as_organiser.get(url("invoices"))
        assert reverse("console:meeting_fees", kwargs=world.event.url_kwargs) in (
            page.content.decode()
        )


def test_a_cancelled_package_and_one_of_a_plain_price_owe_nothing(
    world, as_organiser, url, meetings
):
    order = bought(world, by_meeting(world, price=Decimal(100)), 0)
    record_payment(order=order, amount=order.total, received_on=AFTER.date(), actor=None)
    record_refund(order=order, amount=order.total, received_on=AFTER.date(), actor=None)
    bought(world, make_package(world, "Plain"), 1)
    with at(AFTER, world, as_organiser):
        assert as_organiser.get(url("meeting_fees")).context["fees"] == []
        as_organiser.post(url("meeting_fees_issue"))
    assert not bills()


def test_later_changes_of_the_package_do_not_change_what_was_agreed(
    world, as_organiser, url, meetings
):
    package = by_meeting(world)
    bought(world, package, 0)
    Product.objects.update(meeting_price=Decimal(500), billed_by="confirmed")
    with at(AFTER, world, as_organiser):
        as_organiser.post(url("meeting_fees_issue"))
    assert bills() == {"Acme": Decimal("100.00")}


def test_it_says_who_sells_before_anything_is_issued(world, as_organiser, url, meetings):
    bought(world, by_meeting(world), 0)
    world.organiser.seller.delete()
    with at(AFTER, world, as_organiser):
        assert "Nobody sells yet." in as_organiser.get(url("meeting_fees")).content.decode()
        as_organiser.post(url("meeting_fees_issue"))
    assert not bills()


def test_a_package_billed_by_the_meeting_needs_the_price_of_one(world, as_organiser, url):
    sent = PACKAGE | {"billed_by": "held", "meeting_price": "", "price": "0"}
    page = as_organiser.post(url("package_add"), sent)
    assert list(page.context["form"].errors) == ["meeting_price"]
    as_organiser.post(url("package_add"), sent | {"meeting_price": "45", "most_billed": "12"})
    package = Product.objects.get()
    assert (package.billed_by, package.meeting_price, package.most_billed) == (
        "held",
        Decimal("45.00"),
        12,
    )
