"""Bank statements: uploaded, looked at, imported once.

The file stays in the database between the steps. Importing reads and matches it again under locks,
so that it books what is true then; two imports of one organiser come one after the other, and a
movement has a key, so that no file and no two files book it twice.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections import Counter
from collections.abc import Collection
from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from stdnum import iban

from vimeet.audit.services import record
from vimeet.events.models import Organiser, ParticipantType
from vimeet.shop.bank.camt import read_camt
from vimeet.shop.bank.lines import Statement, StatementError
from vimeet.shop.bank.matching import LEFT_OUT, Proposal, propose
from vimeet.shop.bank.reading import Reading
from vimeet.shop.bank.tables import (
    columns_of,
    decode,
    guess_reading,
    header_of,
    read_table,
    rows_of,
)
from vimeet.shop.models import BankEntry, BankFormat, BankStatement, Order, Payment, Seller
from vimeet.shop.selectors import seller_of
from vimeet.shop.services.invoices import issue_invoice
from vimeet.shop.services.payments import still_due, take_payment

if TYPE_CHECKING:
    from vimeet.accounts.models import User
    from vimeet.events.models import Event

MOST_BYTES = 5 * 1024 * 1024
# How long a file waits that nobody imports.
KEPT_FOR = dt.timedelta(days=1)
# What other files begin with that people take for a statement.
_OTHER_FILES = (
    (b"PK\x03\x04", "ZIP, XLSX"),
    (b"%PDF", "PDF"),
    (b"\xd0\xcf\x11\xe0", "XLS"),
    (b":20:", "MT940"),
)


@transaction.atomic
def upload_statement(*, event: Event, actor: User, name: str, content: bytes) -> BankStatement:
    """Keep a file to be looked at and imported by the event's organiser.

    A CSV file is read as such files were read before, else as it seems to be written. Raises
    StatementError, which names the line, if it can't be read.
    """
    if not content.strip():
        raise StatementError(_("This file is empty."))
    if len(content) > MOST_BYTES:
        raise StatementError(_("This file is larger than 5 MB: choose a shorter period."))
    start = content.removeprefix(b"\xef\xbb\xbf").lstrip()
    for mark, kind in _OTHER_FILES:
        if start.startswith(mark):
            raise StatementError(
                _(
                    "This is a file of the kind %(kind)s. Ask your bank's site for CAMT.053 (XML) "
                    "or CSV; unpack it first if it is packed."
                )
                % {"kind": kind}
            )
    statement = BankStatement(
        organiser=event.organiser, name=name[-150:], content=content, uploaded_by=actor
    )
    if start.startswith(b"<"):
        statement.kind = BankStatement.Kind.CAMT
        statement.account = read_camt(content).account[:42]
        statement.confirmed = True
    else:
        statement.kind = BankStatement.Kind.CSV
        guess = guess_reading(content)
        known = _known_reading(event.organiser, content, guess)
        statement.reading = (known or guess).to_json()
        statement.confirmed = known is not None
    statement.save()
    return statement


def _known_reading(organiser: Organiser, content: bytes, guess: Reading) -> Reading | None:
    """How files with these column names were confirmed to be read; None: none was, or it fails.

    What was confirmed is what the columns are. How this file is encoded, and in which row its
    columns are named, is its own: banks write more or less above them, and with other tools.
    """
    known = BankFormat.objects.filter(
        organiser=organiser, header=_header_hash(content, guess)
    ).first()
    if known is None:
        return None
    reading = replace(
        Reading.from_json(known.reading),
        encoding=guess.encoding,
        delimiter=guess.delimiter,
        header_row=guess.header_row,
    )
    try:
        read_table(content, reading)
    except StatementError:
        return None
    return reading


def reading_of(statement: BankStatement) -> Reading:
    """How a CSV file is read so far; as it seems to be written where that can't be done."""
    content = bytes(statement.content)
    reading = Reading.from_json(statement.reading)
    try:
        columns_of(content, reading)
    except StatementError:
        return guess_reading(content)
    return reading


