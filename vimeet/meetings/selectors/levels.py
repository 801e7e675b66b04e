"""The levels of the objective, in words and with their gaps."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from vimeet.meetings.models import Plan, Run

LABELS: dict[str, str | Promise] = {
    "kept": _("Meetings kept as announced"),
    "weight": _("Weight of the placed requests"),
    "fairness": _("Fairness between delegations"),
    "breaks": _("Breaks between meetings"),
    "waiting": _("Waiting time"),
    "places": _("Changes of place"),
}
SHORT: dict[str, str | Promise] = {
    "kept": _("Kept"),
    "weight": _("Weight"),
    "fairness": _("Fairness"),
    "breaks": _("Breaks"),
    "waiting": pgettext_lazy("objective level", "Waiting"),
    "places": _("Places"),
}
MAXIMISED = frozenset({"kept", "weight"})
# What a run settles one after the other: the planner's default objective.
ORDER = ("weight", "fairness", "waiting", "places")


@dataclass(frozen=True)
class LevelRow:
    """One level: what was reached, and what is proven about it (None: nothing)."""

    level: str
    value: int | None
    bound: int | None

    @property
    def label(self) -> str | Promise:
        """The level in words."""
        return LABELS[self.level]

    @property
    def short(self) -> str | Promise:
        """The level in one word."""
        return SHORT[self.level]

    @property
    def maximised(self) -> bool:
        """Whether more is better."""
        return self.level in MAXIMISED

    @property
    def proven(self) -> bool:
        """Whether nothing better exists."""
        return self.value is not None and self.value == self.bound

    @property
    def gap(self) -> float | None:
        """How far the value may be from the best, in per cent of the value; None: unknown.

        A gap as large as the value itself says nothing and counts as unknown.
        """
        if self.value is None or self.bound is None:
            return None
        if self.value == self.bound:
            return 0.0
        gap = abs(self.bound - self.value) / max(abs(self.value), 1) * 100
        return gap if gap < 100 else None


def levels_of_plan(plan: Plan) -> list[LevelRow]:
    """What a plan reached on each level."""
    return [LevelRow(row.level, row.value, row.bound) for row in plan.levels.all()]


def levels_of_run(run: Run) -> list[LevelRow]:
    """What a run has reached so far on each level, those still to come without a value.

    The draft's exact figures where the run has made one that has them.
    """
    if run.state == Run.State.FINISHED and hasattr(run, "plan"):
        exact = levels_of_plan(run.plan)
        if exact:
            return exact
    latest = {
        point["level"]: point
        for point in run.points.order_by("pk").values("level", "value", "bound")
    }
    return [
        LevelRow(level, latest[level]["value"], latest[level]["bound"])
        if level in latest
        else LevelRow(level, None, None)
        for level in ORDER
    ]


def weight_of(levels: Iterable[LevelRow]) -> LevelRow:
    """The level of the weight; one of which nothing is known where it is not among ``levels``."""
    unknown = LevelRow("weight", None, None)
    return next((row for row in levels if row.level == "weight"), unknown)
