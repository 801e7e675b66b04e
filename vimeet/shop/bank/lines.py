"""What a bank statement says, whatever file it came in."""

from __future__ import annotations

import datetime as dt
import hashlib
import unicodedata
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace
from decimal import Decimal
from enum import StrEnum

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

# More than a year of a busy account: whoever sends more has chosen the wrong file.
MOST_LINES = 5000
LONGEST_NAME = 140
LONGEST_TEXT = 1000


class Direction(StrEnum):
    """Which way the money went."""

    CREDIT = "credit"
    DEBIT = "debit"
    # Announced, not booked yet; it comes again once it is.
    PENDING = "pending"


@dataclass(frozen=True)
class BankLine:
    """One movement of the account. ``amount`` is above nought; ``direction`` says which way."""

    # Where it stands in the file, for messages: the line's number.
    number: int
    direction: Direction
    booked_on: dt.date
    amount: Decimal
    currency: str
    # Who paid, and what they wrote.
    name: str
    text: str
    # What makes the movement itself, the same in every file that contains it.
    identity: tuple[str, ...]
    # Set by ``with_keys``.
    key: str = ""


@dataclass(frozen=True)
class Statement:
    """A file as it was read. ``account``: its IBAN or number, empty where the file is silent."""

    account: str
    lines: tuple[BankLine, ...]
    # Rows that are no movements (totals, notes below the table).
    left_out: int = 0


class StatementError(ValidationError):
    """The file can't be read; the message names the line."""


def at_line(number: int, message: str) -> StatementError:
    """What is wrong, and where."""
    return StatementError(_("Line %(number)d: %(what)s") % {"number": number, "what": message})


def squeezed(text: str) -> str:
    """``text`` without accents, in small letters, single spaces between words."""
    plain = unicodedata.normalize("NFKD", text)
    letters = "".join(c for c in plain if not unicodedata.combining(c))
    return " ".join(letters.casefold().split())


def with_keys(lines: Iterable[BankLine]) -> tuple[BankLine, ...]:
    """The lines, each with its key: a hash of what it is.

    Movements that are alike in everything are counted, so that the second of two equal transfers
    of one day has a key of its own, and the same one in every file.
    """
    seen: Counter[tuple[str, ...]] = Counter()
    keyed = []
    for line in lines:
        seen[line.identity] += 1
        parts = (*line.identity, str(seen[line.identity]))
        digest = hashlib.sha256("\x1f".join(parts).encode()).hexdigest()
        keyed.append(replace(line, key=digest))
    return tuple(keyed)