def read(statement: BankStatement) -> Statement:
    """The statement's movements, from its file. Raises StatementError."""
    content = bytes(statement.content)
    if statement.kind == BankStatement.Kind.CAMT:
        return read_camt(content)
    return read_table(content, Reading.from_json(statement.reading))


@transaction.atomic
def set_reading(*, statement: BankStatement, reading: Reading) -> None:
    """Say how a CSV file is read, and remember it for the organiser's next file of its kind.

    Raises StatementError, which names line and column, if it can't be read like that.
    """
    content = bytes(statement.content)
    read_table(content, reading)
    statement.reading = reading.to_json()
    statement.confirmed = True
    statement.save(update_fields=["reading", "confirmed"])
    BankFormat.objects.update_or_create(
        organiser=statement.organiser,
        header=_header_hash(content, reading),
        defaults={"reading": reading.to_json()},
    )


def _header_hash(content: bytes, reading: Reading) -> str:
    """By what a kind of file is known again: the names of its columns."""
    rows = rows_of(decode(content, reading.encoding), reading.delimiter)
    header = "\x1f".join(header_of(rows, reading.header_row))
    return hashlib.sha256(header.encode()).hexdigest()


def other_account(statement: BankStatement) -> bool:
    """Whether the file is of another account than the one that buyers are told to pay to."""
    seller = Seller.objects.of_organiser(statement.organiser).first()
    if seller is None or not statement.account:
        return False
    return bool(iban.compact(statement.account) != iban.compact(seller.iban))


@transaction.atomic
def import_statement(
    *, statement: BankStatement, event: Event, actor: User, chosen: Collection[str]
) -> BankStatement:
    """Book the lines whose ``token`` is among ``chosen``, and keep the others as open entries.

    All or nothing. Imported twice, the first time counts. Raises ValidationError if a chosen line
    is no longer what the preview showed (its order was paid or cancelled meanwhile), or the file
    is no longer there.
    """
    # One import after the other: the second one finds the entries of the first.
    organiser = Organiser.objects.select_for_update(no_key=True).get(pk=event.organiser_id)
    current: BankStatement | None = BankStatement.objects.filter(
        pk=statement.pk, organiser=organiser
    ).first()
    if current is None:
        raise ValidationError(_("This file is gone: upload it again."))
    if current.imported_at is not None:
        return current
    tokens = {token.partition(":")[0]: token for token in chosen}
    _lock_orders(organiser, chosen)
    proposals = propose(organiser, read(current).lines)
    counts: Counter[str] = Counter()
    paid: list[Order] = []
    left_open = []
    for proposal in proposals:
        line = proposal.line
        token = tokens.get(line.key)
        if proposal.outcome in LEFT_OUT:
            counts[proposal.outcome] += 1
            continue
        entry = BankEntry(
            organiser=organiser,
            statement=current,
            key=line.key,
            booked_on=line.booked_on,
            amount=line.amount,
            name=line.name,
            text=line.text,
        )
        if token is None:
            counts[BankEntry.State.OPEN] += 1
            left_open.append(entry)
            continue
        if token != proposal.token or not proposal.bookable:
            raise ValidationError(
                _("Something has changed since you looked: look at the lines again.")
            )
        counts[BankEntry.State.BOOKED] += 1
        entry.state = BankEntry.State.BOOKED
        entry.save()
        paid += _book(proposal, entry, actor)
    BankEntry.objects.bulk_create(left_open)
    # Last, because the counter of the numbers stays locked until the end.
    for order in sorted(paid, key=lambda order: order.pk):
        order.refresh_from_db()
        if order.state == Order.State.PAID and seller_of(order.event) is not None and order.total:
            issue_invoice(order=order, actor=actor)
    current.content = b""
    current.result = dict(counts)
    current.imported_at = timezone.now()
    current.save()
    record(
        action="statement.imported",
        obj=current,
        actor=actor,
        event=event,
        changes={"booked": [None, counts[BankEntry.State.BOOKED]]},
    )
    return current


