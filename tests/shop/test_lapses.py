"""A place that is approved and never paid for goes on to others."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest
import time_machine
from django.conf import settings
from django.test import Client
from django.urls import reverse

from tests.factories import World, make_registration
from tests.shop.goods import BUYER, make_package, make_seller
from vimeet.messaging.models import Message
from vimeet.registration.models import Registration
from vimeet.registration.services.links import create_token
from vimeet.registration.tasks import offer_free_places
from vimeet.shop.models import Order
from vimeet.shop.services.payments import surplus, take_payment
from vimeet.shop.tasks import free_reservations, watch_unpaid_registrations

State = Registration.State
START = dt.datetime(2026, 12, 1, 9, tzinfo=dt.UTC)


@pytest.fixture
def clock():
    with time_machine.travel(START, tick=False) as traveller:
        yield traveller


@pytest.fixture
def visitor() -> Client:
    client = Client()
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    return client


@pytest.fixture
def sold(world: World, clock) -> World:
    """An event that approves, sells a package, and holds a place for seven days."""
    make_seller(world)
    make_package(world)
    world.event.needs_approval = True
    world.event.complete_days = 7
    world.event.save()
    return world


def approved(world: World, client: Client, name: str = "Nova") -> Registration:
    """A registration that the organiser approves by the button."""
    registration = make_registration(world.event, world.types[0], name, State.TO_APPROVE)
    client.force_login(world.organiser_user)
    names = world.event.url_kwargs | {"pk": registration.pk}
    client.post(reverse("console:registration_approve", kwargs=names))
    registration.refresh_from_db()
    assert registration.state == State.APPROVED
    return registration


def ordered(world: World, visitor: Client, registration: Registration) -> Order:
    names = world.event.url_kwargs | {"token": create_token(registration)}
    package = world.event.products.get()
    visitor.post(
        reverse("register:packages", kwargs=names),
        {"package": package.pk, "voucher": "", "extra_delegates": ""},
    )
    visitor.post(reverse("register:checkout", kwargs=names), BUYER | {"pay_by": "transfer"})
    order = Order.objects.get(registration=registration)
    assert order.state == Order.State.PLACED
    return order


def letters(registration: Registration, step: str) -> int:
    return Message.objects.filter(key__startswith=f"registration:{registration.pk}:{step}").count()


def days_later(clock, days: float) -> None:
    clock.move_to(START + dt.timedelta(days=days))
    watch_unpaid_registrations()


def state(registration: Registration) -> str:
    registration.refresh_from_db()
    return registration.state


def test_reminded_once_then_lapsed_and_the_place_goes_on(sold, as_organiser, visitor, clock):
    kind = sold.types[0]
    kind.max_delegations = 3
    kind.save()
    registration = approved(sold, as_organiser)
    waiting = make_registration(sold.event, kind, "Orion", State.WAITING)
    names = sold.event.url_kwargs | {"token": create_token(registration)}
    page = visitor.get(reverse("register:registration", kwargs=names)).content.decode()
    assert "Your place is kept until" in page
    assert "8 Dec" in page or "Dec. 8" in page or "December" in page
    days_later(clock, 4.9)
    assert letters(registration, "incomplete") == 0
    for _twice in range(2):
        days_later(clock, 5.1)
    assert letters(registration, "incomplete") == 1
    days_later(clock, 6.9)
    assert (state(registration), letters(registration, "incomplete")) == (State.APPROVED, 1)
    days_later(clock, 7.1)
    assert (state(registration), letters(registration, "lapsed")) == (State.LAPSED, 1)
    offer_free_places()
    assert state(waiting) == State.OFFERED


def test_an_order_is_due_within_the_time_and_holds_the_place_until_then(
    sold, as_organiser, visitor, clock
):
    registration = approved(sold, as_organiser)
    clock.move_to(START + dt.timedelta(days=6))
    order = ordered(sold, visitor, registration)
    # Seven days from the order, not the thirty that the seller gives.
    assert order.due_on == dt.date(2026, 12, 14)
    days_later(clock, 13)
    assert state(registration) == State.APPROVED
    days_later(clock, 13.7)
    assert state(registration) == State.LAPSED
    order.refresh_from_db()
    assert order.state == Order.State.CANCELLED
    # The money comes after all: it is noted, and to be given back.
    take_payment(order=order, amount=order.total, received_on=dt.date(2026, 12, 20), actor=None)
    order.refresh_from_db()
    assert (state(registration), surplus(order)) == (State.LAPSED, order.total)


def test_who_paid_a_part_or_all_does_not_lapse(sold, as_organiser, visitor, clock):
    part, whole = (approved(sold, as_organiser, name) for name in ("Nova", "Orion"))
    for registration, amount in ((part, "10.00"), (whole, "1200.00")):
        take_payment(
            order=ordered(sold, visitor, registration),
            amount=Decimal(amount),
            received_on=dt.date(2026, 12, 2),
            actor=None,
        )
    days_later(clock, 30)
    assert (state(part), state(whole)) == (State.APPROVED, State.CONFIRMED)


def test_without_a_time_nothing_lapses_and_a_later_one_begins_then(
    sold, as_organiser, visitor, clock
):
    sold.event.complete_days = None
    sold.event.save()
    registration = approved(sold, as_organiser)
    days_later(clock, 60)
    assert state(registration) == State.APPROVED
    as_organiser.force_login(sold.organiser_user)
    form = as_organiser.get(
        reverse("console:registration_settings", kwargs=sold.event.url_kwargs)
    ).context["form"]
    sent = {k: "" if v is None else v for k, v in form.initial.items()}
    for name in ("registration_opens_at", "registration_closes_at", "registration_edits_until"):
        sent[name] = sent[name] and f"{sent[name]:%Y-%m-%dT%H:%M}"
    settings_url = reverse("console:registration_settings", kwargs=sold.event.url_kwargs)
    page = as_organiser.post(settings_url, sent | {"complete_days": "0"})
    assert list(page.context["form"].errors) == ["complete_days"]
    as_organiser.post(settings_url, sent | {"complete_days": "3"})
    days_later(clock, 60.1)
    registration.refresh_from_db()
    assert registration.complete_by == START + dt.timedelta(days=63.1)
    days_later(clock, 63.2)
    free_reservations()
    assert state(registration) == State.LAPSED
