"""The invoice for people: PDF/A-3 with the XML attached (Factur-X).

Typst sets the page with the fonts it brings along, so that it looks the same everywhere; the
``factur-x`` library checks the XML against its schema, attaches it, and says so in the metadata.
"""

from __future__ import annotations

import datetime as dt
import json
from decimal import Decimal
from pathlib import Path

import typst
from django.utils import translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django_countries import countries
from facturx import generate_from_binary

from vimeet.shop.documents.content import Content
from vimeet.shop.documents.glyphs import shown
from vimeet.shop.documents.xml import LEVEL, invoice_xml
from vimeet.shop.taxes import SELLER_COUNTRY
from vimeet.shop.words import euros, percents

TEMPLATE = Path(__file__).with_name("invoice.typ")


def invoice_pdf(content: Content) -> bytes:
    """The document of an invoice, in its language."""
    with translation.override(content["language"]):
        printed = _printed(content)
    page = _set(printed)
    pdf: bytes = generate_from_binary(
        page,
        invoice_xml(content),
        flavor="factur-x",
        level=LEVEL,
        # The XML was checked when it was built.
        check_xsd=False,
        pdf_metadata={
            "author": content["seller"]["name"],
            "keywords": "Factur-X",
            "title": printed["title"],
            "subject": printed["title"],
        },
        lang=content["language"],
        afrelationship="alternative",
    )
    return pdf


def proforma_pdf(content: Content) -> bytes:
    """The same page before the invoice: what to pay, under the order's reference."""
    with translation.override(content["language"]):
        title = _("Pro-forma invoice %(reference)s") % {"reference": content["reference"]}
        return _set(_printed(content) | {"title": title})


def _set(printed: dict[str, object]) -> bytes:
    try:
        return _compile(printed)
    except typst.TypstError:
        # Most likely a character that no font shows. Looking for it is slow, so only now.
        return _compile(shown(printed))


def _compile(printed: dict[str, object]) -> bytes:
    return typst.compile(
        TEMPLATE,
        format="pdf",
        pdf_standards="a-3b",
        sys_inputs={"printed": json.dumps(printed)},
        ignore_system_fonts=True,
    )


def _printed(content: Content) -> dict[str, object]:
    """Every text of the page, ready to be set."""
    credit = content["corrects"] is not None
    title = _("Credit note %(number)s") if credit else _("Invoice %(number)s")
    return {
        "language": content["language"],
        "year": int(content["issued_on"][:4]),
        "month": int(content["issued_on"][5:7]),
        "day": int(content["issued_on"][8:]),
        "title": title % {"number": content["number"]},
        "seller": _address(content["seller"], SELLER_COUNTRY),
        "buyer_label": _("Invoiced to"),
        "buyer": _address(content["buyer"], content["buyer"]["country"]),
        "facts": _facts(content),
        "heads": [
            _("Description"),
            _("Quantity"),
            _("Unit price"),
            _("VAT"),
            _("Without VAT"),
        ],
        "lines": [_line(line) for line in content["lines"]],
        "totals": [
            [_("Total without VAT"), euros(Decimal(content["net"]))],
            *(
                [
                    _("VAT %(rate)s on %(net)s")
                    % {
                        "rate": percents(Decimal(group["rate"])),
                        "net": euros(Decimal(group["net"])),
                    },
                    euros(Decimal(group["tax"])),
                ]
                for group in content["taxes"]
            ),
        ],
        "total": [_("Total"), euros(Decimal(content["total"]))],
        "notes": _notes(content, credit=credit),
        "foot": _foot(content["seller"]),
    }


def _address(party: dict[str, str], country: str) -> list[str]:
    return [
        party["name"],
        *party["street"].splitlines(),
        f"{party['postal_code']} {party['city']}",
        str(countries.name(country)),
    ]


def _facts(content: Content) -> list[list[str]]:
    """Label and value pairs beside the addresses."""
    facts = [[_("Date"), _day(content["issued_on"])]]
    if content["corrects"]:
        of = _("%(number)s of %(day)s") % {
            "number": content["corrects"]["number"],
            "day": _day(content["corrects"]["issued_on"]),
        }
        facts.append([_("Corrects the invoice"), of])
    else:
        facts.append([_("Due on"), _day(content["due_on"])])
    first, last = (_day(day) for day in content["held_on"])
    when = first if first == last else _("%(first)s to %(last)s") % {"first": first, "last": last}
    facts.append([_("Event"), f"{content['event']}, {when}"])
    facts.append([_("Order"), content["reference"]])
    if content["purchase_order"]:
        facts.append([_("Your purchase order"), content["purchase_order"]])
    if content["buyer"]["vat_number"]:
        facts.append([_("Your VAT number"), content["buyer"]["vat_number"]])
    return facts


def _line(line: dict[str, str]) -> list[str]:
    discount = Decimal(line["discount"])
    return [
        line["description"],
        str(line["quantity"]),
        euros(Decimal(line["unit_price"])),
        percents(Decimal(line["rate"])),
        euros(Decimal(line["net"])),
        _("Reduction: %(amount)s") % {"amount": euros(discount)} if discount else "",
    ]


def _notes(content: Content, *, credit: bool) -> list[str]:
    """What stands below the totals; the sentences the law asks for among it."""
    notes = [content["mention"]] if content["mention"] else []
    if credit:
        return notes
    due = Decimal(content["due"])
    if not due:
        notes.append(_("Paid. Nothing is due."))
    else:
        if due != Decimal(content["total"]):
            amounts = {
                "received": euros(Decimal(content["received"])),
                "due": euros(due),
            }
            notes.append(_("Received: %(received)s. Still due: %(due)s.") % amounts)
        notes.append(
            _("Please pay by transfer to %(iban)s (BIC %(bic)s), reference %(reference)s.")
            % {
                "iban": content["seller"]["iban"],
                "bic": content["seller"]["bic"],
                "reference": content["reference"],
            }
        )
    notes.append(
        _(
            "No discount for early payment. Late payment: interest at three times the French "
            "legal rate, and a flat fee of €40 for recovery costs."
        )
    )
    return notes


def _foot(seller: dict[str, str]) -> str:
    parts = [
        seller["name"],
        seller["legal_form"],
        _("SIRET %(number)s") % {"number": seller["siret"]},
        _("VAT %(number)s") % {"number": seller["vat_number"]},
        seller["email"],
    ]
    return " · ".join(part for part in parts if part)


def _day(text: str) -> str:
    return date_format(dt.date.fromisoformat(text), "DATE_FORMAT")
