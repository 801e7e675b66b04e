"""Reading a CSV statement: guessing how it is written, and reading it as was confirmed."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from decimal import Decimal

from django.utils.translation import gettext as _

from vimeet.shop.bank.lines import (
    LONGEST_NAME,
    LONGEST_TEXT,
    MOST_LINES,
    BankLine,
    Direction,
    Statement,
    StatementError,
    at_line,
    squeezed,
    with_keys,
)
from vimeet.shop.bank.reading import (
    DECIMAL_MARKS,
    DELIMITERS,
    Reading,
    guess_date_format,
    guess_decimal_mark,
    parse_amount,
    parse_date,
)
from vimeet.shop.money import CURRENCY

# A row of the file with the number of its (first) line.
Row = tuple[int, list[str]]
# How banks name their columns, in the order in which they are looked for.
_NAMES = {
    "date": r"^date( (comptable|d.?operation|operation|de comptabilisation))?$|booking|buchung",
    "any_date": r"date|datum|jour",
    "credit": r"credit|haben|encaisse|money in|paid in",
    "debit": r"debit|soll|decaisse|money out|paid out",
    "amount": r"montant|amount|betrag|somme",
    "name": r"nom\b|tiers|contrepartie|counterparty|\bname\b|payer|donneur|auftraggeber|emetteur",
    "currency": r"devise|currency|wahrung",
    "text": r"libelle|detail|motif|reference|communication|description|information|remittance"
    r"|verwendungszweck|narrative|memo",
}


def decode(content: bytes, encoding: str) -> str:
    """The file's text. Raises StatementError if it is not written in ``encoding``."""
    try:
        return content.decode(encoding)
    except UnicodeError as error:
        raise StatementError(
            _("The file is not written in this encoding: choose another one.")
        ) from error


def guess_encoding(content: bytes) -> str:
    """UTF-16 by its mark, UTF-8 if it is well-formed, else Western European Windows."""
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "utf-16"
    for encoding in ("utf-8-sig", "cp1252"):
        try:
            content.decode(encoding)
        except UnicodeDecodeError:
            continue
        return encoding
    return "iso8859-15"


def rows_of(text: str, delimiter: str) -> list[Row]:
    """The filled rows of the table, cells stripped. Raises StatementError with the line."""
    reader = csv.reader(io.StringIO(text), delimiter="\t" if delimiter == "tab" else delimiter)
    rows: list[Row] = []
    start = 1
    try:
        for cells in reader:
            stripped = [cell.strip() for cell in cells]
            if any(stripped):
                rows.append((start, stripped))
            start = reader.line_num + 1
            if len(rows) > MOST_LINES:
                raise StatementError(
                    _("More than %(most)d movements: choose a shorter period.")
                    % {"most": MOST_LINES}
                )
    except csv.Error as error:
        raise at_line(start, _("this is no row of a table (%(why)s).") % {"why": error}) from error
    return rows


def guess_delimiter(text: str) -> str:
    """What cuts most rows into the same number of columns, more than one."""

    def score(delimiter: str) -> tuple[int, int]:
        try:
            widths = Counter(len(cells) for _n, cells in rows_of(text, delimiter))
        except StatementError:
            return (0, 0)
        width, rows = max(
            ((w, n) for w, n in widths.items() if w > 1), key=lambda p: p[1], default=(0, 0)
        )
        return (rows, width)

    return max((d for d, _label in DELIMITERS), key=score)


def header_of(rows: Sequence[Row], header_row: int) -> list[str]:
    """The names of the columns; numbered ones where no row names them."""
    for number, cells in rows:
        if number == header_row:
            return cells
    width = max((len(cells) for _n, cells in rows), default=0)
    return [_("Column %(n)d") % {"n": i + 1} for i in range(width)]


def guess_header_row(rows: Sequence[Row]) -> int:
    """The first full row without figures; 0 if there is none above the movements."""
    widths = Counter(len(cells) for _n, cells in rows)
    width = max(widths, key=lambda w: (widths[w], w), default=0)
    for number, cells in rows:
        filled = [cell for cell in cells if cell]
        if len(cells) < width or len(filled) < min(width, 3):
            continue
        return 0 if any(parse_amount(cell, ",") is not None for cell in filled) else number
    return 0


def guess_reading(content: bytes) -> Reading:
    """How the file seems to be written. Raises StatementError if it is no table at all."""
    encoding = guess_encoding(content)
    return guess_columns(content, encoding, guess_delimiter(decode(content, encoding)))


def columns_of(content: bytes, reading: Reading) -> tuple[list[str], list[str]]:
    """The names of the columns, and what the first row below holds."""
    rows = rows_of(decode(content, reading.encoding), reading.delimiter)
    body = [cells for number, cells in rows if number > reading.header_row]
    return header_of(rows, reading.header_row), body[0] if body else []


def table_of(content: bytes, reading: Reading, most: int) -> list[list[str]]:
    """The first rows from the names of the columns on."""
    rows = rows_of(decode(content, reading.encoding), reading.delimiter)
    below = [cells for number, cells in rows if number > reading.header_row]
    return [header_of(rows, reading.header_row), *below[:most]]


