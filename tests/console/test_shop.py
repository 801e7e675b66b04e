"""The shop in the console, through HTTP."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.test import Client

from tests.factories import World, today
from tests.shop.goods import (
    BUYER,
    make_option,
    make_package,
    make_seller,
    make_voucher,
    one,
)
from vimeet.audit.models import Entry
from vimeet.messaging.models import Message
from vimeet.shop.models import EarlyPrice, Invoice, Order, Product, Seller, Voucher
from vimeet.shop.services.orders import place_order, reserve_order

PACKAGE = {
    "name_en": "Gold",
    "name_fr": "Or",
    "description_en": "",
    "description_fr": "",
    "position": "1",
    "price": "1200",
    "tax_rate": "20",
    "stock": "12",
    "on_sale_from": "2026-12-01T09:00",
    "on_sale_until": "",
    "credits": "10",
    "min_meetings": "4",
    "delegates": "2",
    "extra_delegate_price": "150",
    "max_extra_delegates": "3",
}
OPTION = {name: PACKAGE[name] for name in PACKAGE if not name.startswith(("extra", "max"))} | {
    "name_en": "Lunch",
    "name_fr": "Déjeuner",
    "credits": "0",
    "min_meetings": "0",
    "delegates": "0",
    "max_per_order": "4",
}
VOUCHER = {
    "code": "spring 27",
    "effect": "percent",
    "value": "15",
    "package": "",
    "max_uses": "20",
    "valid_until": "",
}
SELLER = {
    "name": "Alpha Events SAS",
    "legal_form": "",
    "street": "12 allée Jean-Jaurès",
    "postal_code": "31000",
    "city": "Toulouse",
    "siret": "732 829 320 00074",
    "vat_number": "FR44732829320",
    "email": "compta@alpha.example",
    "iban": "FR14 2004 1010 0505 0001 3M02 606",
    "bic": "PSSTFRPPTOU",
    "payment_days": "30",
}


def placed(world: World, **values: object) -> Order:
    package = make_package(world, **values)
    order = reserve_order(
        event=world.event,
        basket=one(package),
        actor=world.organiser_user,
        delegation=world.delegations[0],
    )
    return place_order(order=order, actor=world.organiser_user, **BUYER)


def text_of(page) -> str:
    return page.content.decode()


def test_a_package_is_added_in_local_time(world, as_organiser: Client, url):
    sent = PACKAGE | {"participant_types": [world.types[1].pk], "stand": "on"}
    as_organiser.post(url("package_add"), sent)
    package = Product.objects.get()
    assert (package.kind, package.price, package.stand) == ("package", Decimal(1200), True)
    assert f"{package.on_sale_from:%H:%M}" == "08:00"
    assert list(package.participant_types.all()) == [world.types[1]]
    assert Entry.objects.get().changes["participant_types"] == [[], ["Supplier"]]
    world.organiser_user.language = "en"
    world.organiser_user.save()
    page = as_organiser.get(url("shop"))
    assert "10 meetings (4 promised), 2 delegates, own stand" in text_of(page)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"name_en": "gold"}, "name_en"),
        ({"price": "-1"}, "price"),
        ({"tax_rate": "120"}, "tax_rate"),
        ({"min_meetings": "11"}, "min_meetings"),
        ({"on_sale_until": "2026-11-01T09:00"}, "on_sale_until"),
    ],
)
def test_a_package_that_makes_no_sense_is_refused(world, as_organiser, url, changes, field):
    make_package(world, "Gold")
    page = as_organiser.post(url("package_add"), PACKAGE | {"name_en": "Silver"} | changes)
    assert page.status_code == 422
    assert list(page.context["form"].errors) == [field]


def test_an_option_is_added_changed_and_deleted(world, as_organiser: Client, url):
    as_organiser.post(url("option_add"), OPTION)
    option = Product.objects.get()
    assert (option.kind, option.credits, option.max_per_order) == ("option", 0, 4)
    as_organiser.post(url("product", pk=option.pk), OPTION | {"price": "35.50"})
    option.refresh_from_db()
    assert option.price == Decimal("35.50")
    as_organiser.post(url("product_delete", pk=option.pk))
    assert not Product.objects.exists()
    actions = Entry.objects.order_by("pk").values_list("action", flat=True)
    assert list(actions) == ["option.added", "option.changed", "option.deleted"]


def test_early_prices_are_added_and_deleted_and_end_once_each(world, as_organiser, url):
    package = make_package(world)
    add = {"until": "2027-01-01T00:00", "price": "800"}
    for _press in range(2):
        page = as_organiser.post(url("early_price_add", pk=package.pk), add, follow=True)
    assert EarlyPrice.objects.count() == 1
    page = as_organiser.post(url("early_price_add", pk=package.pk), {"until": ""}, follow=True)
    assert len(page.context["early_prices"]) == 1
    as_organiser.post(url("early_price_delete", pk=EarlyPrice.objects.get().pk))
    assert not EarlyPrice.objects.exists()


def test_what_was_ordered_can_not_be_deleted(world, as_organiser: Client, url):
    order = placed(world)
    as_organiser.post(url("product_delete", pk=order.lines.get().product_id))
    assert Product.objects.count() == 1
    voucher = make_voucher(world)
    Order.objects.update(voucher=voucher)
    as_organiser.post(url("voucher_delete", pk=voucher.pk))
    assert Voucher.objects.count() == 1


def test_vouchers_are_written_one_way(world, as_organiser: Client, url):
    as_organiser.post(url("voucher_add"), VOUCHER)
    voucher = Voucher.objects.get()
    assert (voucher.code, voucher.value) == ("SPRING27", 15)
    page = as_organiser.post(url("voucher_add"), VOUCHER | {"code": "SPRING27"})
    assert list(page.context["form"].errors) == ["code"]
    as_organiser.post(url("voucher", pk=voucher.pk), VOUCHER | {"effect": "free"})
    voucher.refresh_from_db()
    assert (voucher.effect, voucher.value) == ("free", 0)
    page = as_organiser.get(url("vouchers"))
    assert "SPRING27" in text_of(page)
    as_organiser.post(url("voucher_delete", pk=voucher.pk))
    assert not Voucher.objects.exists()


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"value": "101"}, "value"),
        ({"value": ""}, "value"),
        ({"effect": "none"}, "package"),
    ],
)
def test_a_voucher_that_makes_no_sense_is_refused(world, as_organiser, url, changes, field):
    page = as_organiser.post(url("voucher_add"), VOUCHER | changes)
    assert page.status_code == 422
    assert list(page.context["form"].errors) == [field]


def test_who_sells_is_said_once_for_the_organiser(world, as_organiser: Client, url):
    as_organiser.post(url("seller"), SELLER)
    as_organiser.post(url("seller"), SELLER | {"city": "Albi"})
    assert Seller.objects.get().city == "Albi"
    assert "Albi" in text_of(as_organiser.get(url("shop")))


@pytest.mark.parametrize("field", ["siret", "vat_number", "iban", "bic"])
def test_wrong_numbers_of_the_seller_are_refused(world, as_organiser, url, field):
    page = as_organiser.post(url("seller"), SELLER | {field: "FR1234567890"})
    assert list(page.context["form"].errors) == [field]


def test_an_order_is_taken_down_placed_and_paid_in_two_parts(world, as_organiser, url):
    make_seller(world)
    package = make_package(world, stock=3, extra_delegate_price=Decimal("150.00"))
    option = make_option(world)
    make_voucher(world)
    chosen = {
        "delegation": world.delegations[0].name,
        "package": package.pk,
        "extra_delegates": "1",
        f"option_{option.pk}": "2",
        "voucher": "spring",
    }
    page = as_organiser.post(url("order_add"), chosen)
    order = Order.objects.get()
    assert page["Location"] == url("order_place", pk=order.pk)
    assert (order.company, order.email) == ("Acme", "acme0@alpha.example")

    page = as_organiser.post(url("order_place", pk=order.pk), BUYER | {"country": "DE"})
    order.refresh_from_db()
    # 1000 + 150 + 400 − 100 = 1450; French VAT, as there is no number: 290.
    assert (order.state, order.net, order.tax) == ("placed", 1450, 290)
    assert (order.due_on - today()).days == 30

    pay = {"received_on": "2026-11-20", "method": "transfer", "note": "account 2"}
    page = as_organiser.post(url("order_pay", pk=order.pk), pay | {"amount": "2000"})
    assert list(page.context["form"].errors) == ["amount"]
    as_organiser.post(url("order_pay", pk=order.pk), pay | {"amount": "740"})
    page = as_organiser.get(url("order", pk=order.pk))
    assert (page.context["due"], page.context["order"].state) == (1000, "placed")
    as_organiser.post(url("order_pay", pk=order.pk), pay | {"amount": "1000"})
    order.refresh_from_db()
    world.delegations[0].refresh_from_db()
    assert order.state == "paid"
    assert world.delegations[0].max_meetings == 20

    refund = pay | {"amount": "1740", "note": ""}
    as_organiser.post(url("order_refund", pk=order.pk), refund)
    order.refresh_from_db()
    assert order.state == "cancelled"


def test_a_wrong_vat_number_is_told_next_to_the_field(world, as_organiser: Client, url):
    order = reserve_order(event=world.event, basket=one(make_package(world)), actor=None)
    wrong = BUYER | {"country": "DE", "vat_number": "DE136695975"}
    page = as_organiser.post(url("order_place", pk=order.pk), wrong)
    assert page.status_code == 422
    assert list(page.context["form"].errors) == ["vat_number"]
    assert 'value="DE136695975"' in text_of(page)


def test_sold_out_is_told_in_the_form(world, as_organiser: Client, url):
    order = placed(world, stock=1)
    chosen = {
        "delegation": world.delegations[1].name,
        "package": order.lines.get().product_id,
        "voucher": "",
    }
    page = as_organiser.post(url("order_add"), chosen)
    assert page.status_code == 422
    assert page.context["form"].non_field_errors()
    page = as_organiser.post(url("order_add"), chosen | {"voucher": "no such"})
    assert "voucher" in page.context["form"].errors


def test_an_order_is_given_up_or_cancelled(world, as_organiser: Client, url):
    order = reserve_order(event=world.event, basket=one(make_package(world)), actor=None)
    as_organiser.post(url("order_end", pk=order.pk))
    order.refresh_from_db()
    assert order.state == "expired"
    order = placed(world, name_en="Silver", name_fr="Argent")
    as_organiser.post(url("order_end", pk=order.pk))
    as_organiser.post(url("order_end", pk=order.pk))
    order.refresh_from_db()
    assert order.state == "cancelled"
    assert Entry.objects.filter(action="order.cancelled").count() == 1


def test_the_list_is_searched_filtered_and_says_how_sales_stand(world, as_organiser, url):
    order = placed(world)
    reserve_order(event=world.event, basket=one(order.lines.get().product), actor=None)
    Order.objects.filter(pk=order.pk).update(due_on="2026-01-01")

    def found(**query: str) -> list[Order]:
        return list(as_organiser.get(url("orders"), query).context["orders"])

    assert len(found()) == 2
    assert found(q="acme") == [order]
    assert found(state="overdue") == [order]
    assert found(state="paid") == []
    sales = as_organiser.get(url("orders")).context["sales"]
    assert (sales.awaiting, sales.overdue, sales.outstanding) == (1, 1, 1200)


def test_another_events_orders_are_not_shown(world, as_organiser: Client, url):
    placed(world.rival)
    page = as_organiser.get(url("orders"))
    assert list(page.context["orders"]) == []


def test_an_invoice_is_issued_downloaded_and_in_the_books(world, as_organiser: Client, url):
    make_seller(world)
    order = placed(world)
    Order.objects.filter(pk=order.pk).update(company="=SUM(A1)")
    as_organiser.post(url("order_invoice", pk=order.pk))
    as_organiser.post(url("order_invoice", pk=order.pk))
    invoice = Invoice.objects.get()
    page = as_organiser.get(url("order", pk=order.pk))
    assert not page.context["invoiceable"]
    assert invoice.number in text_of(page)
    document = as_organiser.get(url("invoice", pk=invoice.pk))
    assert document.content == bytes(invoice.pdf)
    assert f'filename="{invoice.number}.pdf"' in document["Content-Disposition"]
    page = as_organiser.get(url("invoices"))
    assert list(page.context["invoices"]) == [invoice]
    assert list(as_organiser.get(url("invoices"), {"q": "nobody"}).context["invoices"]) == []
    table = as_organiser.get(url("invoices_csv", year=invoice.year)).content.decode("utf-8-sig")
    assert f"{invoice.number};invoice;" in table
    # Amounts are numbers to a French spreadsheet; what a buyer typed is no formula to any.
    assert ";1000,00;200,00;1200,00" in table
    assert ";'=SUM(A1);" in table
    fec = as_organiser.get(url("fec", year=invoice.year))
    assert "\t411000\t" in text_of(fec)
    assert "732829320FEC" in fec["Content-Disposition"]
    assert as_organiser.get(url("fec", year=1999)).status_code == 404
    message = Message.objects.get(key__startswith="invoice:")
    assert invoice.number in text_of(as_organiser.get(url("message", pk=message.pk)))


def test_without_a_seller_no_invoice_is_issued(world, as_organiser: Client, url):
    order = placed(world)
    as_organiser.post(url("order_invoice", pk=order.pk))
    assert not Invoice.objects.exists()
