"""The settings of a planner run."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

SECONDS = (10, 30, 60)
MINUTES = (2, 5, 10, 30)


def _limits() -> list[tuple[int, Any]]:
    """The time limits on offer, the installation's default among them."""
    limits: dict[int, Any] = {n: ngettext_lazy("%d second", "%d seconds", n) % n for n in SECONDS}
    limits |= {60 * n: ngettext_lazy("%d minute", "%d minutes", n) % n for n in MINUTES}
    default = settings.PLANNER_TIME_LIMIT_SECONDS
    limits.setdefault(default, ngettext_lazy("%d second", "%d seconds", default) % default)
    return sorted(limits.items())


class RunForm(forms.Form):
    """How long and with which seed. ``number``: the run that this form's button would start."""

    time_limit = forms.TypedChoiceField(
        label=_("Time limit"),
        choices=_limits,
        coerce=int,
        help_text=_("The planner ends earlier once nothing better is possible."),
    )
    seed = forms.IntegerField(
        label=_("Seed"),
        min_value=0,
        max_value=2**31 - 1,
        initial=1,
        help_text=_("Another number may lead to another plan that is just as good."),
    )
    number = forms.IntegerField(min_value=1, widget=forms.HiddenInput)


class RestartForm(forms.Form):
    """``number``: the run that the button would start."""

    number = forms.IntegerField(min_value=1)
