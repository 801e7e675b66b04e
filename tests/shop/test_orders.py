"""From the reservation to the paid order, below the doors."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.utils import timezone

from tests.factories import today
from tests.shop.goods import BUYER, make_option, make_package, make_voucher, one
from vimeet.audit.models import Entry
from vimeet.events.models import Place
from vimeet.shop.models import EarlyPrice, Order, Voucher
from vimeet.shop.selectors import packages_on_sale
from vimeet.shop.services.orders import (
    change_basket,
    expire_reservations,
    place_order,
    reserve_order,
)
from vimeet.shop.services.payments import record_payment, record_refund
from vimeet.shop.tasks import free_reservations

HALF_AN_HOUR = dt.timedelta(minutes=30)


def reserve(world, basket, **values) -> Order:
    return reserve_order(
        event=world.event,
        basket=basket,
        actor=None,
        participant_type=world.types[0],
        **values,
    )


def place(order: Order, **buyer: object) -> Order:
    return place_order(order=order, actor=None, **(BUYER | buyer))


def test_the_last_place_is_kept_for_15_minutes_then_freed_by_the_task(world):
    package = make_package(world, stock=1)
    now = timezone.now()
    with time_machine.travel(now, tick=False):
        order = reserve(world, one(package))
        with pytest.raises(ValidationError, match="sold out"):
            reserve(world, one(package))
    with time_machine.travel(now + dt.timedelta(minutes=14), tick=False):
        free_reservations()
        with pytest.raises(ValidationError, match="sold out"):
            reserve(world, one(package))
    with time_machine.travel(now + dt.timedelta(minutes=15), tick=False):
        assert expire_reservations() == 1
        assert expire_reservations() == 0
        reserve(world, one(package))
    order.refresh_from_db()
    assert order.state == Order.State.EXPIRED
    assert Entry.objects.filter(action="order.expired", object_id=str(order.pk)).count() == 1


def test_who_is_late_goes_on_while_nobody_has_taken_the_place(world):
    package = make_package(world, stock=1)
    now = timezone.now()
    with time_machine.travel(now, tick=False):
        order = reserve(world, one(package))
    with time_machine.travel(now + HALF_AN_HOUR, tick=False):
        free_reservations()
        assert place(order).state == Order.State.PLACED


def test_who_is_late_is_told_that_the_place_is_gone(world):
    package = make_package(world, stock=1)
    now = timezone.now()
    with time_machine.travel(now, tick=False):
        order = reserve(world, one(package))
    with time_machine.travel(now + HALF_AN_HOUR, tick=False):
        place(reserve(world, one(package)))
        with pytest.raises(ValidationError, match="sold out"):
            place(order)


def test_placing_twice_is_placing_once(world):
    order = reserve(world, one(make_package(world)))
    first = place(order)
    again = place(order, company="Somebody else")
    assert (again.company, again.placed_at) == (first.company, first.placed_at)
    assert Entry.objects.filter(action="order.placed").count() == 1


def test_lines_keep_what_was_agreed(world):
    package = make_package(world, extra_delegate_price=Decimal("150.00"))
    option = make_option(world)
    order = place(reserve(world, one(package, extra_delegates=2, options={option: 3})))
    package.price = Decimal(1)
    package.credits = 1
    package.save()
    rows = [(line.kind, line.quantity, line.net) for line in order.lines.all()]
    assert rows == [("package", 1, 1000), ("delegate", 2, 300), ("option", 3, 600)]
    assert (order.net, order.tax, order.total) == (1900, 380, 2280)
    assert order.lines.first().gives["credits"] == 10


@pytest.mark.parametrize(
    ("country", "number", "tax"),
    [("FR", "", 200), ("DE", "DE136695976", 0), ("DE", "", 200), ("CH", "", 0)],
)
def test_the_address_decides_on_the_vat(world, country, number, tax):
    order = place(reserve(world, one(make_package(world))), country=country, vat_number=number)
    assert (order.net, order.tax) == (1000, tax)


def test_early_prices_end_one_after_the_other(world):
    package = make_package(world)
    now = timezone.now()
    for days, price in ((20, "900"), (10, "800")):
        EarlyPrice.objects.create(
            product=package, until=now + dt.timedelta(days=days), price=Decimal(price)
        )
    prices = []
    for days in (0, 10, 20):
        with time_machine.travel(now + dt.timedelta(days=days), tick=False):
            prices.append(reserve(world, one(package)).net)
    assert prices == [800, 900, 1000]


def test_what_is_not_for_you_is_not_sold_to_you(world):
    now = timezone.now()
    supplier_only = make_package(world, "Suppliers")
    supplier_only.participant_types.add(world.types[1])
    hidden = make_package(world, "Hidden", hidden=True)
    later = make_package(world, "Later", on_sale_from=now + HALF_AN_HOUR)
    over = make_package(world, "Over", on_sale_until=now)
    shown = make_package(world, "Shown")
    assert [o.product for o in packages_on_sale(world.event, world.types[0])] == [shown]
    for package in (supplier_only, hidden, later, over):
        with pytest.raises(ValidationError, match="not on sale"):
            reserve(world, one(package))


def test_a_voucher_opens_its_hidden_package(world):
    hidden = make_package(world, "Hidden", hidden=True)
    voucher = make_voucher(world, package=hidden, effect=Voucher.Effect.NONE, value=0)
    offers = packages_on_sale(world.event, world.types[0], voucher=voucher)
    assert [offer.product for offer in offers] == [hidden]
    assert reserve(world, one(hidden, voucher=voucher)).net == 1000


def test_a_voucher_is_used_as_often_as_it_may_be(world):
    package = make_package(world)
    voucher = make_voucher(world, max_uses=1)
    order = reserve(world, one(package, voucher=voucher))
    assert order.net == 900
    with pytest.raises(ValidationError, match="used up"):
        reserve(world, one(package, voucher=voucher))
    # The order itself may be filled anew: it does not compete with itself.
    change_basket(order=order, basket=one(package, voucher=voucher), actor=None)


def test_a_voucher_of_another_package_or_past_its_end_is_refused(world):
    package = make_package(world)
    other = make_voucher(world, "OTHER", package=make_package(world, "Other"))
    with pytest.raises(ValidationError, match="another package"):
        reserve(world, one(package, voucher=other))
    ended = make_voucher(world, "ENDED", valid_until=timezone.now())
    with pytest.raises(ValidationError, match="no longer valid"):
        reserve(world, one(package, voucher=ended))


def test_quantities_have_limits(world):
    package = make_package(world, extra_delegate_price=Decimal(10), max_extra_delegates=1)
    option = make_option(world, max_per_order=2, stock=3)
    with pytest.raises(ValidationError, match="One extra delegate"):
        reserve(world, one(package, extra_delegates=2))
    with pytest.raises(ValidationError, match="2 per order"):
        reserve(world, one(package, options={option: 3}))
    reserve(world, one(package, options={option: 2}))
    with pytest.raises(ValidationError, match="Only one"):
        reserve(world, one(package, options={option: 2}))


def test_another_basket_frees_the_first_one(world):
    gold, silver = make_package(world, stock=1), make_package(world, "Silver", stock=1)
    order = reserve(world, one(gold))
    change_basket(order=order, basket=one(silver), actor=None, participant_type=world.types[0])
    reserve(world, one(gold))
    place(order)
    with pytest.raises(ValidationError, match="placed already"):
        change_basket(order=order, basket=one(silver), actor=None)


def test_paid_in_full_the_delegation_has_what_it_bought(world):
    acme = world.delegations[1]
    package = make_package(world, stand=True)
    order = place(reserve(world, one(package, options={make_option(world): 2}), delegation=acme))
    day = today()
    record_payment(order=order, amount=Decimal(600), received_on=day, actor=None)
    acme.refresh_from_db()
    assert (acme.max_meetings, acme.stand) == (8, None)
    record_payment(order=order, amount=order.total - 600, received_on=day, actor=None)
    acme.refresh_from_db()
    assert (acme.max_meetings, acme.min_meetings) == (20, 4)
    assert acme.stand.kind == Place.Kind.STAND
    assert acme.stand != world.places[1]


def test_options_alone_add_to_the_credits(world):
    acme = world.delegations[1]
    order = reserve_order(
        event=world.event,
        basket=one(None, options={make_option(world): 1}),
        actor=world.organiser_user,
        delegation=acme,
    )
    order = place(order)
    record_payment(order=order, amount=order.total, received_on=today(), actor=None)
    acme.refresh_from_db()
    assert acme.max_meetings == 13


@pytest.mark.parametrize(
    ("of_type", "own", "package", "option", "after"),
    [
        (None, None, None, None, None),
        # A package sets the number, its options add to it.
        (9, None, 5, None, 5),
        (9, 2, 5, 3, 8),
        # Options alone add to what there is: one's own number, else the type's, if there is any.
        (9, 2, "none bought", 3, 5),
        (9, None, "none bought", 3, 12),
        (None, None, "none bought", 3, None),
        # What says nothing about it changes nothing.
        (9, 2, None, None, 2),
    ],
)
def test_packages_and_options_give_quotas_of_open_requests(
    world, of_type, own, package, option, after
):
    acme = world.delegations[1]
    acme.participant_type.max_open_requests = of_type
    acme.participant_type.save()
    acme.max_open_requests = own
    acme.save()
    bought = None if package == "none bought" else make_package(world, open_requests=package)
    basket = one(bought, options={make_option(world, open_requests=option): 1})
    order = place(
        reserve_order(event=world.event, basket=basket, actor=world.organiser_user, delegation=acme)
    )
    record_payment(order=order, amount=order.total, received_on=today(), actor=None)
    acme.refresh_from_db()
    assert acme.max_open_requests == after


def test_an_order_of_nothing_to_pay_is_paid_at_once(world):
    voucher = make_voucher(world, effect=Voucher.Effect.FREE, value=0)
    order = place(reserve(world, one(make_package(world), voucher=voucher)))
    assert (order.total, order.state) == (0, Order.State.PAID)


def test_too_much_or_too_late_is_not_taken(world):
    order = place(reserve(world, one(make_package(world))))
    day = today()
    with pytest.raises(ValidationError):
        record_payment(order=order, amount=Decimal("1200.01"), received_on=day, actor=None)
    record_payment(order=order, amount=Decimal("1200.00"), received_on=day, actor=None)
    with pytest.raises(ValidationError):
        record_payment(order=order, amount=Decimal("0.01"), received_on=day, actor=None)


def test_a_full_refund_frees_the_place_and_a_part_does_not(world):
    package = make_package(world, stock=1)
    order = place(reserve(world, one(package)))
    day = today()
    record_payment(order=order, amount=order.total, received_on=day, actor=None)
    record_refund(order=order, amount=Decimal(200), received_on=day, actor=None)
    with pytest.raises(ValidationError, match="sold out"):
        reserve(world, one(package))
    with pytest.raises(ValidationError):
        record_refund(order=order, amount=Decimal("1000.01"), received_on=day, actor=None)
    record_refund(order=order, amount=Decimal(1000), received_on=day, actor=None)
    order.refresh_from_db()
    assert order.state == Order.State.CANCELLED
    reserve(world, one(package))
