"""Invoicing what packages cost by the meeting, once the event is over.

The shop knows no meetings: who does hands the counts in. Each package's line is billed once, as an
order of its own with its invoice; it is paid, reminded of and credited like any other.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from vimeet.audit.services import record
from vimeet.shop.fees import MeetingCount, Terms, terms_of_line
from vimeet.shop.models import Order, OrderLine, Seller
from vimeet.shop.money import ZERO, rounded
from vimeet.shop.selectors import seller_of
from vimeet.shop.services.invoices import issue_invoice
from vimeet.shop.services.lines import price_order
from vimeet.shop.services.locks import lock_order

if TYPE_CHECKING:
    from vimeet.accounts.models import User
    from vimeet.events.models import Event

NOTHING: dict[str, object] = {
    "credits": 0,
    "min_meetings": 0,
    "open_requests": None,
    "delegates": 0,
    "stand": False,
}
COPIED = (
    "company",
    "contact_name",
    "email",
    "street",
    "postal_code",
    "city",
    "country",
    "vat_number",
    "purchase_order",
    "language",
    "treatment",
)


@dataclass(frozen=True)
class Fee:
    """What one package's line comes to. ``billed``: meetings; ``net``: euros without VAT."""

    line: OrderLine
    terms: Terms
    count: MeetingCount
    billed: int
    net: Decimal
    # The order it was billed with; None: not yet.
    bill: Order | None

    @property
    def to_bill(self) -> bool:
        """Whether there is something to invoice that was not."""
        return self.bill is None and self.billed > 0


def fees_of(event: Event, counts: Mapping[int, MeetingCount]) -> list[Fee]:
    """What the delegations owe by the meeting, by name. ``counts``: by the delegation's pk.

    A package whose order was cancelled owes nothing.
    """
    lines = (
        OrderLine.objects.of_event(event)
        .filter(kind=OrderLine.Kind.PACKAGE, order__state__in=_STANDING)
        .exclude(billing={})
        .exclude(order__delegation=None)
        .select_related("order__delegation", "order__event__organiser", "bill__order")
        .order_by("order__delegation__name", "pk")
    )
    fees = []
    for line in lines:
        terms = terms_of_line(line)
        assert terms is not None  # noqa: S101 -- the query says so
        count = counts.get(line.order.delegation_id, MeetingCount())
        bill = line.bill.order if hasattr(line, "bill") else None
        billed = line.bill.quantity if hasattr(line, "bill") else terms.billed(count)
        fees.append(Fee(line, terms, count, billed, rounded(billed * terms.price), bill))
    return fees


_STANDING = (Order.State.PLACED, Order.State.PAID)


def is_over(event: Event) -> bool:
    """Whether the event's last day has gone by."""
    return timezone.localdate(timezone=event.zone) > event.ends_on


def issue_fees(*, event: Event, counts: Mapping[int, MeetingCount], actor: User) -> list[Order]:
    """Invoice all that is owed by the meeting and was not yet; the new orders.

    Each in a transaction of its own: what is issued stays, and pressing again goes on with the
    rest. Raises ValidationError before the event is over, or if it is not said who sells.
    """
    if not is_over(event):
        raise ValidationError(_("Meetings are invoiced once the event is over."))
    if seller_of(event) is None:
        raise ValidationError(_("Fill in first who sells: the invoice says so."))
    issued = [_issue(fee, actor) for fee in fees_of(event, counts) if fee.to_bill]
    return [order for order in issued if order is not None]


@transaction.atomic
def _issue(fee: Fee, actor: User) -> Order | None:
    """Bill one line; None if somebody else did meanwhile."""
    source = lock_order(fee.line.order)
    if OrderLine.objects.filter(bills=fee.line).exists() or source.state not in _STANDING:
        return None
    now = timezone.now()
    seller = Seller.objects.get(organiser=source.event.organiser)
    order = Order(
        event=source.event,
        delegation=source.delegation,
        state=Order.State.PLACED,
        expires_at=now,
        placed_at=now,
        due_on=timezone.localdate(now, source.event.zone) + dt.timedelta(days=seller.payment_days),
        **{name: getattr(source, name) for name in COPIED},
    )
    order.save()
    line = OrderLine(
        order=order,
        kind=OrderLine.Kind.MEETINGS,
        product=fee.line.product,
        quantity=fee.billed,
        unit_price=fee.terms.price,
        full_tax_rate=fee.line.full_tax_rate,
        net=ZERO,
        tax_rate=ZERO,
        tax=ZERO,
        gives=NOTHING,
        bills=fee.line,
        **_descriptions(fee),
    )
    price_order(order, [line])
    order.save(update_fields=["net", "tax"])
    record(action="order.billed_by_meeting", obj=order, actor=actor, event=order.event)
    issue_invoice(order=order, actor=actor)
    return order


def _descriptions(fee: Fee) -> dict[str, str]:
    texts = {}
    for language in ("en", "fr"):
        with translation.override(language):
            names = {"package": fee.line.description(language)}
            texts[f"description_{language}"] = (
                _("%(package)s: meetings held")
                if fee.terms.by == "held"
                else _("%(package)s: meetings confirmed")
            ) % names
    return texts