def guess_columns(
    content: bytes, encoding: str, delimiter: str, header_row: int | None = None
) -> Reading:
    """What the columns seem to be; ``header_row`` None: it is guessed too."""
    rows = rows_of(decode(content, encoding), delimiter)
    if not rows or max(len(cells) for _n, cells in rows) < 2:
        raise StatementError(_("There is no table in this file."))
    top = guess_header_row(rows) if header_row is None else header_row
    header = header_of(rows, top)
    body = [cells for number, cells in rows if number > top and len(cells) >= 2]
    columns = [[row[i] for row in body if i < len(row)] for i in range(len(header))]
    names = [squeezed(name) for name in header]
    free = set(range(len(header)))

    def named(what: str) -> int | None:
        for i, name in enumerate(names):
            if i in free and re.search(_NAMES[what], name):
                free.discard(i)
                return i
        return None

    formats = [guess_date_format(column) for column in columns]
    dated = {i for i, date_format in enumerate(formats) if date_format}
    date = named("date")
    if date is None or date not in dated:
        date = next((i for i in sorted(dated) if re.search(_NAMES["any_date"], names[i])), None)
    if date is None:
        date = min(dated, default=None)
    free -= dated
    credit, debit = named("credit"), named("debit")
    amount = named("amount") if credit is None else None
    if credit is None and amount is None:
        amount = next((i for i in sorted(free) if _holds_amounts(columns[i])), None)
        free.discard(-1 if amount is None else amount)
    name, currency = named("name"), named("currency")
    texts = []
    while (found := named("text")) is not None:
        texts.append(found)
    if not texts:
        texts = [max(free, key=lambda i: sum(map(len, columns[i])), default=0)] if free else []
    money = columns[amount] if amount is not None else columns[credit] if credit is not None else []
    return Reading(
        encoding=encoding,
        delimiter=delimiter,
        header_row=top,
        decimal_mark=guess_decimal_mark(money),
        date_format=(formats[date] if date is not None else None) or "%d/%m/%Y",
        date=date,
        amount=amount,
        credit=credit,
        debit=debit if credit is not None else None,
        texts=tuple(sorted(texts)),
        name=name,
        currency=currency,
    )


def _holds_amounts(column: Sequence[str]) -> bool:
    filled = [cell for cell in column if cell]
    return bool(filled) and all(
        any(parse_amount(cell, mark) is not None for mark, _label in DECIMAL_MARKS)
        for cell in filled
    )


def read_table(content: bytes, reading: Reading) -> Statement:
    """The movements of a CSV file. Raises StatementError, which names the line and the column."""
    rows = rows_of(decode(content, reading.encoding), reading.delimiter)
    header = header_of(rows, reading.header_row)
    lines, left_out = [], 0
    for number, cells in rows:
        if number <= reading.header_row:
            continue
        line = _line_of(number, cells, header, reading)
        if line is None:
            left_out += 1
        else:
            lines.append(line)
    if not lines:
        raise StatementError(_("There are no movements in this file, read like this."))
    return Statement("", with_keys(lines), left_out)


def _line_of(
    number: int, cells: list[str], header: Sequence[str], reading: Reading
) -> BankLine | None:
    """A row's movement; None for a row that has no day or no amount: a total, a note."""

    def cell(column: int | None) -> str:
        return cells[column] if column is not None and column < len(cells) else ""

    written = cell(reading.date)
    money = [
        (column, sign)
        for column, sign in ((reading.amount, 1), (reading.credit, 1), (reading.debit, -1))
        if cell(column)
    ]
    if not any(c.isdigit() for c in written) or not money:
        return None
    day = parse_date(written, reading.date_format)
    if day is None:
        raise at_line(
            number,
            _("“%(found)s” in the column “%(column)s” is no day written like this.")
            % {"found": written, "column": header[reading.date or 0]},
        )
    amount = sum(
        (_signed(number, cells, header, reading, column, sign) for column, sign in money),
        start=Decimal(0),
    )
    texts = dict.fromkeys(filter(None, (cell(column) for column in reading.texts)))
    return BankLine(
        number=number,
        direction=Direction.CREDIT if amount > 0 else Direction.DEBIT,
        booked_on=day,
        amount=abs(amount),
        currency=cell(reading.currency).upper().replace("€", CURRENCY) or CURRENCY,
        name=" ".join(cell(reading.name).split())[:LONGEST_NAME],
        text=" ".join(" · ".join(texts).split())[:LONGEST_TEXT],
        identity=(
            "csv",
            day.isoformat(),
            f"{amount:.2f}",
            *_words(cells),
        ),
    )


def _signed(
    number: int,
    cells: list[str],
    header: Sequence[str],
    reading: Reading,
    column: int | None,
    sign: int,
) -> Decimal:
    assert column is not None  # noqa: S101 -- only filled columns are asked
    value = parse_amount(cells[column], reading.decimal_mark)
    if value is None:
        raise at_line(
            number,
            _("“%(found)s” in the column “%(column)s” is no amount written like this.")
            % {"found": cells[column], "column": header[column]},
        )
    # A column of debits holds them with or without a minus.
    return value if column == reading.amount else sign * abs(value)


def _words(cells: Sequence[str]) -> Iterator[str]:
    """What of a row tells it from others whatever is taken for what: all but figures of money.

    A running balance would make the same movement another one in the next file.
    """
    for cell in cells:
        if cell and all(parse_amount(cell, mark) is None for mark, _label in DECIMAL_MARKS):
            yield squeezed(cell)
