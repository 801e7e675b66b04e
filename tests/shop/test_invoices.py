"""Invoices: their number, what they say, the document, credit notes, the books."""

from __future__ import annotations

import csv
import datetime as dt
import io
import re
from dataclasses import replace
from decimal import Decimal
from xml.etree import ElementTree

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.db import DatabaseError, transaction
from django.test import Client
from django.urls import reverse
from facturx import get_facturx_xml_from_pdf, xml_check_xsd
from pypdf import PdfReader

from tests.factories import make_event, today
from tests.shop.goods import BUYER, make_option, make_package, make_seller, make_voucher, one
from vimeet.messaging.models import Message
from vimeet.shop.exports import FEC_COLUMNS, fec, fec_name, invoice_rows
from vimeet.shop.models import Invoice, Order
from vimeet.shop.services.invoices import issue_invoice
from vimeet.shop.services.orders import cancel_order, place_order, reserve_order
from vimeet.shop.services.payments import record_payment, record_refund, still_due, surplus

NAMESPACES = {
    "ram": "urn:un:unece:uncefact:data:standard:ReusableAggregateBusinessInformationEntity:100",
    "rsm": "urn:un:unece:uncefact:data:standard:CrossIndustryInvoice:100",
}


def placed(world, *, voucher=None, options=None, **buyer: object) -> Order:
    package = world.event.products.filter(kind="package").first() or make_package(world)
    basket = one(package, voucher=voucher, options=options or {})
    order = reserve_order(event=world.event, basket=basket, actor=None)
    return place_order(order=order, actor=None, **(BUYER | buyer))


def pay(order: Order, amount: Decimal | None = None) -> None:
    record_payment(order=order, amount=amount or order.total, received_on=today(), actor=None)


def xml_of(invoice: Invoice) -> ElementTree.Element:
    """The XML inside the document, which the library's schema accepts."""
    _name, xml = get_facturx_xml_from_pdf(bytes(invoice.pdf))
    assert xml_check_xsd(xml, flavor="factur-x", level="en16931")
    return ElementTree.fromstring(xml)


def values(root: ElementTree.Element, name: str) -> list[str]:
    return [element.text or "" for element in root.iterfind(f".//ram:{name}", NAMESPACES)]


@pytest.fixture(autouse=True)
def seller(world):
    return make_seller(world)


def test_paid_in_full_it_is_invoiced_and_sent_once(world):
    order = placed(world)
    pay(order, Decimal(200))
    assert not Invoice.objects.exists()
    pay(order, Decimal(1000))
    invoice = Invoice.objects.get()
    assert (invoice.number, invoice.total) == (f"{today().year}-00001", 1200)
    assert issue_invoice(order=order, actor=None) == invoice
    message = Message.objects.get(key__startswith="invoice:")
    assert message.address == "accounts@acme.example"
    assert message.attachment_name == f"{invoice.number}.pdf"
    assert bytes(message.attachment) == bytes(invoice.pdf)


def test_the_document_is_factur_x_in_pdf_a_3(world):
    voucher = make_voucher(world, effect="percent", value=15)
    options = {make_option(world, tax_rate=Decimal("5.5"), price=Decimal("45.45")): 2}
    pay(placed(world, voucher=voucher, options=options, language="en"))
    invoice = Invoice.objects.get()
    # 1000 − 150 = 850 at 20 %: 170. 90.90 − 13.64 = 77.26 at 5.5 %: 4.25.
    assert (invoice.net, invoice.tax) == (Decimal("927.26"), Decimal("174.25"))
    root = xml_of(invoice)
    assert values(root, "GrandTotalAmount") == ["1101.51"]
    assert values(root, "DuePayableAmount") == ["0.00"]
    assert values(root, "RateApplicablePercent").count("5.50") == 2
    assert values(root, "CategoryCode") == ["S"] * 4
    assert values(root, "SubjectCode") == ["AAB", "PMD", "PMT"]
    reader = PdfReader(io.BytesIO(bytes(invoice.pdf)))
    metadata = reader.trailer["/Root"]["/Metadata"].get_data().decode()
    assert "pdfaid:part>3<" in metadata
    assert "factur-x.xml" in metadata
    assert "EN 16931" in metadata
    text = " ".join(reader.pages[0].extract_text().split())
    assert f"Invoice {invoice.number}" in text
    assert "Gold" in text
    assert "€1,101.51" in text


