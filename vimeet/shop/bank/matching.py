"""Which order a bank line pays: by its reference, else by amount and name."""

from __future__ import annotations

import datetime as dt
import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import TYPE_CHECKING

from django.db.models import Sum
from rapidfuzz import fuzz

from vimeet.shop.bank.lines import BankLine, Direction, squeezed
from vimeet.shop.models import BankEntry, Order, Payment
from vimeet.shop.money import CURRENCY, ZERO

if TYPE_CHECKING:
    from vimeet.events.models import Organiser

# A payment noted by hand is the bank's line if it is of the same amount, and this near.
NEAR = dt.timedelta(days=7)
# How alike two names must be, per cent.
ALIKE = 84
LEAST_LETTERS = 4
_LEGAL_FORMS = frozenset(
    (
        *("sa", "sas", "sasu", "sarl", "eurl", "snc", "sci", "scop", "gmbh", "ag", "kg", "ohg"),
        *("ug", "se", "ltd", "limited", "llc", "inc", "plc", "bv", "nv", "spa", "srl", "sl"),
        *("ab", "as", "oy", "aps"),
    )
)


class Outcome(StrEnum):
    """What a line turns out to be."""

    MATCHED = "matched"
    # One transfer for several orders, which it pays exactly.
    SEVERAL = "several"
    PARTIAL = "partial"
    OVER = "over"
    # Somebody noted the payment by hand already.
    NOTED = "noted"
    # No reference, but an order of this amount by a company of this name.
    SUGGESTED = "suggested"
    # The order it names awaits no money: paid already, or cancelled.
    NOT_DUE = "not_due"
    UNKNOWN = "unknown"
    # Left out.
    ALREADY = "already"
    CURRENCY = "currency"
    PENDING = "pending"
    DEBIT = "debit"


CERTAIN = (Outcome.MATCHED, Outcome.SEVERAL, Outcome.PARTIAL, Outcome.OVER, Outcome.NOTED)
BOOKABLE = (*CERTAIN, Outcome.SUGGESTED, Outcome.NOT_DUE)
LEFT_OUT = (Outcome.ALREADY, Outcome.CURRENCY, Outcome.PENDING, Outcome.DEBIT)


@dataclass(frozen=True)
class Proposal:
    """A line with what it is taken for. ``due``: of its orders together, before this line."""

    line: BankLine
    outcome: Outcome
    orders: tuple[Order, ...] = ()
    due: Decimal = ZERO
    # The one noted by hand.
    payment: Payment | None = None

    @property
    def certain(self) -> bool:
        """Whether it is booked unless somebody says no."""
        return self.outcome in CERTAIN

    @property
    def bookable(self) -> bool:
        """Whether it can be booked at all."""
        return self.outcome in BOOKABLE

    @property
    def token(self) -> str:
        """What the preview sends back: which line, taken for what, of which orders."""
        orders = ",".join(str(order.pk) for order in self.orders)
        return f"{self.line.key}:{self.outcome}:{orders}"

    @property
    def difference(self) -> Decimal:
        """What is missing or too much, always above nought."""
        return abs(self.line.amount - self.due)


