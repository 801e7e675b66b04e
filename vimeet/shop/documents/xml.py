"""The invoice for machines: Factur-X XML, profile EN 16931 (cross-industry invoice)."""

from __future__ import annotations

import datetime as dt
import re
from decimal import Decimal
from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _
from facturx import generate_cii_xml
from stdnum.fr import siret

from vimeet.shop.documents.content import CATEGORIES, EXEMPT, Content
from vimeet.shop.money import CURRENCY
from vimeet.shop.taxes import SELLER_COUNTRY, Treatment

LEVEL = "en16931"
# UNTDID 1001, UN/ECE recommendation 20, UNTDID 4461, ISO 6523.
INVOICE, CREDIT_NOTE = "380", "381"
ONE = "C62"
CREDIT_TRANSFER = "30"
SIREN = "0002"
# UNTDID 4451: which note is which of those that French law asks for.
EARLY, LATE, RECOVERY = "AAB", "PMD", "PMT"
# Why no VAT is charged, by its code in the VATEX list; the seller says it in words alone.
EXEMPTIONS = {
    CATEGORIES[Treatment.REVERSE_CHARGE]: {"BT-121": "VATEX-EU-AE"},
    CATEGORIES[Treatment.OUTSIDE]: {"BT-121": "VATEX-EU-G"},
    EXEMPT: {},
}
# What no XML may hold: control characters, as they come along with what is pasted.
_FORBIDDEN = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def invoice_xml(content: Content) -> bytes:
    """The XML of an invoice; raises ``Exception`` of the library unless its schema accepts it."""
    xml: bytes = generate_cii_xml(_allowed(_terms(content)), level=LEVEL, check_schematron=None)
    return xml


def _allowed(value: Any) -> Any:
    if isinstance(value, str):
        return _FORBIDDEN.sub("", value)
    if isinstance(value, dict):
        return {name: _allowed(one) for name, one in value.items()}
    if isinstance(value, list):
        return [_allowed(one) for one in value]
    return value


def _terms(content: Content) -> dict[str, Any]:
    """The business terms of EN 16931, by number; amounts as text, to stay exact."""
    seller, corrects = content["seller"], content["corrects"]
    terms: dict[str, Any] = {
        "BT-1": content["number"],
        "BT-2": _day(content["issued_on"]),
        "BT-3": CREDIT_NOTE if corrects else INVOICE,
        "BT-5": CURRENCY,
        "BT-9": _day(content["due_on"]),
        "BT-13": content["purchase_order"],
        "BT-72": _day(content["held_on"][1]),
        "BT-81": CREDIT_TRANSFER,
        "BT-83": content["reference"],
        "BT-84": "".join(seller["iban"].split()),
        "BT-86": seller["bic"],
        "BT-106": content["net"],
        "BT-109": content["net"],
        "BT-110": content["tax"],
        "BT-112": content["total"],
        "BT-113": content["received"],
        "BT-115": content["due"],
        "BG-4": _seller(seller),
        "BG-7": _buyer(content["buyer"]),
        "BG-23": [_tax(group, content["mention"]) for group in content["taxes"]],
        "BG-25": [_line(i, line, content["taxes"]) for i, line in enumerate(content["lines"], 1)],
    }
    terms["BG-1"] = _notes(content)
    if corrects:
        terms["BG-3"] = [{"BT-25": corrects["number"], "BT-26": _day(corrects["issued_on"])}]
    return terms


def _notes(content: Content) -> list[dict[str, str]]:
    """Why there is no VAT; of an invoice also what French law wants said about paying late."""
    notes = [{"BT-22": content["mention"]}] if content["mention"] else []
    if content["corrects"]:
        return notes
    with translation.override(content["language"]):
        return notes + [
            {"BT-21": code, "BT-22": text}
            for code, text in (
                (EARLY, _("No discount for early payment.")),
                (LATE, _("Late payment: interest at three times the French legal rate.")),
                (RECOVERY, _("Late payment: a flat fee of €40 for recovery costs.")),
            )
        ]


def _seller(seller: dict[str, str]) -> dict[str, Any]:
    return {
        "name": seller["name"],
        "legal_identifier": siret.to_siren(siret.compact(seller["siret"])),
        "legal_identifier_schemeid": SIREN,
        "vat_identifier": "".join(seller["vat_number"].split()).upper(),
        "legal_info": seller["legal_form"],
        "addr_l1": _in_one_line(seller["street"]),
        "postcode": seller["postal_code"],
        "city": seller["city"],
        "country_code": SELLER_COUNTRY,
        "contacts": [{"name": seller["name"], "email": seller["email"]}],
    }


def _buyer(buyer: dict[str, str]) -> dict[str, Any]:
    return {
        "name": buyer["name"],
        "vat_identifier": buyer["vat_number"],
        "addr_l1": _in_one_line(buyer["street"]),
        "postcode": buyer["postal_code"],
        "city": buyer["city"],
        "country_code": buyer["country"],
    }


def _tax(group: dict[str, str], mention: str) -> dict[str, Any]:
    terms: dict[str, Any] = {
        "BT-116": group["net"],
        "BT-117": group["tax"],
        "BT-118": group["category"],
        "BT-119": group["rate"],
    }
    if group["category"] in EXEMPTIONS:
        terms |= {"BT-120": mention} | EXEMPTIONS[group["category"]]
    return terms


def _line(number: int, line: dict[str, Any], taxes: list[dict[str, str]]) -> dict[str, Any]:
    category = next(group["category"] for group in taxes if group["rate"] == line["rate"])
    terms: dict[str, Any] = {
        "BT-126": str(number),
        "BT-129": str(line["quantity"]),
        "BT-130": ONE,
        "BT-131": line["net"],
        "BT-146": line["unit_price"],
        "BT-151": category,
        "BT-152": line["rate"],
        "BT-153": line["description"],
    }
    if Decimal(line["discount"]):
        # UNTDID 5189, 95: discount.
        terms["BG-27"] = [{"amount": line["discount"], "reason_code": "95"}]
    return terms


def _day(text: str) -> dt.date:
    return dt.date.fromisoformat(text)


def _in_one_line(text: str) -> str:
    return ", ".join(line.strip() for line in text.splitlines() if line.strip())
