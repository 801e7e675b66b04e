"""One run: its progress while it computes, its result, and how to stop it or start it again."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils import timezone
from django.utils.functional import cached_property
from django.views.generic import TemplateView, View

from vimeet.console.forms.planning import RestartForm
from vimeet.console.views.base import ConsolePage
from vimeet.console.views.planning import runs_socket
from vimeet.meetings.models import Plan, Run
from vimeet.meetings.selectors.levels import levels_of_run, weight_of
from vimeet.meetings.selectors.plans import figures_of
from vimeet.meetings.selectors.runs import (
    conflict_of,
    error_text,
    next_number,
    points_of,
    runs_of,
)
from vimeet.meetings.selectors.unplaced import grouped
from vimeet.meetings.services.runs import (
    RunAlreadyActiveError,
    RunRefusedError,
    restart_run,
    stop_run,
)


class RunPage(ConsolePage):
    """Something about the run that the address names."""

    @cached_property
    def run(self) -> Run:
        """The run, or 404."""
        run: Run = self.find(runs_of(self.event))
        return run


class RunView(RunPage, TemplateView):
    """The page of one run. It reads its parts anew as the run goes on."""

    template_name = "console/planning/run.html"
    nav = "planning"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the run's progress and its result, as far as it has them."""
        run = self.run
        levels = levels_of_run(run)
        plan: Plan | None = getattr(run, "plan", None)
        ended = run.finished_at or timezone.now()
        requests, rules = conflict_of(run)
        return super().get_context_data(**kwargs) | {
            "run": run,
            "plan": plan,
            "figures": figures_of(plan) if plan else None,
            "reasons": grouped(plan) if plan else [],
            "levels": levels,
            "weight": weight_of(levels),
            "points": points_of(run),
            "elapsed": (ended - run.started_at).total_seconds() if run.started_at else None,
            "error": error_text(run),
            "conflict": requests,
            "conflict_rules": rules,
            "next_number": next_number(self.event),
            "live_url": runs_socket(self),
        }


class StopRunView(RunPage, View):
    """Stops the run; with ``keep`` its best plan so far becomes the draft."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """Ask it to stop; the page follows what happens."""
        stop_run(run=self.run, keep="keep" in request.POST, actor=self.actor)
        return HttpResponseRedirect(self.url("run", pk=self.run.pk))


class RestartRunView(RunPage, View):
    """Starts a new run with the settings of this one."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """Start it and go to its page."""
        form = RestartForm(request.POST)
        expected = form.cleaned_data["number"] if form.is_valid() else None
        try:
            run = restart_run(run=self.run, actor=self.actor, expected_number=expected)
        except RunAlreadyActiveError as refusal:
            messages.warning(request, str(refusal))
            run = refusal.run
        except RunRefusedError as refusal:
            messages.error(request, str(refusal))
            return HttpResponseRedirect(self.url("planning"))
        return HttpResponseRedirect(self.url("run", pk=run.pk))
