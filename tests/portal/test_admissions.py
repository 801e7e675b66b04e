"""Who takes part: never without the package of their type, unless the organiser says so."""

from __future__ import annotations

import datetime as dt
import re
from decimal import Decimal

import pytest
import time_machine
from django.conf import settings
from django.test import Client
from django.urls import reverse

from tests.factories import World, make_registration, today
from tests.shop.goods import BUYER, make_option, make_package, make_seller, make_voucher, one
from vimeet.messaging.models import Message
from vimeet.registration.models import Registration
from vimeet.registration.services.links import create_token
from vimeet.shop.basket import Basket
from vimeet.shop.models import Order, Product, Voucher
from vimeet.shop.services.orders import cancel_order, place_order, reserve_order
from vimeet.shop.services.payments import record_payment

State = Registration.State
NOW = dt.datetime(2026, 12, 1, 9, tzinfo=dt.UTC)
DAY = dt.timedelta(days=1)


@pytest.fixture(autouse=True)
def before_the_event():
    with time_machine.travel(NOW):
        yield


@pytest.fixture
def client() -> Client:
    """A visitor who reads English."""
    visitor = Client()
    visitor.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    return visitor


def pages(registration: Registration) -> str:
    return f"/e/alpha/aero-days/r/{create_token(registration)}/"


def state_of(registration: Registration) -> str:
    registration.refresh_from_db()
    return registration.state


def decide(console: Client, registration: Registration, act: str, **data: str) -> str:
    """Press the button on the registration's page in the console; how it stands then."""
    kwargs = registration.event.url_kwargs | {"pk": registration.pk}
    console.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    page = console.post(reverse(f"console:registration_{act}", kwargs=kwargs), data, follow=True)
    return page.content.decode()


# --- no package on sale at that moment ------------------------------------------------


@pytest.mark.parametrize(
    ("values", "told"),
    [
        ({"on_sale_from": NOW + DAY}, "The sale of packages begins on"),
        ({"on_sale_until": NOW - DAY}, "The sale of packages is over."),
        ({"hidden": True}, "A voucher opens your package"),
    ],
)
def test_nobody_takes_part_for_nothing_while_no_package_is_on_sale(world, client, values, told):
    make_package(world, **values)
    draft = make_registration(world.event, world.types[0])
    address = pages(draft)
    assert client.post(f"{address}send/").url == f"{address}packages/"
    assert state_of(draft) == State.APPROVED
    assert told in client.get(f"{address}packages/").content.decode()


def test_an_offered_place_is_not_free_between_two_sales(world: World, client: Client):
    make_package(world, on_sale_from=NOW + DAY)
    waiting = make_registration(
        world.event, world.types[0], state=State.OFFERED, offer_expires_at=NOW + DAY
    )
    client.post(f"{pages(waiting)}accept/")
    assert state_of(waiting) == State.APPROVED


def test_a_package_for_other_types_is_not_asked_of_this_one(world: World, client: Client):
    make_package(world).participant_types.set([world.types[1]])
    draft = make_registration(world.event, world.types[0])
    client.post(f"{pages(draft)}send/")
    assert state_of(draft) == State.CONFIRMED


def test_a_voucher_still_opens_the_package_that_is_hidden(world: World, client: Client):
    hidden = make_package(world, "Partner", hidden=True)
    make_voucher(world, package=hidden, effect=Voucher.Effect.FREE, value=0)
    invited = make_registration(world.event, world.types[0], state=State.APPROVED)
    address = f"{pages(invited)}packages/"
    page = client.post(address, {"voucher": "spring", "do": "voucher"}).content.decode()
    assert "Partner" in page
    assert "A voucher opens" not in page


@pytest.mark.parametrize(
    ("state", "press"), [(State.DRAFT, "send"), (State.OFFERED, "accept")], ids=["sent", "offered"]
)
def test_who_has_a_package_to_buy_gets_the_way_back_by_mail(world, client, state, press):
    make_package(world)
    nova = make_registration(world.event, world.types[0], state=state, offer_expires_at=NOW + DAY)
    client.post(f"{pages(nova)}{press}/")
    letter = Message.objects.get(address=nova.email)
    assert letter.subject == "Your registration for Aero Days is accepted"
    link = re.search(r"https?://[^/]+(/\S+)", letter.body)
    assert f"{link[1]}packages/" in Client().get(link[1]).content.decode()


# --- the organiser lets somebody in without a package -----------------------------------


@pytest.mark.parametrize("state", [State.TO_APPROVE, State.WAITING, State.APPROVED])
def test_the_organiser_lets_somebody_in_who_buys_nothing(world, as_organiser, state):
    make_package(world, on_sale_until=NOW - DAY)
    nova = make_registration(world.event, world.types[0], state=state)
    kwargs = world.event.url_kwargs | {"pk": nova.pk}
    page = as_organiser.get(reverse("console:registration", kwargs=kwargs))
    assert reverse("console:registration_free", kwargs=kwargs) in page.content.decode()
    decide(as_organiser, nova, "free")
    assert state_of(nova) == State.CONFIRMED
    assert [m.subject for m in Message.objects.all()] == ["You take part in Aero Days"]


