"""Reading CAMT.053, the account statement of ISO 20022, in its versions 001.02 to 001.08.

Entities and external files are never followed: a document type at all is a refusal.
"""

from __future__ import annotations

import datetime as dt
import re
from decimal import Decimal, InvalidOperation
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from lxml import etree

from vimeet.shop.bank.lines import (
    LONGEST_NAME,
    LONGEST_TEXT,
    MOST_LINES,
    BankLine,
    Direction,
    Statement,
    StatementError,
    at_line,
    with_keys,
)

VERSIONS = range(2, 9)
_NAMESPACE = re.compile(r"\{urn:iso:std:iso:20022:tech:xsd:(?:camt\.053\.001\.(\d\d)|(.*))\}.*")
_AMOUNT = re.compile(r"\d{1,13}(\.\d{1,5})?")
# What banks put where the payer gave no reference.
NOT_PROVIDED = "NOTPROVIDED"


def read_camt(content: bytes) -> Statement:
    """The movements of a CAMT.053 file.

    A collective entry is read as its single transfers where each says its amount. Raises
    StatementError, which names line and element, if it is no such file or something is missing.
    """
    root = _root(content)
    statements = root.findall("{*}BkToCstmrStmt/{*}Stmt")
    if not statements:
        raise at_line(root.sourceline, _("there is no <Stmt> in this file."))
    lines: list[BankLine] = []
    accounts = []
    for statement in statements:
        account = _text(statement, "Acct/Id/IBAN") or _text(statement, "Acct/Id/Othr/Id")
        accounts.append(account)
        for entry in statement.findall("{*}Ntry"):
            lines += _lines_of(entry, account)
            if len(lines) > MOST_LINES:
                raise StatementError(
                    _("More than %(most)d movements: choose a shorter period.")
                    % {"most": MOST_LINES}
                )
    return Statement(accounts[0], with_keys(lines))


def _root(content: bytes) -> Any:
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False
    )
    try:
        root = etree.fromstring(content, parser)
    except etree.XMLSyntaxError as error:
        raise at_line(
            error.lineno or 1, _("this is no well-formed XML (%(why)s).") % {"why": error.msg}
        ) from error
    if root.getroottree().docinfo.doctype:
        raise at_line(1, _("a statement has no document type (<!DOCTYPE>); this file has one."))
    found = _NAMESPACE.fullmatch(str(root.tag))
    version = found[1] if found else None
    if version is None:
        what = found[2] if found else etree.QName(root).localname
        raise at_line(
            root.sourceline,
            _("this is no CAMT.053 statement (found: %(what)s).") % {"what": what},
        )
    if int(version) not in VERSIONS:
        raise at_line(
            root.sourceline,
            _("the version 001.%(version)s of CAMT.053 is not known: ask your bank for 001.08.")
            % {"version": version},
        )
    return root


def _find(node: Any, path: str) -> Any:
    return node.find("/".join(f"{{*}}{name}" for name in path.split("/")))


def _all(node: Any, path: str) -> list[Any]:
    found: list[Any] = node.findall("/".join(f"{{*}}{name}" for name in path.split("/")))
    return found


def _text(node: Any, path: str) -> str:
    found = _find(node, path)
    return "" if found is None else " ".join((found.text or "").split())


def _lines_of(entry: Any, account: str) -> list[BankLine]:
    """An entry's movements: its single transfers if each has an amount, else the entry."""
    status = _text(entry, "Sts/Cd") or _text(entry, "Sts")
    indicator = _indicator(entry)
    direction = Direction.CREDIT if indicator == "CRDT" else Direction.DEBIT
    if _text(entry, "RvslInd") == "true":
        # Money that comes back is no payment by a buyer.
        direction = Direction.DEBIT
    if status and status != "BOOK":
        direction = Direction.PENDING
    booked_on = _day(entry, direction)
    bank_reference = _text(entry, "AcctSvcrRef")
    details = _all(entry, "NtryDtls/TxDtls")
    amounts = [_transfer_amount(one) for one in details]
    if len(details) < 2 or any(amount is None for amount in amounts):
        amount = _find(entry, "Amt")
        if amount is None:
            raise at_line(entry.sourceline, _("<Ntry> has no <Amt>."))
        details, amounts = [details[0] if len(details) == 1 else None], [amount]
    lines = []
    for position, (detail, amount) in enumerate(zip(details, amounts, strict=True)):
        value, currency = _value(amount)
        name, text = _words(entry, detail)
        own = "" if detail is None else _text(detail, "Refs/AcctSvcrRef")
        reference = own or bank_reference
        what = (reference, "" if own else str(position)) if reference else (name, text)
        lines.append(
            BankLine(
                number=amount.sourceline,
                direction=_own_direction(detail, direction),
                booked_on=booked_on,
                amount=value,
                currency=currency,
                name=name[:LONGEST_NAME],
                text=text[:LONGEST_TEXT],
                identity=("camt", account, booked_on.isoformat(), f"{value:.2f}", currency, *what),
            )
        )
    return lines


