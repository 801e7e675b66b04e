"""The books of an organiser's year: a plain table, and the French accounting file (FEC).

The FEC (tax procedure code, article A47 A-1) has 18 columns, tab-separated, one row for each side
of an entry. Sales book: customer against revenue and VAT; bank book: bank against customer.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from itertools import count
from typing import TYPE_CHECKING

from django.utils import timezone
from stdnum.fr import siret

from vimeet.shop.models import Invoice, Payment, Seller
from vimeet.shop.money import ZERO
from vimeet.shop.taxes import SELLER_ZONE

if TYPE_CHECKING:
    from vimeet.events.models import Organiser

FEC_COLUMNS = (
    "JournalCode",
    "JournalLib",
    "EcritureNum",
    "EcritureDate",
    "CompteNum",
    "CompteLib",
    "CompAuxNum",
    "CompAuxLib",
    "PieceRef",
    "PieceDate",
    "EcritureLib",
    "Debit",
    "Credit",
    "EcritureLet",
    "DateLet",
    "ValidDate",
    "Montantdevise",
    "Idevise",
)
# Accounts of the French general chart, named as accountants there read them.
CUSTOMERS = ("411000", "Clients")
REVENUE = ("706000", "Prestations de services")
VAT = ("445710", "TVA collectée")
BANK = ("512000", "Banque")
SALES_BOOK = ("VE", "Ventes")
BANK_BOOK = ("BQ", "Banque")


def invoices_of_year(organiser: Organiser, year: int) -> list[Invoice]:
    """The organiser's invoices and credit notes of ``year`` by number, without the documents."""
    invoices = Invoice.objects.of_organiser(organiser).filter(year=year).defer("pdf")
    return list(invoices.select_related("order", "event").order_by("sequence"))


def payments_of_year(organiser: Organiser, year: int) -> list[Payment]:
    """What came in and went back in ``year``, by day."""
    payments = Payment.objects.of_organiser(organiser).filter(received_on__year=year)
    return list(payments.select_related("order").order_by("received_on", "pk"))


def invoice_rows(organiser: Organiser, year: int) -> Iterator[list[str | Decimal]]:
    """A header and a row for each invoice; credit notes with amounts below nought."""
    yield [
        "number",
        "kind",
        "issued_on",
        "corrects",
        "event",
        "order",
        "customer",
        "country",
        "vat_number",
        "net",
        "vat",
        "total",
    ]
    for invoice in invoices_of_year(organiser, year):
        buyer = invoice.content["buyer"]
        corrects = invoice.content["corrects"]
        yield [
            invoice.number,
            invoice.kind,
            invoice.issued_on.isoformat(),
            corrects["number"] if corrects else "",
            invoice.content["event"],
            invoice.order.reference,
            buyer["name"],
            buyer["country"],
            buyer["vat_number"],
            invoice.sign * invoice.net,
            invoice.sign * invoice.tax,
            invoice.sign * invoice.total,
        ]


@dataclass(frozen=True)
class _Side:
    """One side of an entry: above nought a debit, below nought a credit."""

    account: tuple[str, str]
    amount: Decimal


@dataclass(frozen=True)
class _Entry:
    book: tuple[str, str]
    day: dt.date
    piece: str
    piece_day: dt.date
    label: str
    customer: tuple[str, str]
    sides: tuple[_Side, ...]


def _entry_of_invoice(invoice: Invoice) -> _Entry:
    name = invoice.content["buyer"]["name"]
    kind = "Facture" if invoice.kind == Invoice.Kind.INVOICE else "Avoir"
    return _Entry(
        SALES_BOOK,
        invoice.issued_on,
        invoice.number,
        invoice.issued_on,
        f"{kind} {invoice.number} {name}",
        (invoice.order.reference, name),
        (
            _Side(CUSTOMERS, invoice.sign * invoice.total),
            _Side(REVENUE, -invoice.sign * invoice.net),
            _Side(VAT, -invoice.sign * invoice.tax),
        ),
    )


def _entry_of_payment(payment: Payment) -> _Entry:
    name = payment.order.company
    kind = "Règlement" if payment.amount > 0 else "Remboursement"
    return _Entry(
        BANK_BOOK,
        payment.received_on,
        payment.order.reference,
        payment.received_on,
        f"{kind} {payment.order.reference} {name}",
        (payment.order.reference, name),
        (_Side(BANK, payment.amount), _Side(CUSTOMERS, -payment.amount)),
    )


def fec(organiser: Organiser, year: int) -> str:
    """The file of ``year``; every entry's debits and credits are equal."""
    entries = [_entry_of_invoice(i) for i in invoices_of_year(organiser, year)]
    entries += [_entry_of_payment(p) for p in payments_of_year(organiser, year)]
    lines: list[tuple[str, ...]] = [FEC_COLUMNS]
    # Stable: within a day, sales come before what the bank says.
    for number, entry in zip(count(1), sorted(entries, key=lambda e: e.day), strict=False):
        lines += [_fec_line(number, entry, side) for side in entry.sides if side.amount != ZERO]
    return "".join("\t".join(line) + "\r\n" for line in lines)


def _fec_line(number: int, entry: _Entry, side: _Side) -> tuple[str, ...]:
    auxiliary = entry.customer if side.account == CUSTOMERS else ("", "")
    return (
        *entry.book,
        str(number),
        f"{entry.day:%Y%m%d}",
        *side.account,
        auxiliary[0],
        _plain(auxiliary[1]),
        entry.piece,
        f"{entry.piece_day:%Y%m%d}",
        _plain(entry.label),
        _amount(max(side.amount, ZERO)),
        _amount(max(-side.amount, ZERO)),
        "",
        "",
        f"{entry.day:%Y%m%d}",
        "",
        "",
    )


def fec_name(seller: Seller | None, year: int) -> str:
    """The name the tax office asks for: SIREN, FEC, the last day of the year."""
    siren = siret.to_siren(siret.compact(seller.siret)) if seller else ""
    return f"{siren}FEC{year}1231.txt"


def years_of(organiser: Organiser) -> list[int]:
    """The years with books, the present one among them, latest first."""
    invoiced = Invoice.objects.of_organiser(organiser).order_by().values_list("year", flat=True)
    paid = Payment.objects.of_organiser(organiser).order_by().dates("received_on", "year")
    years = {
        *invoiced.distinct(),
        *(day.year for day in paid),
        timezone.localdate(timezone=SELLER_ZONE).year,
    }
    return sorted(years, reverse=True)


def _plain(text: str) -> str:
    """``text`` without what separates columns and rows."""
    return " ".join(text.split())


def _amount(amount: Decimal) -> str:
    return f"{amount:.2f}".replace(".", ",")