def test_without_packages_approving_is_enough(world: World, as_organiser: Client):
    nova = make_registration(world.event, world.types[0], state=State.TO_APPROVE)
    kwargs = world.event.url_kwargs | {"pk": nova.pk}
    page = as_organiser.get(reverse("console:registration", kwargs=kwargs))
    assert reverse("console:registration_free", kwargs=kwargs) not in page.content.decode()


def test_who_has_ordered_is_not_let_in_for_nothing(world: World, as_organiser: Client):
    make_seller(world)
    package = make_package(world)
    nova = make_registration(world.event, world.types[0], state=State.APPROVED)
    order = reserve_order(event=world.event, basket=one(package), actor=None, registration=nova)
    place_order(order=order, actor=None, **BUYER)
    assert "awaits payment" in decide(as_organiser, nova, "free")
    assert state_of(nova) == State.APPROVED


def test_what_was_being_ordered_ends_when_one_is_let_in(world: World, as_organiser: Client):
    package: Product = make_package(world, price=Decimal(10), stock=1)
    nova = make_registration(world.event, world.types[0], state=State.APPROVED)
    reserve_order(event=world.event, basket=one(package), actor=None, registration=nova)
    decide(as_organiser, nova, "free")
    assert state_of(nova) == State.CONFIRMED
    assert Order.objects.get().state == Order.State.EXPIRED


# --- as many people as the package gives ----------------------------------------------


@pytest.fixture
def nova(world: World) -> Registration:
    """An approved registration of one person, where a package for one is sold."""
    make_seller(world)
    make_package(world, delegates=1, extra_delegate_price=Decimal(150))
    return make_registration(world.event, world.types[0], state=State.APPROVED)


def name_people(client: Client, registration: Registration, count: int):
    """Save the registration with so many people."""
    data = {
        "name": "Nova",
        "country": "FR",
        "contact": "0",
        "people-TOTAL_FORMS": str(count),
        "people-INITIAL_FORMS": "0",
    }
    for i in range(count):
        person = {"first_name": f"N{i}", "last_name": "Nova", "email": f"nova{i}@nova.example"}
        data |= {f"people-{i}-{name}": value for name, value in person.items()}
    return client.post(f"{pages(registration)}company/", data)


def choose(client: Client, registration: Registration) -> None:
    package = Product.objects.get(kind=Product.Kind.PACKAGE)
    data = {"package": package.pk, "voucher": "", "extra_delegates": ""}
    address = pages(registration)
    assert client.post(f"{address}packages/", data).url == f"{address}checkout/"


def place(client: Client, registration: Registration) -> Order:
    choose(client, registration)
    assert client.post(f"{pages(registration)}checkout/", BUYER).status_code == 302
    return Order.objects.get()


def test_nobody_is_added_between_the_order_and_its_payment(world, nova, client):
    order = place(client, nova)
    page = name_people(client, nova, 3)
    assert page.status_code == 422
    assert "No more than 1 people" in page.content.decode()
    assert "Add a person" not in client.get(f"{pages(nova)}company/").content.decode()
    record_payment(order=order, amount=order.total, received_on=today(), actor=None)
    nova.refresh_from_db()
    assert nova.delegation.delegates.count() == 1
    assert name_people(client, nova, 3).status_code == 422


def test_who_was_added_while_it_was_chosen_is_counted_when_it_is_ordered(world, nova, client):
    choose(client, nova)
    assert name_people(client, nova, 2).status_code == 302
    page = client.post(f"{pages(nova)}checkout/", BUYER)
    assert page.status_code == 422
    assert "names 2 people" in page.content.decode()
    assert Order.objects.get().state == Order.State.RESERVED


def test_once_the_order_has_ended_people_are_added_again(world, nova, client):
    cancel_order(order=place(client, nova), actor=world.organiser_user)
    assert name_people(client, nova, 3).status_code == 302
    assert nova.people.count() == 3


@pytest.mark.parametrize(
    ("bought", "people"),
    [({"delegates": 2}, 3), ({"package": True, "extra": 3}, 4), ({"package": True, "extra": 0}, 2)],
    ids=["an option adds", "a package with extra delegates", "a smaller one takes nothing away"],
)
def test_people_bought_later_can_be_named(world, nova, client, bought, people):
    order = place(client, nova)
    record_payment(order=order, amount=order.total, received_on=today(), actor=None)
    nova.refresh_from_db()
    if "package" in bought:
        if not bought["extra"]:
            Registration.objects.filter(pk=nova.pk).update(people_limit=2)
        basket = Basket(Product.objects.get(), extra_delegates=bought["extra"])
    else:
        basket = Basket(None, options={make_option(world, delegates=1): bought["delegates"]})
    later = reserve_order(event=world.event, basket=basket, actor=None, delegation=nova.delegation)
    place_order(order=later, actor=None, **BUYER)
    later.refresh_from_db()
    record_payment(order=later, amount=later.total, received_on=today(), actor=None)
    assert name_people(client, nova, people).status_code == 302
    assert nova.delegation.delegates.count() == people
    assert name_people(client, nova, people + 1).status_code == 422
