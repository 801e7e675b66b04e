"""Reading a table that somebody uploads: CSV as spreadsheets write it, or a spreadsheet itself."""

from __future__ import annotations

import csv
import io
import zipfile
from typing import IO

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from python_calamine import CalamineError, CalamineWorkbook

MOST_BYTES = 2 * 1024 * 1024
# A spreadsheet is compressed: what a small file unpacks to has a limit, too.
MOST_UNPACKED_BYTES = 40 * 1024 * 1024
_ZIP = b"PK\x03\x04"
# What must not become a formula is exported with this mark before it (see console exports).
_MARKED = ("'=", "'+", "'-", "'@")


def read_table(file: IO[bytes]) -> list[list[str]]:
    """The rows of ``file``, each cell as text without spaces around it.

    Spreadsheets (xlsx, ods) give their first sheet. CSV may be UTF-8 or Windows-1252, with commas,
    semicolons or tabs. Row n of the result is row n of the sheet. Raises ValidationError if it
    is too large or can't be read.
    """
    content = file.read(MOST_BYTES + 1)
    if len(content) > MOST_BYTES:
        raise ValidationError(_("The file is larger than 2 MB."))
    rows = _spreadsheet(content) if content.startswith(_ZIP) else _csv(content)
    return [[_plain(cell) for cell in row] for row in rows]


def _plain(cell: object) -> str:
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell)
    text = str(cell).strip()
    return text[1:] if text.startswith(_MARKED) else text


def _spreadsheet(content: bytes) -> list[list[object]]:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            if sum(entry.file_size for entry in archive.infolist()) > MOST_UNPACKED_BYTES:
                raise ValidationError(_("The file is larger than 2 MB."))
        book = CalamineWorkbook.from_filelike(io.BytesIO(content))
        # From the first row on, empty or not: the numbers of lines are those that people see.
        sheet = book.get_sheet_by_index(0)
        return [list(row) for row in sheet.to_python(skip_empty_area=False)]
    except (CalamineError, zipfile.BadZipFile, IndexError) as error:
        raise ValidationError(_("This spreadsheet can’t be read. Save it as CSV.")) from error


def _csv(content: bytes) -> list[list[object]]:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = content.decode("cp1252", errors="replace")
    if "\0" in text:
        raise ValidationError(_("This file is no table. Send a CSV file or a spreadsheet."))
    first = text.partition("\n")[0]
    delimiter = max(";,\t", key=first.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    try:
        return [list(row) for row in reader]
    except csv.Error as error:
        raise ValidationError(
            _("Line %(line)d can’t be read.") % {"line": reader.line_num}
        ) from error