@pytest.mark.parametrize(
    ("country", "number", "category", "mention"),
    [
        ("DE", "DE136695976", "AE", "Autoliquidation"),
        ("CH", "", "G", "TVA non applicable – art. 259-1"),
        ("NC", "", "G", "TVA non applicable – art. 259-1"),
        ("GF", "", "G", "TVA non applicable – art. 294-1"),
    ],
)
def test_abroad_the_invoice_says_why_there_is_no_vat(world, country, number, category, mention):
    pay(placed(world, country=country, vat_number=number))
    invoice = Invoice.objects.get()
    root = xml_of(invoice)
    assert set(values(root, "CategoryCode")) == {category}
    assert set(values(root, "ExemptionReasonCode")) == {f"VATEX-EU-{category}"}
    assert values(root, "TaxTotalAmount") == ["0.00"]
    assert mention in values(root, "ExemptionReason")[0]
    text = PdfReader(io.BytesIO(bytes(invoice.pdf))).pages[0].extract_text()
    assert mention in " ".join(text.split())


@pytest.mark.parametrize(("country", "number"), [("GP", ""), ("RE", "FR44732829320")])
def test_three_departments_overseas_pay_french_vat(world, as_organiser, country, number):
    reserved = reserve_order(
        event=world.event,
        basket=one(make_package(world)),
        actor=None,
        delegation=world.delegations[0],
    )
    names = world.event.url_kwargs | {"pk": reserved.pk}
    buyer = BUYER | {"country": country, "vat_number": number}
    as_organiser.post(reverse("console:order_place", kwargs=names), buyer)
    as_organiser.post(reverse("console:order_invoice", kwargs=names))
    invoice = Invoice.objects.get()
    assert (invoice.net, invoice.tax) == (1000, 200)
    assert set(values(xml_of(invoice), "CategoryCode")) == {"S"}


@pytest.mark.parametrize(
    ("exemption", "category"),
    [("", "Z"), ("TVA non applicable, art. 293 B du CGI", "E")],
)
def test_at_home_the_seller_says_why_there_is_no_vat(world, seller, exemption, category):
    seller.exemption = exemption
    seller.save()
    pay(placed(world, options={make_option(world, tax_rate=Decimal(0)): 1}))
    invoice = Invoice.objects.get()
    root = xml_of(invoice)
    assert set(values(root, "CategoryCode")) == {"S", category}
    assert values(root, "ExemptionReason") == ([exemption] if exemption else [])
    assert values(root, "ExemptionReasonCode") == []
    text = PdfReader(io.BytesIO(bytes(invoice.pdf))).pages[0].extract_text()
    assert ("293 B" in " ".join(text.split())) == bool(exemption)


@pytest.mark.parametrize(
    ("company", "printed"),
    [
        ("株式会社テスト", "□□□□□□□"),
        ("三星 Samsung 삼성", "□□ Samsung □□"),
        ("ＡＣＭＥ 🚀 ไทย", "ACME □ □□□"),
        ("Ôżé Ωμέγα Ёлка", "Ôżé Ωμέγα Ёлка"),
    ],
)
def test_a_character_that_no_font_shows_stops_nothing(world, as_organiser, company, printed):
    world.event.name = "Aero 航空"
    world.event.save()
    order = placed(world, company=company, street="1 rue 🏠\x07", language="en")
    names = world.event.url_kwargs | {"pk": order.pk}
    sent = {"amount": "1200", "received_on": today(), "method": "transfer", "note": ""}
    as_organiser.post(reverse("console:order_pay", kwargs=names), sent)
    invoice = Invoice.objects.get()
    text = " ".join(PdfReader(io.BytesIO(bytes(invoice.pdf))).pages[0].extract_text().split())
    assert printed in text
    assert "Aero □□" in text
    # The data say it as it was written, but for what no XML may hold.
    root = xml_of(invoice)
    assert company in values(root, "Name")
    assert "1 rue 🏠" in values(root, "LineOne")


def test_the_proforma_of_a_name_that_no_font_shows(world):
    order = placed(world, company="株式会社テスト")
    names = world.event.url_kwargs | {"secret": order.secret}
    page = Client().get(reverse("register:order_proforma", kwargs=names))
    assert page.content.startswith(b"%PDF")