def _indicator(node: Any) -> str:
    indicator = _text(node, "CdtDbtInd")
    if indicator not in ("CRDT", "DBIT"):
        where = _find(node, "CdtDbtInd")
        raise at_line(
            (node if where is None else where).sourceline,
            _("<CdtDbtInd> must be CRDT or DBIT, here it is “%(found)s”.") % {"found": indicator},
        )
    return indicator


def _own_direction(detail: Any, of_entry: Direction) -> Direction:
    """A single transfer may go the other way than the entry it belongs to."""
    if detail is None or of_entry == Direction.PENDING or not _text(detail, "CdtDbtInd"):
        return of_entry
    return of_entry if _indicator(detail) == "CRDT" else Direction.DEBIT


def _transfer_amount(detail: Any) -> Any:
    """Where a single transfer says its amount; None if it does not."""
    found = _find(detail, "Amt")
    return _find(detail, "AmtDtls/TxAmt/Amt") if found is None else found


def _value(amount: Any) -> tuple[Decimal, str]:
    written, currency = (amount.text or "").strip(), (amount.get("Ccy") or "").strip()
    if not _AMOUNT.fullmatch(written):
        raise at_line(
            amount.sourceline, _("“%(found)s” in <Amt> is no amount.") % {"found": written}
        )
    if not currency:
        raise at_line(amount.sourceline, _("<Amt> says no currency (Ccy)."))
    try:
        return Decimal(written).quantize(Decimal("0.01")), currency
    except InvalidOperation as error:
        raise at_line(
            amount.sourceline, _("“%(found)s” in <Amt> is no amount.") % {"found": written}
        ) from error


def _day(entry: Any, direction: Direction) -> dt.date:
    """The day of booking; of what is not booked yet the day of value, or today."""
    for path in ("BookgDt/Dt", "BookgDt/DtTm", "ValDt/Dt", "ValDt/DtTm"):
        written = _text(entry, path)
        if not written:
            continue
        try:
            return dt.date.fromisoformat(written[:10])
        except ValueError as error:
            raise at_line(
                _find(entry, path).sourceline,
                _("“%(found)s” in <%(element)s> is no day.")
                % {"found": written, "element": path.split("/")[0]},
            ) from error
    if direction == Direction.PENDING:
        return timezone.localdate()
    raise at_line(entry.sourceline, _("<Ntry> has neither <BookgDt> nor <ValDt>."))


def _words(entry: Any, detail: Any) -> tuple[str, str]:
    """Who paid, and all that they and the bank wrote about it."""
    if detail is None:
        return "", _text(entry, "AddtlNtryInf")
    name = ""
    for path in ("Dbtr/Pty/Nm", "Dbtr/Nm", "UltmtDbtr/Pty/Nm", "UltmtDbtr/Nm"):
        name = name or _text(detail, f"RltdPties/{path}")
    parts = [" ".join((one.text or "").split()) for one in _all(detail, "RmtInf/Ustrd")]
    parts += [
        " ".join((one.text or "").split()) for one in _all(detail, "RmtInf/Strd/CdtrRefInf/Ref")
    ]
    end_to_end = _text(detail, "Refs/EndToEndId")
    if end_to_end and end_to_end.upper() != NOT_PROVIDED:
        parts.append(end_to_end)
    parts += [_text(detail, "AddtlTxInf"), _text(entry, "AddtlNtryInf")]
    # A bank likes to say the same thing twice.
    return name, " · ".join(dict.fromkeys(filter(None, parts)))
