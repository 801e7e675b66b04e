"""Buying the package of a registration, through HTTP, without an account."""

from __future__ import annotations

import datetime as dt
import io
import re
from decimal import Decimal

import pytest
import time_machine
from django.conf import settings
from django.test import Client
from django.urls import reverse
from pypdf import PdfReader

from tests.factories import World, make_registration, today
from tests.shop.goods import BUYER, make_option, make_package, make_seller, make_voucher, one
from vimeet.messaging.models import Message
from vimeet.registration.models import Registration
from vimeet.registration.services import withdraw_registration
from vimeet.registration.services.links import create_token
from vimeet.shop.models import Invoice, Order, Voucher
from vimeet.shop.services.letters import remind_overdue
from vimeet.shop.services.orders import expire_reservations, reserve_order
from vimeet.shop.services.payments import record_payment
from vimeet.shop.tasks import free_reservations

State = Registration.State
BEFORE = dt.datetime(2026, 12, 1, 9, tzinfo=dt.UTC)


@pytest.fixture(autouse=True)
def before_the_event():
    with time_machine.travel(BEFORE):
        yield


@pytest.fixture
def client() -> Client:
    """A visitor who reads English."""
    visitor = Client()
    visitor.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    return visitor


@pytest.fixture
def registration(world: World) -> Registration:
    """An approved registration of three people."""
    make_seller(world)
    return make_registration(world.event, world.types[0], state=State.APPROVED, people=3)


@pytest.fixture
def step(world: World, registration: Registration):
    """``step("packages")``: the address of a page of the registration."""
    token = create_token(registration)

    def address(name: str) -> str:
        return reverse(f"register:{name}", kwargs=world.event.url_kwargs | {"token": token})

    return address


def text_of(page) -> str:
    return page.content.decode()


def order_url(order: Order, name: str = "order", **kwargs: object) -> str:
    names = order.event.url_kwargs | {"secret": order.secret} | kwargs
    return reverse(f"register:{name}", kwargs=names)


def choose(package, **values: object) -> dict[str, object]:
    return {"package": package.pk, "voucher": "", "extra_delegates": ""} | values


def test_three_people_a_voucher_a_transfer_and_the_company_takes_part(
    world, registration, step, client
):
    package = make_package(world, extra_delegate_price=Decimal("150.00"), stand=True)
    make_voucher(world)
    page = client.post(step("packages"), choose(package))
    assert page.status_code == 422
    assert "names 3 people" in text_of(page)
    page = client.post(
        step("packages"), choose(package, extra_delegates="1", voucher="spring"), follow=True
    )
    assert page.request["PATH_INFO"] == step("checkout")
    assert 'value="Nova"' in text_of(page)

    buyer = BUYER | {"company": "Nova SARL", "email": "billing@nova.example", "language": "en"}
    page = client.post(step("checkout"), buyer, follow=True)
    order = Order.objects.get()
    assert page.request["PATH_INFO"] == order_url(order)
    assert order.reference in text_of(page)
    assert "FR1420041010050500013M02606" in text_of(page)
    # 1000 + 150 − 100 = 1050, with VAT 1260.
    assert "€1,260.00" in text_of(page)
    mail = Message.objects.get(address="billing@nova.example")
    assert order_url(order) in mail.body
    proforma = client.get(order_url(order, "order_proforma"))
    text = PdfReader(io.BytesIO(proforma.content)).pages[0].extract_text()
    assert f"Pro-forma invoice {order.reference}" in " ".join(text.split())

    record_payment(
        order=order,
        amount=order.total,
        received_on=today(),
        actor=world.organiser_user,
    )
    registration.refresh_from_db()
    delegation = registration.delegation
    assert (registration.state, registration.people_limit) == (State.CONFIRMED, 3)
    assert (delegation.max_meetings, delegation.min_meetings) == (10, 4)
    assert delegation.stand is not None
    assert delegation.delegates.count() == 3
    invoice = Invoice.objects.get()
    page = client.get(order_url(order))
    assert "Paid: thank you." in text_of(page)
    document = client.get(order_url(order, "order_invoice", pk=invoice.pk))
    assert document.content == bytes(invoice.pdf)
    assert client.get(order_url(order, "order_proforma")).status_code == 404


def test_what_is_sold_must_be_bought_before_one_takes_part(world, registration, step, client):
    make_package(world)
    Registration.objects.filter(pk=registration.pk).update(state=State.DRAFT, submitted_at=None)
    page = client.post(step("send"))
    registration.refresh_from_db()
    assert registration.state == State.APPROVED
    assert page["Location"] == step("packages")
    assert step("packages") in text_of(client.get(step("registration")))


def test_where_nothing_is_sold_one_takes_part_at_once(world, registration, step, client):
    Registration.objects.filter(pk=registration.pk).update(state=State.DRAFT, submitted_at=None)
    client.post(step("send"))
    registration.refresh_from_db()
    assert registration.state == State.CONFIRMED


