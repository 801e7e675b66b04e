"""How a CSV statement is to be read: what the columns are, how days and amounts are written."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext_lazy as _

ENCODINGS = (
    ("utf-8-sig", "UTF-8"),
    ("cp1252", "Windows-1252"),
    ("iso8859-15", "ISO-8859-15"),
    ("mac-roman", "Mac Roman"),
    ("utf-16", "UTF-16"),
)
DELIMITERS = (
    (";", _("Semicolon ;")),
    (",", _("Comma ,")),
    ("tab", _("Tab")),
    ("|", _("Bar |")),
)
DECIMAL_MARKS = ((",", _("Comma: 1 234,56")), (".", _("Point: 1,234.56")))
# Days before months first: of a date that can be both, this is what European banks mean.
DATE_FORMATS = (
    ("%d/%m/%Y", _("31/12/2026")),
    ("%d/%m/%y", _("31/12/26")),
    ("%d.%m.%Y", _("31.12.2026")),
    ("%d.%m.%y", _("31.12.26")),
    ("%d-%m-%Y", _("31-12-2026")),
    ("%Y-%m-%d", _("2026-12-31")),
    ("%Y/%m/%d", _("2026/12/31")),
    ("%Y%m%d", _("20261231")),
    ("%m/%d/%Y", _("12/31/2026 (month first)")),
)


@dataclass(frozen=True)
class Reading:
    """One way to read a table. Columns count from 0; None: there is no such column.

    An amount stands in one column with its sign, or in one for what came in (and, if it matters,
    one for what went out).
    """

    encoding: str
    delimiter: str
    # The row that names the columns, counted from 1; 0: none does.
    header_row: int
    decimal_mark: str
    date_format: str
    date: int | None
    amount: int | None
    credit: int | None
    debit: int | None
    texts: tuple[int, ...]
    name: int | None
    currency: int | None

    def to_json(self) -> dict[str, Any]:
        """As the table of the database keeps it."""
        return asdict(self)

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Reading:
        """What ``to_json`` gave."""
        return cls(**{**data, "texts": tuple(data["texts"])})


_SPACES = re.compile(r"[\s'’\u00a0\u202f]")
_CURRENCY = re.compile(r"€|eur", re.IGNORECASE)


def parse_amount(written: str, decimal_mark: str) -> Decimal | None:
    """The amount with its sign; None if it is none. A minus may stand behind, or be brackets."""
    text = _CURRENCY.sub("", _SPACES.sub("", written)).replace("−", "-")
    negative = text.startswith(("-", "(")) or text.endswith("-")
    text = text.strip("+-()")
    # Thousands are set apart three by three, or this is no amount written like that.
    point, apart = (re.escape(mark) for mark in (",." if decimal_mark == "," else ".,"))
    if not re.fullmatch(
        rf"(\d{{1,13}}|\d{{1,3}}({apart}\d{{3}}){{1,4}})({point}\d{{1,2}}0*)?|{point}\d{{1,2}}",
        text,
    ):
        return None
    plain = text.replace("." if decimal_mark == "," else ",", "").replace(",", ".")
    amount = Decimal(plain).quantize(Decimal("0.01"))
    return -amount if negative else amount


def parse_date(written: str, date_format: str) -> dt.date | None:
    """The day; None if it is none. A time of day behind it is left out."""
    day = re.split(r"[ T]", written.strip(), maxsplit=1)[0]
    try:
        return dt.datetime.strptime(day, date_format).date()
    except ValueError:
        return None


def guess_date_format(cells: Sequence[str]) -> str | None:
    """The format that reads most of the cells that hold figures; None if none reads half."""
    filled = [cell for cell in cells if any(c.isdigit() for c in cell)]
    best, most = None, len(filled) / 2
    for date_format, _label in DATE_FORMATS:
        count = sum(parse_date(cell, date_format) is not None for cell in filled)
        if count > most:
            best, most = date_format, count
    return best


def guess_decimal_mark(cells: Sequence[str]) -> str:
    """The mark before the last two figures of most amounts."""
    found = [m[1] for cell in cells if (m := re.search(r"([.,])\d{1,2}\D*$", cell.strip()))]
    return "." if found.count(".") > found.count(",") else ","
