"""The organiser's team: who comes in, as what, and what an accountant sees."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse

from tests.factories import World, today
from tests.shop.goods import BUYER, make_package, make_seller, one
from vimeet.accounts.models import Membership, User
from vimeet.audit.models import Entry
from vimeet.messaging.models import Message
from vimeet.shop.models import Order
from vimeet.shop.services.orders import place_order, reserve_order

Url = Callable[..., str]
Role = Membership.Role


@pytest.fixture
def as_accountant(world: World) -> Client:
    """A browser signed in as the accountant, reading English."""
    client = Client()
    client.force_login(world.accountant_user)
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    return client


@pytest.fixture
def order(world: World) -> Order:
    """A placed order of 1,200.00 € with VAT."""
    make_seller(world)
    basket = one(make_package(world, price=Decimal("1000.00")))
    reserved = reserve_order(
        event=world.event, basket=basket, actor=None, delegation=world.delegations[0]
    )
    return place_order(order=reserved, actor=None, **BUYER)


def role_of(world: World, email: str) -> str:
    """What somebody is to the organiser; empty: nothing."""
    found = Membership.objects.filter(organiser=world.organiser, user__email=email)
    return "".join(found.values_list("role", flat=True))


def test_somebody_is_added_written_to_changed_and_removed(world, as_organiser: Client, url: Url):
    typed = {"name": "Inès Abadie", "email": "ines@books.example", "role": "accountant"}
    response = as_organiser.post(url("member_add"), typed, follow=True)
    assert "Inès Abadie" in response.content.decode()
    assert role_of(world, "ines@books.example") == Role.ACCOUNTANT
    message = Message.objects.get(address="ines@books.example")
    assert "Comptable" in message.body or "Accountant" in message.body

    # The account of somebody who is known stays as it is.
    known = world.delegates[0].user
    as_organiser.post(url("member_add"), {"name": "X", "email": known.email, "role": "staff"})
    assert role_of(world, known.email) == Role.STAFF
    assert User.objects.get(pk=known.pk).name == known.name

    member = Membership.objects.get(user__email="ines@books.example")
    as_organiser.post(url("member", pk=member.pk), {"role": "organiser"})
    assert role_of(world, "ines@books.example") == Role.ORGANISER
    as_organiser.post(url("member_remove", pk=member.pk))
    assert role_of(world, "ines@books.example") == ""
    actions = Entry.objects.filter(event=world.event, action__startswith="member.")
    assert list(actions.order_by("pk").values_list("action", flat=True)) == [
        "member.added",
        "member.added",
        "member.changed",
        "member.removed",
    ]
    assert "Inès Abadie" in as_organiser.get(url("journal")).content.decode()


def test_who_is_in_the_team_is_not_added_again(world, as_organiser: Client, url: Url):
    typed = {"name": "Sam", "email": world.staff_user.email.upper(), "role": "accountant"}
    response = as_organiser.post(url("member_add"), typed)
    assert response.status_code == 422
    assert response.context["form"].errors["email"]
    assert role_of(world, world.staff_user.email) == Role.STAFF


def test_the_last_organiser_stays(world, as_organiser: Client, url: Url):
    member = Membership.objects.get(user=world.organiser_user)
    response = as_organiser.post(url("member", pk=member.pk), {"role": "staff"})
    assert response.status_code == 422
    as_organiser.post(url("member_remove", pk=member.pk))
    assert role_of(world, world.organiser_user.email) == Role.ORGANISER


def test_an_accountant_starts_at_the_orders_and_sees_nothing_else(
    world, as_accountant: Client, url: Url, order
):
    assert as_accountant.get(reverse("home")).url == reverse("console:events")
    events = as_accountant.get(reverse("console:events")).content.decode()
    assert url("orders") in events
    assert f'"{url("event")}"' not in events
    assert reverse("console:event_new") not in events
    for page in (url("orders"), url("order", pk=order.pk), url("invoices"), url("bank")):
        text = as_accountant.get(page).content.decode()
        for other in ("event", "planning", "delegations", "order_add", "shop", "team"):
            assert f'"{url(other)}"' not in text, (page, other)


def test_an_accountant_marks_an_order_paid_and_has_its_invoice_and_the_books(
    world, as_accountant: Client, url: Url, order
):
    assert "Note a payment" in as_accountant.get(url("order", pk=order.pk)).content.decode()
    paid = {"amount": "1200.00", "received_on": today(), "method": "transfer"}
    as_accountant.post(url("order_pay", pk=order.pk), paid)
    order.refresh_from_db()
    assert order.state == Order.State.PAID
    assert order.payments.get().recorded_by == world.accountant_user
    invoice = order.invoices.get()
    assert as_accountant.get(url("invoice", pk=invoice.pk)).content.startswith(b"%PDF-")
    for books in ("invoices_csv", "fec"):
        file = as_accountant.get(url(books, year=invoice.year)).content.decode()
        assert invoice.number in file
    # What is sold, and to whom, is the organiser's.
    assert as_accountant.post(url("order_end", pk=order.pk)).status_code == 404