def _lock_orders(organiser: Organiser, chosen: Collection[str]) -> None:
    """Lock the orders of the chosen lines, and the types they register for, always in one order."""
    pks = {
        int(pk) for token in chosen for pk in token.rpartition(":")[2].split(",") if pk.isdecimal()
    }
    locked = (
        Order.objects.of_organiser(organiser)
        .select_for_update(of=("self",))
        .filter(pk__in=pks)
        .order_by("pk")
    )
    registrations = [order.registration_id for order in locked]
    types = ParticipantType.objects.filter(registrations__in=registrations).values("pk")
    list(ParticipantType.objects.select_for_update().filter(pk__in=types).order_by("pk"))


def _book(proposal: Proposal, entry: BankEntry, actor: User) -> list[Order]:
    """Note the payments of a line; the orders that got them."""
    if proposal.payment is not None:
        Payment.objects.filter(pk=proposal.payment.pk).update(bank_entry=entry)
        return []
    single = len(proposal.orders) == 1
    for order in proposal.orders:
        amount = entry.amount if single else still_due(order)
        _pay(order, amount, entry, actor)
    return list(proposal.orders)


def _pay(order: Order, amount: Decimal, entry: BankEntry, actor: User) -> None:
    payment = take_payment(
        order=order,
        amount=amount,
        received_on=entry.booked_on,
        actor=actor,
        note=entry.name,
        invoices=False,
    )
    payment.bank_entry = entry
    payment.save(update_fields=["bank_entry"])


@transaction.atomic
def assign_entry(*, entry: BankEntry, reference: str, actor: User) -> Order:
    """Say which order an open entry pays; ``reference`` however it is typed.

    Raises ValidationError if the entry is no longer open, or the organiser has no such order.
    """
    current = _lock_entry(entry)
    letters = "".join(reference.split()).upper()
    order: Order | None = (
        Order.objects.of_organiser(current.organiser)
        .exclude(placed_at=None)
        .filter(reference=letters)
        .first()
    )
    if order is None:
        raise ValidationError({"reference": _("No order of yours has this reference.")})
    _pay(order, current.amount, current, actor)
    current.state = BankEntry.State.BOOKED
    current.save(update_fields=["state"])
    order.refresh_from_db()
    if order.state == Order.State.PAID and order.total and seller_of(order.event) is not None:
        issue_invoice(order=order, actor=actor)
    return order


@transaction.atomic
def set_entry_aside(*, entry: BankEntry, event: Event, actor: User) -> None:
    """Say that an open entry is no buyer's money: name and text are forgotten.

    Raises ValidationError if it is no longer open.
    """
    current = _lock_entry(entry)
    current.state = BankEntry.State.ASIDE
    current.name = current.text = ""
    current.save(update_fields=["state", "name", "text"])
    record(action="bank_entry.set_aside", obj=current, actor=actor, event=event)


def _lock_entry(entry: BankEntry) -> BankEntry:
    current: BankEntry = (
        BankEntry.objects.select_for_update(of=("self",))
        .select_related("organiser")
        .get(pk=entry.pk)
    )
    if current.state != BankEntry.State.OPEN:
        raise ValidationError(_("This entry was dealt with meanwhile."))
    return current


@transaction.atomic
def discard_statement(*, statement: BankStatement) -> None:
    """Forget a file that was not imported. Raises ValidationError if it was."""
    gone, _rows = BankStatement.objects.filter(pk=statement.pk, imported_at=None).delete()
    if not gone:
        raise ValidationError(_("This file was imported already."))


def forget_uploads() -> int:
    """Delete files that nobody imported within a day; how many there were."""
    late = BankStatement.objects.filter(imported_at=None, created_at__lt=timezone.now() - KEPT_FOR)
    return late.delete()[0]
