"""Bank statements through HTTP: uploaded, looked at, booked once."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from tests.factories import World
from tests.shop.goods import BUYER, make_package, make_seller, one
from tests.shop.statements import Movement, camt
from vimeet.audit.models import Entry
from vimeet.messaging.models import Message
from vimeet.shop.models import BankEntry, BankFormat, BankStatement, Invoice, Order, Payment
from vimeet.shop.services.orders import cancel_order, place_order, reserve_order
from vimeet.shop.services.payments import record_payment, surplus
from vimeet.shop.services.statements import forget_uploads

Url = Callable[..., str]


@pytest.fixture(autouse=True)
def english_seller(world: World) -> None:
    world.organiser_user.language = "en"
    world.organiser_user.save()
    make_seller(world)


def placed(world: World, company: str = "Acme", name: str = "Gold") -> Order:
    """An order of 1,200.00 € with VAT."""
    order = reserve_order(
        event=world.event,
        basket=one(make_package(world, name)),
        actor=None,
        delegation=world.delegations[0],
    )
    return place_order(order=order, actor=None, **BUYER | {"company": company})


def upload(client: Client, url: Url, content: bytes, name: str = "november.xml"):
    return client.post(url("bank"), {"file": SimpleUploadedFile(name, content)}, follow=True)


def ticks(page) -> list[str]:
    """The tokens of the ticked lines of the preview."""
    return [p.token for _title, found in page.context["groups"] for p in found if p.certain]


def outcomes(page) -> list[str]:
    return [p.outcome.value for _title, found in page.context["groups"] for p in found]


def book(client: Client, page, chosen: list[str] | None = None):
    chosen = ticks(page) if chosen is None else chosen
    return client.post(page.request["PATH_INFO"], {"book": chosen}, follow=True)


@pytest.mark.parametrize("version", range(2, 9))
def test_a_transfer_with_the_reference_pays_its_order(world, as_organiser, url, version):
    order = placed(world)
    spaced = " ".join(order.reference).lower()
    page = upload(
        as_organiser, url, camt(Movement("1200.00", f"Rech. {spaced} merci"), version=version)
    )
    assert outcomes(page) == ["matched"]
    assert Payment.objects.count() == 0
    page = book(as_organiser, page)
    order.refresh_from_db()
    assert order.state == Order.State.PAID
    payment = Payment.objects.get()
    assert (payment.amount, f"{payment.received_on}") == (Decimal("1200.00"), "2026-11-20")
    assert payment.bank_entry.state == BankEntry.State.BOOKED
    assert Invoice.objects.get().order == order
    assert Message.objects.filter(key__startswith="invoice:").count() == 1
    assert Entry.objects.filter(action="statement.imported").count() == 1
    assert "1 line is booked." in page.content.decode()
    assert bytes(BankStatement.objects.get().content) == b""
    world.delegations[0].refresh_from_db()
    assert world.delegations[0].max_meetings == 10


def test_the_same_file_and_an_overlapping_one_book_nothing_twice(world, as_organiser, url):
    order = placed(world)
    twin = placed(world, name="Silver")
    paid = Movement("600.00", order.reference)
    first = camt(paid, paid, coffee := Movement("50.00", "Coffee", name="Somebody"))
    book(as_organiser, upload(as_organiser, url, first))
    assert (Payment.objects.count(), BankEntry.objects.count()) == (2, 3)
    page = upload(as_organiser, url, first)
    assert page.context["left_out"]["already"] == 3
    assert "imported before" in page.content.decode()
    overlap = camt(paid, paid, coffee, Movement("1200.00", twin.reference))
    page = upload(as_organiser, url, overlap)
    assert outcomes(page) == ["matched"]
    book(as_organiser, page)
    assert (Payment.objects.count(), BankEntry.objects.count()) == (3, 4)


def test_a_preview_sent_twice_counts_once(world, as_organiser, url):
    placed_order = placed(world)
    page = upload(as_organiser, url, camt(Movement("1200.00", placed_order.reference)))
    chosen = ticks(page)
    book(as_organiser, page, chosen)
    book(as_organiser, page, chosen)
    assert Payment.objects.count() == 1


def test_two_previews_of_one_file_book_it_once(world, as_organiser, url):
    content = camt(Movement("1200.00", placed(world).reference))
    first, second = (upload(as_organiser, url, content) for _i in range(2))
    book(as_organiser, first)
    book(as_organiser, second)
    assert Payment.objects.count() == 1


def test_what_each_line_is_taken_for(world, as_organiser, url):
    exact, part, over = (placed(world, name=name) for name in ("A", "B", "C"))
    named = placed(world, company="Étoile Filante SARL", name="D")
    cancelled = placed(world, name="E")
    cancel_order(order=cancelled, actor=world.organiser_user)
    page = upload(
        as_organiser,
        url,
        camt(
            Movement("1200.00", exact.reference),
            Movement("1000.00", part.reference),
            Movement("1300.00", over.reference),
            Movement("1200.00", "facture", name="ETOILE FILANTE"),
            Movement("1200.00", cancelled.reference, name="X"),
            Movement("77.00", "who knows", name="Y"),
            Movement("1200.00", exact.reference, currency="USD"),
            Movement("1200.00", exact.reference, direction="DBIT"),
            Movement("1200.00", exact.reference, status="PDNG"),
        ),
    )
    assert outcomes(page) == [
        *("matched", "partial", "over", "suggested", "not_due", "unknown", "currency")
    ]
    assert len(ticks(page)) == 3
    assert page.context["left_out"] == {"already": 0, "pending": 1, "debit": 1}
    text = page.content.decode()
    assert "a part: €200.00 is still to come" in text
    assert "€100.00 too much" in text
    assert "same amount, and the name fits" in text
    suggested = next(
        p.token
        for _t, found in page.context["groups"]
        for p in found
        if p.outcome in ("suggested", "not_due")
    )
    book(as_organiser, page, [*ticks(page), suggested])
    for order, state in ((exact, "paid"), (part, "placed"), (over, "paid"), (named, "paid")):
        order.refresh_from_db()
        assert order.state == state
    assert surplus(over) == Decimal("100.00")
    told = Message.objects.get(key__contains=":partial:")
    assert "€200.00" in told.body or "200,00" in told.body
    assert sorted(BankEntry.objects.filter(state="open").values_list("amount", flat=True)) == [
        Decimal("77.00"),
        Decimal("1200.00"),
    ]


def test_late_money_for_a_cancelled_order_is_noted_where_it_belongs(world, as_organiser, url):
    order = placed(world)
    cancel_order(order=order, actor=world.organiser_user)
    page = upload(as_organiser, url, camt(Movement("1200.00", order.reference)))
    (proposal,) = page.context["groups"][0][1]
    assert (proposal.outcome, proposal.certain) == ("not_due", False)
    book(as_organiser, page, [proposal.token])
    order.refresh_from_db()
    assert (order.state, surplus(order)) == ("cancelled", Decimal("1200.00"))
    text = as_organiser.get(url("order", pk=order.pk)).content.decode()
    assert "To be given back: €1,200.00" in text


def test_one_transfer_for_two_orders(world, as_organiser, url):
    one_, two = placed(world, name="A"), placed(world, name="B")
    page = upload(
        as_organiser, url, camt(Movement("2400.00", f"{one_.reference} + {two.reference}"))
    )
    assert outcomes(page) == ["several"]
    book(as_organiser, page)
    assert set(Order.objects.values_list("state", flat=True)) == {"paid"}
    assert BankEntry.objects.get().payments.count() == 2


def test_what_was_noted_by_hand_is_not_booked_again(world, as_organiser, url):
    order = placed(world)
    record_payment(
        order=order,
        amount=order.total,
        received_on=timezone.datetime(2026, 11, 18).date(),
        actor=world.organiser_user,
    )
    page = upload(as_organiser, url, camt(Movement("1200.00", order.reference)))
    assert outcomes(page) == ["noted"]
    book(as_organiser, page)
    assert Payment.objects.get().bank_entry == BankEntry.objects.get()


def test_what_changed_since_the_preview_books_nothing(world, as_organiser, url):
    order, other = placed(world, name="A"), placed(world, name="B")
    page = upload(
        as_organiser,
        url,
        camt(Movement("1200.00", order.reference), Movement("1200.00", other.reference)),
    )
    cancel_order(order=order, actor=world.organiser_user)
    page = book(as_organiser, page)
    assert "Something has changed since you looked" in page.content.decode()
    assert (Payment.objects.count(), BankEntry.objects.count()) == (0, 0)


def test_an_open_entry_is_assigned_or_set_aside(world, as_organiser, url):
    order = placed(world)
    page = upload(
        as_organiser,
        url,
        camt(
            Movement("1200.00", "no reference", name="Bank of Nowhere", reference="R1"),
            Movement("5.00", "lunch", name="Jane Doe", reference="R2"),
        ),
    )
    book(as_organiser, page)
    lunch, money = BankEntry.objects.order_by("amount")
    page = as_organiser.post(url("bank_entry", pk=money.pk), {"reference": "nothing"})
    assert (page.status_code, list(page.context["form"].errors)) == (422, ["reference"])
    reference = f" {order.reference[:4].lower()} {order.reference[4:]}"
    as_organiser.post(url("bank_entry", pk=money.pk), {"reference": reference})
    order.refresh_from_db()
    assert order.state == Order.State.PAID
    assert Invoice.objects.count() == 1
    assert as_organiser.post(url("bank_entry", pk=money.pk), {"reference": "x"}).status_code == 404
    as_organiser.post(url("bank_entry_aside", pk=lunch.pk))
    lunch.refresh_from_db()
    assert (lunch.state, lunch.name, lunch.text) == ("aside", "", "")
    page = as_organiser.post(url("bank_entry_aside", pk=lunch.pk), follow=True)
    assert "dealt with meanwhile" in page.content.decode()


def test_another_tenants_orders_are_not_found(world, as_organiser, url):
    theirs = placed(world.rival)
    page = upload(as_organiser, url, camt(Movement("1200.00", theirs.reference)))
    assert outcomes(page) == ["unknown"]
    token = next(p for _t, found in page.context["groups"] for p in found).line.key
    book(as_organiser, page, [f"{token}:matched:{theirs.pk}"])
    assert Payment.objects.count() == 0


def test_the_statement_of_another_account_is_pointed_out(world, as_organiser, url):
    page = upload(as_organiser, url, camt(iban="DE89370400440532013000"))
    assert "another account" in page.content.decode()
    assert "No money came in here" in page.content.decode()


COLLECTIVE = b"""<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.04"><BkToCstmrStmt>
<Stmt><Acct><Id><Othr><Id>123</Id></Othr></Id></Acct><Ntry><Amt Ccy="EUR">2000.00</Amt>
<CdtDbtInd>CRDT</CdtDbtInd><Sts>BOOK</Sts><BookgDt><DtTm>2026-11-20T10:00:00</DtTm></BookgDt>
<AcctSvcrRef>B1</AcctSvcrRef><NtryDtls>
<TxDtls><Refs><EndToEndId>%s</EndToEndId></Refs><Amt Ccy="EUR">1200.00</Amt></TxDtls>
<TxDtls><AmtDtls><TxAmt><Amt Ccy="EUR">800.00</Amt></TxAmt></AmtDtls>
<RmtInf><Strd><CdtrRefInf><Ref>%s</Ref></CdtrRefInf></Strd></RmtInf></TxDtls>
</NtryDtls></Ntry></Stmt></BkToCstmrStmt></Document>"""


def test_a_collective_entry_is_read_as_its_transfers(world, as_organiser, url):
    one_, two = placed(world, name="A"), placed(world, name="B")
    page = upload(as_organiser, url, COLLECTIVE % (one_.reference.encode(), two.reference.encode()))
    assert outcomes(page) == ["matched", "partial"]


BROKEN = camt(Movement("12.00", "x"))


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "empty"),
        (b"  \n", "empty"),
        (b"PK\x03\x04rest", "of the kind ZIP, XLSX"),
        (b"%PDF-1.4", "of the kind PDF"),
        (b"just words", "There is no table in this file."),
        (b"<a>\n<b></a>", "Line 2: this is no well-formed XML"),
        (b"<html><body/></html>", "this is no CAMT.053 statement (found: html)"),
        (BROKEN.replace(b"camt.053.001.08", b"camt.052.001.08"), "(found: camt.052.001.08)"),
        (BROKEN.replace(b"001.08", b"001.14"), "version 001.14 of CAMT.053 is not known"),
        (BROKEN.replace(b"12.00", b"12,00"), "“12,00” in &lt;Amt&gt; is no amount"),
        (BROKEN.replace(b' Ccy="EUR"', b""), "says no currency"),
        (BROKEN.replace(b"CRDT", b"PLUS"), "&lt;CdtDbtInd&gt; must be CRDT or DBIT"),
        (
            BROKEN.replace(b"<BookgDt><Dt>2026-11-20", b"<BookgDt><Dt>20.11.2026"),
            "Line 12: “20.11.2026” in &lt;BookgDt&gt; is no day",
        ),
        (
            b'<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>' + BROKEN[38:],
            "has no document type",
        ),
    ],
)
def test_a_bad_file_says_what_is_wrong_and_where(as_organiser, url, content, message):
    page = upload(as_organiser, url, content)
    assert message in page.content.decode().replace("&#x27;", "'")
    assert BankStatement.objects.count() == 0


FRENCH = (
    "Compte 123;;;;\r\n"
    "Date d'opération;Libellé;Débit euros;Crédit euros;Solde\r\n"
    "20/11/2026;VIR SEPA ACME {ref};;1 200,00;9 000,00\r\n"
    "19/11/2026;PRLV LOYER;-800,00;;7 800,00\r\n"
    "20/11/2026;VIR INCONNU é;;42,00;9 042,00\r\n"
    ";Total;;1 242,00;\r\n"
)
ENGLISH = (
    "Booking date,Amount,Currency,Counterparty,Details\n"
    '2026-11-20,"1,200.00",EUR,ACME SAS,"Invoice, {ref}"\n'
    "2026-11-19,-800.00,EUR,LANDLORD,Rent\n"
)
US = "Date\tDescription\tAmount\n11/20/2026\tWIRE {ref}\t1200.00\n11/05/2026\tOTHER\t3.10\n"


@pytest.mark.parametrize(
    ("text", "encoding", "guessed"),
    [
        (FRENCH, "cp1252", (";", 2, ",", "%d/%m/%Y", None, 3)),
        (FRENCH, "utf-8-sig", (";", 2, ",", "%d/%m/%Y", None, 3)),
        (ENGLISH, "utf-8", (",", 1, ".", "%Y-%m-%d", 1, None)),
        (US, "utf-16", ("tab", 1, ".", "%m/%d/%Y", 2, None)),
    ],
)
def test_a_csv_file_is_guessed_shown_confirmed_and_remembered(
    world, as_organiser, url, text, encoding, guessed
):
    order = placed(world)
    content = text.format(ref=order.reference).encode(encoding)
    page = upload(as_organiser, url, content, "november.csv")
    form = page.context["form"]
    names = ("delimiter", "header_row", "decimal_mark", "date_format", "amount", "credit")
    assert tuple(form.initial[name] for name in names) == guessed
    assert order.reference in page.content.decode()
    sent = {k: "" if v is None else v for k, v in form.initial.items()}
    page = as_organiser.post(page.request["PATH_INFO"], sent, follow=True)
    assert outcomes(page)[0] == "matched"
    book(as_organiser, page)
    order.refresh_from_db()
    assert order.state == Order.State.PAID
    # The next file of this kind is read without asking, and books nothing again.
    page = upload(as_organiser, url, content, "again.csv")
    assert page.context["left_out"]["already"] >= 1
    assert BankFormat.objects.count() == 1
    assert outcomes(page) == []


def confirm(client, url, text: str, encoding: str = "utf-8") -> None:
    """Upload a CSV file and say that it is read as was guessed."""
    page = upload(client, url, text.encode(encoding), "november.csv")
    sent = {k: "" if v is None else v for k, v in page.context["form"].initial.items()}
    client.post(page.request["PATH_INFO"], sent)


@pytest.mark.parametrize(("first", "then"), [("utf-8-sig", "cp1252"), ("cp1252", "utf-8-sig")])
def test_a_known_file_may_come_in_another_encoding(world, as_organiser, url, first, then):
    confirm(as_organiser, url, FRENCH.format(ref="X"), first)
    page = upload(as_organiser, url, FRENCH.format(ref="Y").encode(then), "december.csv")
    assert page.status_code == 200
    names = [p.line.text for _title, found in page.context["groups"] for p in found]
    assert names == ["VIR SEPA ACME Y", "VIR INCONNU é"]


@pytest.mark.parametrize("above", ["", "Compte 123\r\n\r\nTitulaire X\r\nSolde au 1/12\r\n"])
def test_more_or_less_above_the_columns_loses_no_movement(world, as_organiser, url, above):
    confirm(as_organiser, url, FRENCH.format(ref="X"))
    table = FRENCH.format(ref="Y").split("\r\n", 1)[1]
    page = upload(as_organiser, url, (above + table).encode(), "december.csv")
    assert page.context["statement"].confirmed
    assert [p.line.text for _title, found in page.context["groups"] for p in found] == [
        "VIR SEPA ACME Y",
        "VIR INCONNU é",
    ]


def test_a_known_file_that_can_not_be_read_as_before_is_looked_at_anew(world, as_organiser, url):
    confirm(as_organiser, url, FRENCH.format(ref="X"))
    other = FRENCH.format(ref="Y").replace("20/11/2026", "2026-11-20")
    page = upload(
        as_organiser, url, other.replace("19/11/2026", "2026-11-19").encode(), "december.csv"
    )
    assert page.request["PATH_INFO"].endswith("/columns/")
    assert page.context["form"].initial["date_format"] == "%Y-%m-%d"


def test_a_file_whose_reading_fails_is_shown_as_it_seems_and_can_be_forgotten(
    world, as_organiser, url
):
    upload(as_organiser, url, FRENCH.format(ref="X").encode("cp1252"), "november.csv")
    statement = BankStatement.objects.get()
    statement.reading["encoding"] = "utf-8-sig"
    statement.confirmed = True
    statement.save()
    page = as_organiser.get(url("bank_statement", pk=statement.pk), follow=True)
    assert page.context["form"].initial["encoding"] == "cp1252"
    assert url("bank_discard", pk=statement.pk) in page.content.decode()


def columns_page(world, client, url) -> tuple[str, dict[str, object]]:
    page = upload(client, url, FRENCH.format(ref="X").encode(), "november.csv")
    values = {k: "" if v is None else v for k, v in page.context["form"].initial.items()}
    return page.request["PATH_INFO"], values


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        (
            {"date_format": "%Y-%m-%d"},
            "Line 3: “20/11/2026” in the column “Date d'opération” is no day",
        ),
        (
            {"decimal_mark": "."},
            "Line 3: “1 200,00” in the column “Crédit euros” is no amount",
        ),
        ({"credit": "", "debit": ""}, "Say in which column the amount stands."),
        ({"encoding": "utf-16"}, "not written in this encoding"),
    ],
)
def test_a_csv_file_read_wrongly_says_where(world, as_organiser, url, changes, message):
    path, values = columns_page(world, as_organiser, url)
    page = as_organiser.post(path, values | changes)
    assert page.status_code == 422
    assert message in page.content.decode().replace("&#x27;", "'")


def test_the_table_is_looked_at_again_with_another_delimiter(world, as_organiser, url):
    path, values = columns_page(world, as_organiser, url)
    page = as_organiser.post(path, values | {"delimiter": ",", "do": "look"})
    assert page.status_code == 200
    assert page.context["table"][0] != "Date d'opération"
    assert not page.context["form"].is_bound


def test_a_file_is_forgotten_at_once_or_after_a_day(world, as_organiser, url):
    upload(as_organiser, url, camt(Movement("1.00")))
    statement = BankStatement.objects.get()
    as_organiser.post(url("bank_discard", pk=statement.pk))
    assert not BankStatement.objects.exists()
    upload(as_organiser, url, camt(Movement("1.00")))
    assert forget_uploads() == 0
    BankStatement.objects.update(created_at=timezone.now() - timezone.timedelta(days=2))
    assert forget_uploads() == 1
