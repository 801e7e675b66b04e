"""The audit trail, in words."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import Q, QuerySet

from vimeet.audit.actions import differences, sentence
from vimeet.audit.models import Entry
from vimeet.audit.selectors import entries_of
from vimeet.console.forms.filters import JournalFilter
from vimeet.console.views.base import ListPage


class JournalView(ListPage):
    """Who did what in this event, newest first."""

    template_name = "console/journal.html"
    nav = "journal"

    def filter_form(self) -> forms.Form:
        """Filter by words and subject."""
        return JournalFilter(self.request.GET)

    def get_rows(self) -> QuerySet[Entry]:
        """The entries that the filter asks for."""
        rows = entries_of(self.event)
        if words := self.filters.get("q"):
            rows = rows.filter(Q(object_name__icontains=words) | Q(actor__name__icontains=words))
        if subject := self.filters.get("subject"):
            rows = rows.filter(
                Q(action__startswith=f"{subject}.") | Q(action__startswith=f"{subject}s.")
            )
        return rows

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Put the page's entries into words."""
        context = super().get_context_data(**kwargs)
        context["entries"] = [
            {"at": entry.at, "text": sentence(entry), "differences": differences(entry)}
            for entry in context["page_obj"]
        ]
        return context
