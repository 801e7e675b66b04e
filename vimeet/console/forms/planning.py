"""The settings of a planner run."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from vimeet.events.models import Place, Slot
from vimeet.meetings.models import Request, WhatIf
from vimeet.meetings.services.whatif import TIME_LIMITS
from vimeet.registration.models import Delegate

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


class WhatIfForm(forms.Form):
    """What to ask the planner, and how long it may think."""

    kind = forms.ChoiceField(label=_("Question"), choices=WhatIf.Kind.choices)
    time_limit = forms.TypedChoiceField(
        label=_("Time limit"),
        choices=lambda: [row for row in _limits() if row[0] in TIME_LIMITS],
        coerce=int,
    )


class WhoAndWhereForm(forms.Form):
    """Who attends a meeting of a draft, and at which place; ``places``: those it may be held at."""

    asker = forms.ModelChoiceField(queryset=Delegate.objects.none(), empty_label=None)
    asked = forms.ModelChoiceField(queryset=Delegate.objects.none(), empty_label=None)
    place = forms.ModelChoiceField(
        label=_("Place"),
        queryset=Place.objects.none(),
        required=False,
        empty_label=_("the best one with room"),
    )

    def __init__(
        self, *args: Any, request: Request, places: Collection[Place], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        for name, side in (("asker", request.asker), ("asked", request.asked)):
            field = self.fields[name]
            field.label = side.name
            field.queryset = side.delegates.order_by("pk")  # type: ignore[attr-defined]
        place = self.fields["place"]
        place.queryset = Place.objects.of_event(request.event).filter(  # type: ignore[attr-defined]
            pk__in=[place.pk for place in places]
        )


class SlotForm(WhoAndWhereForm):
    """The same with the slot that was pressed."""

    slot = forms.ModelChoiceField(queryset=Slot.objects.none())

    def __init__(self, *args: Any, request: Request, **kwargs: Any) -> None:
        super().__init__(*args, request=request, **kwargs)
        slots = Slot.objects.of_event(request.event)
        self.fields["slot"].queryset = slots  # type: ignore[attr-defined]


class RestartForm(forms.Form):
    """``number``: the run that the button would start."""

    number = forms.IntegerField(min_value=1)