def test_an_approved_company_is_asked_to_go_on(world, registration, as_organiser):
    make_package(world)
    Registration.objects.filter(pk=registration.pk).update(state=State.TO_APPROVE)
    kwargs = world.event.url_kwargs | {"pk": registration.pk}
    as_organiser.post(reverse("console:registration_approve", kwargs=kwargs))
    registration.refresh_from_db()
    assert registration.state == State.APPROVED


def test_a_voucher_shows_its_package_and_nothing_typed_is_lost(world, registration, step, client):
    make_package(world, extra_delegate_price=Decimal(10))
    hidden = make_package(world, "Partner", hidden=True, delegates=5)
    make_voucher(world, package=hidden, effect=Voucher.Effect.FREE, value=0)
    assert "Partner" not in text_of(client.get(step("packages")))
    typed = {"voucher": "spring", "extra_delegates": "2", "do": "voucher"}
    page = client.post(step("packages"), typed)
    assert page.status_code == 200
    assert "Partner" in text_of(page)
    assert 'value="2"' in text_of(page)
    client.post(step("packages"), choose(hidden, voucher="spring"))
    client.post(step("checkout"), BUYER)
    registration.refresh_from_db()
    assert registration.state == State.CONFIRMED


@pytest.mark.parametrize(
    ("voucher", "told"),
    [("NOSUCH", "There is no such voucher."), ("SPRING", "used up")],
)
def test_a_voucher_that_does_not_count_is_told(world, registration, step, client, voucher, told):
    package = make_package(world, delegates=3)
    used = make_voucher(world, max_uses=1)
    reserve_order(event=world.event, basket=one(package, voucher=used), actor=None)
    page = client.post(step("packages"), choose(package, voucher=voucher))
    assert page.status_code == 422
    assert told in text_of(page)
    assert f'value="{voucher}"' in text_of(page)


def test_what_organisers_write_is_text_not_markup(world, registration, step, client):
    make_package(
        world,
        "<b>Gold</b>",
        description_en="<i>ten</i> meetings",
        extra_delegate_price=Decimal(10),
    )
    make_option(world, description_en="<u>lunch</u>")
    text = text_of(client.get(step("packages")))
    for markup in ("<b>", "<i>", "<u>"):
        assert markup not in text
    assert "&lt;i&gt;ten" in text


def test_sold_out_is_told(world, registration, step, client):
    package = make_package(world, delegates=3, stock=1)
    reserve_order(event=world.event, basket=one(package), actor=None)
    page = client.post(step("packages"), choose(package))
    assert page.status_code == 422
    assert "sold out" in text_of(page)
    assert not Order.objects.filter(registration=registration).exists()


def test_an_expired_order_is_told_where_others_took_the_place(world, registration, step, client):
    package = make_package(world, delegates=3, stock=1)
    client.post(step("packages"), choose(package))
    with time_machine.travel(BEFORE + dt.timedelta(minutes=20)):
        expire_reservations()
        reserve_order(event=world.event, basket=one(package), actor=None)
        page = client.post(step("checkout"), BUYER | {"street": "9 quai Lombard"})
    assert page.status_code == 422
    assert "sold out" in text_of(page)
    assert "9 quai Lombard" in text_of(page)


def test_a_wrong_vat_number_is_told_and_a_right_one_takes_the_vat_off(
    world, registration, step, client
):
    client.post(step("packages"), choose(make_package(world, delegates=3)))
    german = BUYER | {"country": "DE", "vat_number": "DE136695975"}
    page = client.post(step("checkout"), german)
    assert list(page.context["form"].errors) == ["vat_number"]
    client.post(step("checkout"), german | {"vat_number": "DE136695976"})
    assert Order.objects.get().tax == 0


@pytest.mark.parametrize(
    ("country", "number", "total"),
    [
        ("FR", "", "€600.00"),
        ("", "", "€600.00"),
        ("DE", "", "€600.00"),
        ("DE", "DE136695975", "€600.00"),  # not a number: its last digit doesn't check
        ("DE", "DE136695976", "€500.00"),
        ("CH", "", "€500.00"),
    ],
)
def test_the_total_follows_country_and_vat_number_before_anything_is_ordered(
    world, registration, step, client, country, number, total
):
    client.post(step("packages"), choose(make_package(world, delegates=3, price=500)))
    before = Order.objects.values().get()
    page = client.post(step("checkout_totals"), {"country": country, "vat_number": number})
    assert re.findall(r"<dd><strong>(.*?)</strong>", text_of(page)) == [total]
    assert Order.objects.values().get() == before


def test_the_total_of_an_order_that_is_placed_leads_to_it(world, registration, step, client):
    client.post(step("packages"), choose(make_package(world, delegates=3)))
    client.post(step("checkout"), BUYER)
    page = client.post(step("checkout_totals"), {"country": "CH"})
    assert page["HX-Redirect"] == order_url(Order.objects.get())