class Matcher:
    """An organiser's orders, ready to be found; ``due`` shrinks as lines are matched."""

    def __init__(self, organiser: Organiser) -> None:
        orders = (
            Order.objects.of_organiser(organiser)
            .exclude(placed_at=None)
            .select_related("event__organiser")
            .annotate(received=Sum("payments__amount"))
            .order_by("placed_at", "pk")
        )
        self.by_reference: dict[str, Order] = {}
        self.due: dict[int, Decimal] = {}
        self.by_amount: dict[Decimal, list[Order]] = defaultdict(list)
        for order in orders:
            self.by_reference[order.reference] = order
            if order.state == Order.State.PLACED:
                self.due[order.pk] = max(order.total - (order.received or ZERO), ZERO)
                self.by_amount[self.due[order.pk]].append(order)
        self.widths = sorted({len(reference) for reference in self.by_reference})
        self.noted: dict[int, list[Payment]] = defaultdict(list)
        by_hand = Payment.objects.of_organiser(organiser).filter(
            bank_entry=None, amount__gt=0, method=Payment.Method.TRANSFER
        )
        for payment in by_hand:
            self.noted[payment.order_id].append(payment)

    def named_in(self, text: str) -> list[Order]:
        """The orders whose reference stands in ``text``, whatever stands between its letters."""
        letters = re.sub(r"[^A-Z0-9]", "", text.upper())
        found: dict[int, Order] = {}
        for width in self.widths:
            for start in range(len(letters) - width + 1):
                order = self.by_reference.get(letters[start : start + width])
                if order is not None:
                    found[order.pk] = order
        return list(found.values())

    def propose(self, line: BankLine) -> Proposal:
        """What ``line`` is. Of several lines for one order each sees what the others left due."""
        orders = self.named_in(line.text) or self.named_in(line.name)
        if not orders:
            return self._by_amount_and_name(line)
        if (payment := self._noted(line, orders)) is not None:
            return Proposal(line, Outcome.NOTED, (payment.order,), payment.amount, payment)
        awaiting = [order for order in orders if self.due.get(order.pk)]
        if not awaiting:
            return Proposal(line, Outcome.NOT_DUE, tuple(orders[:1]))
        due = sum((self.due[order.pk] for order in awaiting), start=ZERO)
        if len(awaiting) > 1:
            if line.amount != due:
                return Proposal(line, Outcome.UNKNOWN, tuple(awaiting), due)
            return self._take(Proposal(line, Outcome.SEVERAL, tuple(awaiting), due))
        outcome = Outcome.MATCHED
        if line.amount != due:
            outcome = Outcome.PARTIAL if line.amount < due else Outcome.OVER
        return self._take(Proposal(line, outcome, tuple(awaiting), due))

    def _noted(self, line: BankLine, orders: Sequence[Order]) -> Payment | None:
        """The payment that somebody noted by hand and this line is."""
        for order in orders:
            for payment in self.noted[order.pk]:
                near = abs(payment.received_on - line.booked_on) <= NEAR
                if near and payment.amount == line.amount:
                    self.noted[order.pk].remove(payment)
                    payment.order = order
                    return payment
        return None

    def _by_amount_and_name(self, line: BankLine) -> Proposal:
        for order in self.by_amount.get(line.amount, ()):
            if self.due[order.pk] == line.amount and names_agree(
                (order.company, order.contact_name), (line.name, line.text)
            ):
                return self._take(Proposal(line, Outcome.SUGGESTED, (order,), line.amount))
        return Proposal(line, Outcome.UNKNOWN)

    def _take(self, proposal: Proposal) -> Proposal:
        left = proposal.line.amount
        for order in proposal.orders:
            taken = min(left, self.due[order.pk])
            self.due[order.pk] -= taken
            left -= taken
        return proposal


def names_agree(ours: Iterable[str], theirs: Iterable[str]) -> bool:
    """Whether a payer may be a buyer: all words of the name are there, or it is much alike."""
    paid_by = [_words(name) for name in theirs]
    for name in ours:
        words = _words(name)
        # Two letters are in every text.
        if len("".join(words)) < LEAST_LETTERS:
            continue
        for other in paid_by:
            if set(words) <= set(other):
                return True
            if other and fuzz.ratio("".join(words), "".join(other)) >= ALIKE:
                return True
    return False


def _words(name: str) -> list[str]:
    words = re.findall(r"[a-z0-9]+", squeezed(name))
    return [word for word in words if word not in _LEGAL_FORMS]


def propose(organiser: Organiser, lines: Sequence[BankLine]) -> list[Proposal]:
    """What each line of a statement is, in the file's order."""
    known = set(
        BankEntry.objects.of_organiser(organiser)
        .filter(key__in=[line.key for line in lines])
        .values_list("key", flat=True)
    )
    matcher = Matcher(organiser)
    # References first: a line that names its order must not lose it to a mere likeness.
    order = sorted(
        range(len(lines)), key=lambda i: not matcher.named_in(lines[i].text + " " + lines[i].name)
    )
    proposals: dict[int, Proposal] = {}
    for i in order:
        line = lines[i]
        if line.direction != Direction.CREDIT:
            pending = line.direction == Direction.PENDING
            proposals[i] = Proposal(line, Outcome.PENDING if pending else Outcome.DEBIT)
        elif line.key in known:
            proposals[i] = Proposal(line, Outcome.ALREADY)
        elif line.currency != CURRENCY:
            proposals[i] = Proposal(line, Outcome.CURRENCY)
        else:
            proposals[i] = matcher.propose(line)
    return [proposals[i] for i in range(len(lines))]
