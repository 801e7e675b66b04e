"""Packages billed by the meeting: what was agreed, in data and in words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from vimeet.shop.models import BilledBy, OrderLine, Product
from vimeet.shop.words import euros


@dataclass(frozen=True)
class MeetingCount:
    """How many meetings a delegation has, counted by who knows meetings."""

    # In the last release; of these, the ones that took place; of these, the ones of which one side
    # says that they did not.
    confirmed: int = 0
    held: int = 0
    contested: int = 0


@dataclass(frozen=True)
class Terms:
    """So much per meeting (net, euros) confirmed or held, ``most`` at most (None: all)."""

    by: str
    price: Decimal
    most: int | None

    @classmethod
    def of(cls, billing: Mapping[str, Any]) -> Terms | None:
        """What an order line keeps; None if it is not billed by the meeting."""
        if not billing:
            return None
        return cls(billing["by"], Decimal(billing["price"]), billing["most"])

    def billed(self, count: MeetingCount) -> int:
        """How many of the meetings are billed."""
        meetings = count.held if self.by == BilledBy.HELD else count.confirmed
        return meetings if self.most is None else min(meetings, self.most)

    @property
    def in_words(self) -> str:
        """What is charged for what, in a line."""
        words = {"price": euros(self.price)}
        if self.by == BilledBy.HELD:
            text = _("%(price)s + VAT per meeting held, after the event") % words
        else:
            text = _("%(price)s + VAT per meeting confirmed, after the event") % words
        if self.most is None:
            return text
        most = ngettext("%(n)d meeting at most", "%(n)d meetings at most", self.most)
        return f"{text}, {most % {'n': self.most}}"


def terms_of(product: Product) -> dict[str, Any]:
    """How ``product`` is billed by the meeting, in the form that an order line keeps."""
    if not product.billed_by or product.meeting_price is None:
        return {}
    return {
        "by": str(product.billed_by),
        "price": str(product.meeting_price),
        "most": product.most_billed,
    }


def terms_of_line(line: OrderLine) -> Terms | None:
    """The terms that were agreed with a line; None: it is not billed by the meeting."""
    return Terms.of(line.billing)