def test_twice_and_back_again_is_one_order(world, registration, step, client):
    package, other = make_package(world, delegates=3), make_package(world, "Other", delegates=3)
    client.post(step("packages"), choose(package))
    # Back, and something else.
    client.post(step("packages"), choose(other))
    for _press in range(2):
        page = client.post(step("checkout"), BUYER)
        assert page["Location"] == order_url(Order.objects.get())
    # Back once more, after the order.
    for name in ("packages", "checkout"):
        assert client.get(step(name))["Location"] == order_url(Order.objects.get())
    page = client.post(step("packages"), choose(package))
    assert page["Location"] == order_url(Order.objects.get())
    assert Order.objects.get().lines.get().product == other


def test_the_steps_come_in_their_order(world, registration, step, client):
    package = make_package(world, delegates=3)
    assert client.get(step("checkout"))["Location"] == step("packages")
    assert client.post(step("checkout"), BUYER)["Location"] == step("packages")
    client.post(step("packages"), choose(package))
    withdraw_registration(registration=registration, actor=None)
    for name in ("packages", "checkout"):
        assert client.get(step(name))["Location"] == step("registration")


def test_money_for_a_withdrawn_registration_is_noted_and_confirms_nothing(
    world, registration, step, client
):
    client.post(step("packages"), choose(make_package(world, delegates=3)))
    client.post(step("checkout"), BUYER)
    withdraw_registration(registration=registration, actor=None)
    order = Order.objects.get()
    record_payment(order=order, amount=order.total, received_on=today(), actor=None)
    order.refresh_from_db()
    registration.refresh_from_db()
    assert (order.state, order.delegation) == ("paid", None)
    assert registration.state == State.WITHDRAWN


def test_the_open_order_of_a_withdrawn_registration_is_ended_however_it_was_withdrawn(
    world, registration, step, client
):
    client.post(step("packages"), choose(make_package(world, delegates=3, stock=1)))
    client.post(step("checkout"), BUYER)
    # Not by the page, which would end it at once.
    withdraw_registration(registration=registration, actor=None)
    free_reservations()
    assert Order.objects.get().state == "cancelled"


def test_an_orders_page_needs_its_secret_and_a_placed_order(world, registration, step, client):
    client.post(
        step("packages"),
        choose(make_package(world, delegates=2), **{f"option_{make_option(world).pk}": "1"}),
    )
    client.post(step("packages"), choose(make_package(world, "Big", delegates=3)))
    order = Order.objects.get()
    assert client.get(order_url(order)).status_code == 404
    client.post(step("checkout"), BUYER)
    assert client.get(order_url(order)).status_code == 200
    order.secret = "wrong"
    assert client.get(order_url(order)).status_code == 404


def test_overdue_orders_are_reminded_once_each_time(world, registration, step, client):
    client.post(step("packages"), choose(make_package(world, delegates=3)))
    client.post(step("checkout"), BUYER)
    due = Order.objects.get().due_on
    written = []
    for days in (0, 1, 2, 8, 22, 60):
        moment = dt.datetime.combine(due + dt.timedelta(days=days), dt.time(12), tzinfo=dt.UTC)
        with time_machine.travel(moment):
            written.append(remind_overdue())
    assert written == [0, 1, 0, 1, 1, 0]
    reminder = Message.objects.filter(key__contains="reminder").first()
    assert re.search(r"1\s?200,00", reminder.body)


def test_an_early_price_is_told_before_and_counts_from_the_basket_to_the_invoice(
    world, registration, step, client
):
    package = make_package(world, price=Decimal("1250.00"), delegates=3)
    package.early_prices.create(
        until=dt.datetime(2026, 12, 15, 23, tzinfo=dt.UTC), price=Decimal("1090.55")
    )
    make_package(world, "Secret", hidden=True)
    event = reverse("register:event", kwargs=world.event.url_kwargs)
    for page in (event, step("packages")):
        text = text_of(client.get(page))
        assert "€1,090.55" in text
        assert re.search(r"until [^<]*16[^<]*, then €1,250.00", text), text
        assert "Secret" not in text
    client.post(step("packages"), choose(package))
    # Chosen in time, it stays: 1090.55 and 20 per cent, 218.11.
    with time_machine.travel(dt.datetime(2026, 12, 15, 22, 59, tzinfo=dt.UTC)):
        client.post(step("packages"), choose(package))
    with time_machine.travel(dt.datetime(2026, 12, 15, 23, 5, tzinfo=dt.UTC)):
        client.post(step("checkout"), BUYER)
        order = Order.objects.get()
        assert (order.net, order.tax, order.total) == (
            Decimal("1090.55"),
            Decimal("218.11"),
            Decimal("1308.66"),
        )
        assert "€1,250.00" in text_of(client.get(event))
        assert "until" not in text_of(client.get(event)).partition("Gold")[2][:200]


def test_what_is_known_of_the_buyer_counts_in_the_first_total(world, registration, step, client):
    registration.country, registration.vat_number = "DE", "DE136695976"
    registration.save()
    client.post(step("packages"), choose(make_package(world, delegates=3)))
    page = text_of(client.get(step("checkout")))
    assert "€1,000.00" in page
    assert "€1,200.00" not in page
