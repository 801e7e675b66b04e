"""One version of the plan: figures, differences, meetings, what is left out; release, roll back."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.views.generic import TemplateView, View

from vimeet.console.views.base import ConsolePage
from vimeet.console.views.planning import runs_socket
from vimeet.meetings.models import Plan
from vimeet.meetings.selectors.changes import current_release, differences, shown_meetings
from vimeet.meetings.selectors.levels import levels_of_plan
from vimeet.meetings.selectors.plans import by_delegation, by_slot, figures_of, named, satisfactions
from vimeet.meetings.selectors.telling import kept_back_until, telling
from vimeet.meetings.selectors.unplaced import grouped, unplaced_rows
from vimeet.meetings.services.releases import ReleaseError, release_plan, rollback_to

DELEGATIONS_PER_PAGE = 10
UNPLACED_PER_PAGE = 50
MEETINGS_PER_PAGE = 100
# Of each kind; beyond, a page only says how many more.
CHANGES_SHOWN = 100


class PlanPage(ConsolePage):
    """Something about the version that the address names."""

    @cached_property
    def plan(self) -> Plan:
        """The version, or 404."""
        plan: Plan = get_object_or_404(
            Plan.objects.of_event(self.event).select_related("event", "run", "released_by"),
            number=self.kwargs["number"],
        )
        return plan


class PlanView(PlanPage, TemplateView):
    """The page of one version; ``?tab=`` says which part of it."""

    nav = "planning"
    tabs = ("summary", "delegations", "slots", "unplaced")

    @cached_property
    def tab(self) -> str:
        """The part to show, or 404."""
        tab = self.request.GET.get("tab", "summary")
        if tab not in self.tabs:
            raise Http404
        return tab

    def get_template_names(self) -> list[str]:
        """A template for each part."""
        return [f"console/planning/plan_{self.tab}.html"]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add what every part shows, and what this one does."""
        plan = self.plan
        current = current_release(self.event)
        # All of two versions is compared: only for the part that shows it, and lets one release.
        compared = self.tab == "summary"
        changes = differences(plan, most=CHANGES_SHOWN) if compared else None
        part: dict[str, Any] = getattr(self, f"get_{self.tab}")()
        return (
            super().get_context_data(**kwargs)
            | part
            | {
                "plan": plan,
                "is_draft": plan.state == Plan.State.DRAFT,
                "is_current": plan == current,
                "can_roll_back": plan.state == Plan.State.RELEASED and plan != current,
                "current": current,
                "changes": changes,
                "told": telling(self.event, changes.affected) if changes else "",
                "out_at": kept_back_until(self.event),
                "tab_links": self.tab_links(),
                "live_url": runs_socket(self),
            }
        )

    def tab_links(self) -> list[dict[str, Any]]:
        """The parts, for the tabs component."""
        here = self.url("plan", number=self.plan.number)
        labels = {
            "summary": (_("Summary"), None),
            "delegations": (_("By delegation"), None),
            "slots": (_("By slot"), None),
            "unplaced": (_("Left out"), self.plan.unplaced.count()),
        }
        return [
            {"label": label, "url": f"{here}?tab={tab}", "current": tab == self.tab, "count": count}
            for tab, (label, count) in labels.items()
        ]

    def get_summary(self) -> dict[str, Any]:
        """Figures, levels, and why requests are left out."""
        rows = satisfactions(self.plan)
        return {
            "figures": figures_of(self.plan, rows),
            "least_satisfied": rows[:5],
            "levels": levels_of_plan(self.plan),
            "reasons": grouped(self.plan),
        }

    def get_delegations(self) -> dict[str, Any]:
        """Each delegation's meetings, those found by ``?q=``."""
        query = self.request.GET.get("q", "")
        found = named(satisfactions(self.plan), query)
        page = Paginator(found, DELEGATIONS_PER_PAGE).get_page(self.request.GET.get("page"))
        return {"query": query, "page_obj": page, "rows": by_delegation(self.plan, page)}

    def get_slots(self) -> dict[str, Any]:
        """All slots with their numbers, and the meetings of one: ``?slot=``, else the first."""
        slots = by_slot(self.plan)
        asked = self.request.GET.get("slot", "")
        chosen = next((row for row in slots if str(row.slot.pk) == asked), next(iter(slots), None))
        most = max((row.meetings for row in slots), default=0)
        held = self.plan.meetings.filter(slot=chosen.slot if chosen else None)
        page = Paginator(shown_meetings(held), MEETINGS_PER_PAGE)
        return {
            "slots": slots,
            "chosen": chosen,
            "most": most,
            "page_obj": page.get_page(self.request.GET.get("page")),
        }

    def get_unplaced(self) -> dict[str, Any]:
        """What is left out and why; ``?reason=`` narrows it to one kind."""
        reason = self.request.GET.get("reason", "")
        rows = unplaced_rows(self.plan, reason)
        page = Paginator(rows, UNPLACED_PER_PAGE).get_page(self.request.GET.get("page"))
        return {"reasons": grouped(self.plan), "reason": reason, "page_obj": page}


class ReleaseView(PlanPage, View):
    """Releases the draft."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """Release it, or say why not; the page shows the version as it then is."""
        try:
            plan = release_plan(plan=self.plan, actor=self.actor)
        except ReleaseError as refusal:
            messages.error(request, str(refusal))
            return HttpResponseRedirect(self.url("planning"))
        messages.success(request, _("Version %(number)d is released.") % {"number": plan.number})
        return HttpResponseRedirect(self.url("plan", number=plan.number))


class RollbackView(PlanPage, View):
    """Releases an earlier version again."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """Release it under a new number, or say why not."""
        try:
            plan = rollback_to(plan=self.plan, actor=self.actor)
        except ReleaseError as refusal:
            messages.error(request, str(refusal))
            return HttpResponseRedirect(self.url("planning"))
        messages.success(
            request,
            _("Version %(old)d is in force again, as version %(number)d.")
            % {"old": self.plan.number, "number": plan.number},
        )
        return HttpResponseRedirect(self.url("plan", number=plan.number))
