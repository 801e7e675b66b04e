"""The planning page: is the event ready, Plan, the runs and the versions."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext_lazy as _
from django.views.generic import FormView

from vimeet.console.forms.planning import RunForm
from vimeet.console.views.base import ConsolePage
from vimeet.meetings.models import Run
from vimeet.meetings.selectors.changes import current_release
from vimeet.meetings.selectors.locks import locks_of
from vimeet.meetings.selectors.plans import draft_of, versions_of
from vimeet.meetings.selectors.readiness import readiness_of
from vimeet.meetings.selectors.runs import active_run, next_number, runs_of
from vimeet.meetings.services.runs import (
    RunAlreadyActiveError,
    RunRefusedError,
    start_run,
)

RUNS_SHOWN = 20


def runs_socket(page: ConsolePage) -> str:
    """The address of the socket that tells of the event's runs and releases."""
    return "/ws/console/{organiser}/{event}/runs/".format(**page.event.url_kwargs)


class PlanningView(ConsolePage, FormView):  # type: ignore[type-arg]
    """Shows where the planning stands (GET) and starts a run (POST)."""

    template_name = "console/planning/planning.html"
    form_class = RunForm
    nav = "planning"

    def get_initial(self) -> dict[str, Any]:
        """The default limit; the number that the next run would have."""
        return {
            "time_limit": settings.PLANNER_TIME_LIMIT_SECONDS,
            "number": next_number(self.event),
        }

    def form_valid(self, form: forms.Form) -> HttpResponse:
        """Start a run and go to its page. A second press goes to the same one."""
        try:
            run = start_run(
                event=self.event,
                actor=self.actor,
                time_limit=form.cleaned_data["time_limit"],
                seed=form.cleaned_data["seed"],
                expected_number=form.cleaned_data["number"],
            )
        except RunAlreadyActiveError as refusal:
            messages.warning(self.request, str(refusal))
            run = refusal.run
        except RunRefusedError as refusal:
            form.add_error(None, str(refusal))
            return self.form_invalid(form)
        return HttpResponseRedirect(self.url("run", pk=run.pk))

    def form_invalid(self, form: forms.Form) -> HttpResponse:
        """Show what is wrong."""
        return self.render_to_response(self.get_context_data(form=form), status=422)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add readiness, runs and versions."""
        return super().get_context_data(**kwargs) | {
            "heading": _("Planning"),
            "readiness": readiness_of(self.event),
            "locks": locks_of(self.event),
            "active": active_run(self.event),
            "draft": draft_of(self.event),
            "release": current_release(self.event),
            "runs": runs_of(self.event)[:RUNS_SHOWN],
            "versions": versions_of(self.event),
            "states": Run.State,
            "live_url": runs_socket(self),
        }
