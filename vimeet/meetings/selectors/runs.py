"""Reading runs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db.models import Max, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from vimeet.meetings.models import Request, Run

if TYPE_CHECKING:
    from vimeet.events.models import Event

# What the platform itself says of a failed run; anything else is the planner's own words.
ERRORS: dict[str, str | Promise] = {
    "no_plan_in_time": _("No plan was found within the time limit. Try a longer one."),
    "planner_died": _("The planner stopped unexpectedly. Start it again."),
    "planner_hung": _("The planner did not stop at its time limit and was ended."),
    "fault": _(
        "Something went wrong on the server; the details are in its log. Start it again, and tell "
        "whoever runs the server if it happens once more."
    ),
}
# Rules of the event that the planner may name in a conflict.
RULES: dict[str, str | Promise] = {
    "max_in_a_row": _("the most meetings in a row"),
    "max_break_spread": _("breaks spread evenly"),
}


def runs_of(event: Event) -> QuerySet[Run]:
    """The event's runs, newest first, without their problems."""
    runs: QuerySet[Run] = Run.objects.of_event(event)
    return runs.select_related("requested_by", "plan").defer("problem").order_by("-number")


def active_run(event: Event) -> Run | None:
    """The run that waits or computes, if there is one."""
    return runs_of(event).filter(state__in=Run.ACTIVE).first()


def next_number(event: Event) -> int:
    """The number that the next run will have."""
    return (Run.objects.of_event(event).aggregate(last=Max("number"))["last"] or 0) + 1


def points_of(run: Run) -> list[dict[str, Any]]:
    """The run's curve: ``seconds``, ``level``, ``value``, ``bound``, ``placed`` of each point."""
    return list(run.points.order_by("pk").values("seconds", "level", "value", "bound", "placed"))


def error_text(run: Run) -> str:
    """Why a run failed, in words; "" if it did not."""
    return str(ERRORS.get(run.error, run.error))


def conflict_of(run: Run) -> tuple[list[Request], list[str]]:
    """What can't hold together in a run without a plan: requests and rules of the event."""
    requests = (
        Request.objects.of_event(run.event)
        .filter(pk__in=[int(item["request"]) for item in run.conflict])
        .select_related("asker", "asked")
    )
    named = " ".join(item["reason"] for item in run.conflict)
    return list(requests), [str(text) for rule, text in RULES.items() if rule in named]
