"""What is kept about people, until when, and what has been erased: the proof."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import QuerySet

from vimeet.console.views.base import ListPage
from vimeet.privacy.models import Erasure
from vimeet.privacy.selectors import erasures_of, first_due, in_words, last_run, register


class PersonalDataView(ListPage):
    """The register of processing with this event's dates, and what was erased of it so far."""

    template_name = "console/personal_data.html"
    nav = "personal_data"
    filter_class = forms.Form
    paginate_by = 20

    def get_rows(self) -> QuerySet[Erasure]:
        """What was erased, newest first."""
        return erasures_of(self.event)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the register, and put what was erased into words."""
        context = super().get_context_data(**kwargs)
        return context | {
            "sections": register(self.event),
            "erasures": [in_words(erasure) for erasure in context["page_obj"]],
            "last_run": last_run(),
            "first_due": first_due(self.event),
        }