def test_neither_code_nor_sql_changes_or_deletes_an_invoice(world):
    pay(placed(world))
    invoice = Invoice.objects.get()
    with pytest.raises(TypeError):
        invoice.save()
    with pytest.raises(TypeError):
        invoice.delete()
    for change in (lambda rows: rows.update(net=1), lambda rows: rows._raw_delete("default")):
        with pytest.raises(DatabaseError, match="never changed"), transaction.atomic():
            change(Invoice.objects.all())
    assert Invoice.objects.get().net == 1000


def test_what_fails_afterwards_leaves_no_gap(world):
    with transaction.atomic():
        pay(placed(world))
        transaction.set_rollback(True)
    pay(placed(world))
    assert Invoice.objects.get().sequence == 1


def test_events_around_the_world_share_the_days_of_one_series(world, as_organiser):
    world.event.time_zone = "Pacific/Auckland"
    world.event.save()
    event = make_event(world.organiser, slug="aloha", time_zone="Pacific/Honolulu")
    here, there = placed(world), placed(replace(world, event=event))
    noon = dt.datetime(2026, 12, 31, 12, tzinfo=dt.UTC)
    with time_machine.travel(noon, tick=False) as clock:
        as_organiser.force_login(world.organiser_user)
        press(as_organiser, here, "order_invoice")
        press(as_organiser, there, "order_invoice")
        # The new year has begun in Auckland and Paris, and not in Honolulu.
        clock.move_to(noon + dt.timedelta(hours=11, minutes=30))
        press(as_organiser, there, "order_end")
    days = Invoice.objects.order_by("pk").values_list("number", "issued_on")
    assert [(number, f"{day}") for number, day in days] == [
        ("2026-00001", "2026-12-31"),
        ("2026-00002", "2026-12-31"),
        ("2027-00001", "2027-01-01"),
    ]


def test_each_organiser_counts_by_itself(world):
    make_seller(world.rival)
    for tenant in (world, world.rival, world):
        pay(placed(tenant))
    numbers = {
        tenant.organiser.slug: list(
            Invoice.objects.of_organiser(tenant.organiser)
            .order_by("sequence")
            .values_list("sequence", flat=True)
        )
        for tenant in (world, world.rival)
    }
    assert numbers == {"alpha": [1, 2], "rival": [1]}


def test_a_full_refund_takes_the_invoice_back_line_by_line(world):
    order = placed(world, options={make_option(world): 1})
    pay(order)
    record_refund(order=order, amount=order.total, received_on=today(), actor=None)
    invoice, note = Invoice.objects.order_by("sequence")
    assert (note.kind, note.corrects, note.total) == ("credit", invoice, invoice.total)
    root = xml_of(note)
    assert root.findtext("rsm:ExchangedDocument/ram:TypeCode", namespaces=NAMESPACES) == "381"
    assert invoice.number in values(root, "IssuerAssignedID")
    assert len(note.content["lines"]) == 2


def test_a_part_refund_is_shared_by_rates(world):
    order = placed(
        world, options={make_option(world, tax_rate=Decimal(10), price=Decimal("100")): 1}
    )
    pay(order)  # 1200.00 at 20 %, 110.00 at 10 %
    record_refund(order=order, amount=Decimal(131), received_on=today(), actor=None)
    note = Invoice.objects.get(kind="credit")
    # A tenth of each: 120.00 = 100.00 + 20.00 and 11.00 = 10.00 + 1.00.
    assert [(line["net"], line["tax"]) for line in note.content["lines"]] == [
        ("100.00", "20.00"),
        ("10.00", "1.00"),
    ]
    xml_of(note)


def test_cancelling_an_invoiced_order_takes_the_invoice_back(world):
    order = placed(world)
    issue_invoice(order=order, actor=world.organiser_user)
    cancel_order(order=order, actor=world.organiser_user)
    assert [invoice.kind for invoice in Invoice.objects.order_by("sequence")] == [
        "invoice",
        "credit",
    ]


def test_an_early_invoice_says_what_came_in_and_is_taken_back_whole(world):
    order = placed(world)
    pay(order, Decimal(200))
    invoice = issue_invoice(order=order, actor=None)
    root = xml_of(invoice)
    assert values(root, "TotalPrepaidAmount") == ["200.00"]
    assert values(root, "DuePayableAmount") == ["1000.00"]
    record_refund(order=order, amount=Decimal(200), received_on=today(), actor=None)
    assert Invoice.objects.get(kind="credit").total == invoice.total


