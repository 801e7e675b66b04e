"""The desk's pages: find a delegate, see where they should be."""

from __future__ import annotations

from typing import Any

from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.views.generic import TemplateView

from vimeet.desk.access import DeskEventMixin
from vimeet.meetings.selectors.agendas import agenda_of
from vimeet.registration.models import Delegate
from vimeet.registration.selectors import find_delegates

SHOWN_AT_ONCE = 30


class SearchView(DeskEventMixin, TemplateView):
    """Search a delegate by name or company."""

    template_name = "desk/search.html"
    nav = "search"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add who was found; nothing typed, nobody."""
        text = self.request.GET.get("q", "").strip()
        found = find_delegates(self.event, text) if text else Delegate.objects.none()
        shown = list(found[:SHOWN_AT_ONCE])
        return super().get_context_data(**kwargs) | {
            "q": text,
            "delegates": shown,
            "more": found.count() - len(shown) if len(shown) == SHOWN_AT_ONCE else 0,
        }


class DelegateView(DeskEventMixin, TemplateView):
    """One delegate: agenda of every day, phone, and who else is there of the delegation."""

    template_name = "desk/delegate.html"
    nav = "search"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the delegate with their agenda."""
        delegate = get_object_or_404(
            Delegate.objects.of_event(self.event).select_related(
                "delegation__participant_type", "delegation__event", "delegation__stand"
            ),
            pk=self.kwargs["pk"],
        )
        agenda = agenda_of(delegate)
        shown = agenda.day(timezone.localdate())
        return super().get_context_data(**kwargs) | {
            "delegate": delegate,
            "colleagues": delegate.delegation.delegates.exclude(pk=delegate.pk),
            "agenda": agenda,
            "open_day": shown.date if shown else None,
        }
