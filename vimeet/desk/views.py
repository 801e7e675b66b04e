"""The desk's pages: find a delegate, see where they should be."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.views.generic import TemplateView, View

from vimeet.core.pictures import webp_response
from vimeet.desk.access import DeskEventMixin
from vimeet.events.models import FloorPlan
from vimeet.events.selectors import floor_plan_of, spots_on
from vimeet.meetings.selectors.agendas import agenda_of
from vimeet.registration.models import Delegate
from vimeet.registration.selectors import find_delegates

SHOWN_AT_ONCE = 30


class SearchView(DeskEventMixin, TemplateView):
    """Search a delegate by name or company."""

    template_name = "desk/search.html"
    nav = "search"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add who was found; nothing typed, nobody. And whether there is a floor plan."""
        text = self.request.GET.get("q", "").strip()
        found = find_delegates(self.event, text) if text else Delegate.objects.none()
        shown = list(found[:SHOWN_AT_ONCE])
        return super().get_context_data(**kwargs) | {
            "q": text,
            "delegates": shown,
            "has_plan": floor_plan_of(self.event) is not None,
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


class FloorPlanView(DeskEventMixin, TemplateView):
    """The floor plan with its places; the one that the address names stands out."""

    template_name = "desk/floor_plan.html"
    nav = "plan"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the plan, if there is one, and the places marked on it."""
        plan = floor_plan_of(self.event)
        spots = spots_on(plan) if plan else []
        named = self.request.GET.get("place", "")
        chosen = next((spot.place for spot in spots if str(spot.place.pk) == named), None)
        return super().get_context_data(**kwargs) | {
            "plan": plan,
            "spots": spots,
            "chosen": chosen,
        }


class FloorPlanPictureView(DeskEventMixin, View):
    """The picture, for those who work at the event."""

    def get(self, request: HttpRequest, pk: int, **kwargs: Any) -> HttpResponse:
        """The picture, or 404."""
        plan = get_object_or_404(FloorPlan.objects.of_event(self.event), pk=pk)
        return webp_response(request, bytes(plan.content), version=f"plan-{plan.pk}")