def press(client: Client, order: Order, door: str, amount: int | None = None) -> None:
    """A button of the order in the console, with an amount if it has one."""
    names = order.event.url_kwargs | {"pk": order.pk}
    sent = {"amount": amount, "received_on": today(), "method": "transfer", "note": ""}
    page = client.post(reverse(f"console:{door}", kwargs=names), sent if amount else {})
    assert page.status_code == 302
    order.refresh_from_db()


def test_what_goes_back_before_all_is_paid_is_owed_again(world, as_organiser):
    order = placed(world)
    press(as_organiser, order, "order_invoice")
    press(as_organiser, order, "order_pay", 700)
    press(as_organiser, order, "order_refund", 200)
    assert (order.state, still_due(order)) == ("placed", 700)
    assert Invoice.objects.count() == 1
    press(as_organiser, order, "order_pay", 700)
    assert (order.state, surplus(order)) == ("paid", 0)
    # From now on a part that goes back is no longer owed.
    press(as_organiser, order, "order_refund", 100)
    assert Invoice.objects.get(kind="credit").total == 100
    assert surplus(order) == 0


def test_what_went_back_before_the_invoice_is_credited_with_it(world, as_organiser, seller):
    order = placed(world, language="en")
    seller.delete()
    press(as_organiser, order, "order_pay", 1200)
    press(as_organiser, order, "order_refund", 200)
    make_seller(world)
    press(as_organiser, order, "order_invoice")
    invoice, note = Invoice.objects.order_by("sequence")
    assert (invoice.total, invoice.content["due"]) == (1200, "0.00")
    text = PdfReader(io.BytesIO(bytes(invoice.pdf))).pages[0].extract_text()
    assert "Nothing is due" in text
    assert "Still due" not in text
    assert (note.kind, note.corrects, note.total) == ("credit", invoice, 200)
    assert surplus(order) == 0


def test_who_sells_must_be_known_first(world, seller):
    order = placed(world)
    seller.delete()
    with pytest.raises(ValidationError, match="who sells"):
        issue_invoice(order=order, actor=None)
    pay(order)
    order.refresh_from_db()
    assert order.state == "paid"
    assert not Invoice.objects.exists()


def test_the_books_balance_entry_by_entry(world, seller):
    order = placed(world)
    pay(order)
    record_refund(order=order, amount=Decimal(120), received_on=today(), actor=None)
    rows = list(csv.DictReader(io.StringIO(fec(world.organiser, today().year)), delimiter="\t"))
    assert tuple(rows[0]) == FEC_COLUMNS
    # No row is longer or shorter than the 18 columns, and days are written as the law wants.
    assert len(FEC_COLUMNS) == 18
    for row in rows:
        assert None not in row
        assert None not in row.values()
        assert re.fullmatch(r"20\d{6}", row["EcritureDate"])
        assert re.fullmatch(r"\d+,\d\d", row["Debit"])
    entries: dict[str, Decimal] = {}
    for row in rows:
        debit, credit = (Decimal(row[side].replace(",", ".")) for side in ("Debit", "Credit"))
        entries[row["EcritureNum"]] = entries.get(row["EcritureNum"], 0) + debit - credit
    assert entries == {"1": 0, "2": 0, "3": 0, "4": 0}
    customers = sum(
        Decimal(r["Debit"].replace(",", ".")) - Decimal(r["Credit"].replace(",", "."))
        for r in rows
        if r["CompteNum"] == "411000"
    )
    assert customers == 0
    assert [r["CompteNum"] for r in rows if r["EcritureNum"] == "1"] == [
        "411000",
        "706000",
        "445710",
    ]
    assert fec_name(seller, 2026) == "732829320FEC20261231.txt"


def test_the_table_has_credit_notes_below_nought(world):
    order = placed(world)
    pay(order)
    record_refund(order=order, amount=Decimal(120), received_on=today(), actor=None)
    _head, invoice, note = invoice_rows(world.organiser, today().year)
    assert invoice[-3:] == [Decimal(1000), Decimal(200), Decimal(1200)]
    assert note[-3:] == [Decimal(-100), Decimal(-20), Decimal(-120)]
