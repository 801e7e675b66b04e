"""What delegations owe by the meeting, and its invoices."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.generic import TemplateView

from vimeet.console.access import MoneyMixin
from vimeet.console.views.base import ActionView, ConsolePage, Text
from vimeet.meetings.selectors.changes import current_release
from vimeet.meetings.selectors.counts import meeting_counts
from vimeet.shop.money import ZERO
from vimeet.shop.selectors import seller_of
from vimeet.shop.services.meeting_fees import fees_of, is_over, issue_fees


class MeetingFeesView(MoneyMixin, ConsolePage, TemplateView):
    """Who owes how much for how many meetings, before anything is invoiced."""

    template_name = "console/shop/meeting_fees.html"
    nav = "invoices"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add what each delegation owes."""
        fees = fees_of(self.event, meeting_counts(self.event))
        to_bill = [fee for fee in fees if fee.to_bill]
        return super().get_context_data(
            fees=fees,
            to_bill=len(to_bill),
            net=sum((fee.net for fee in to_bill), start=ZERO),
            over=is_over(self.event),
            seller=seller_of(self.event),
            released=current_release(self.event) is not None,
            **kwargs,
        )


class MeetingFeesIssueView(MoneyMixin, ActionView):
    """The invoices of all that is owed and was not invoiced yet."""

    def next_url(self) -> str:
        """The list."""
        return self.url("meeting_fees")

    def act(self) -> Text:
        """Issue and send them."""
        issued = issue_fees(event=self.event, counts=meeting_counts(self.event), actor=self.actor)
        if not issued:
            return _("Nothing was left to invoice.")
        return ngettext(
            "%(n)d invoice is issued and on its way.",
            "%(n)d invoices are issued and on their way.",
            len(issued),
        ) % {"n": len(issued)}
