"""Forms of the floor plan: its picture, and where a place is on it."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from vimeet.core.pictures import PictureField
from vimeet.events.models import PlaceMark

HUNDRED = Decimal(100)


class FloorPlanForm(forms.Form):
    """The picture."""

    picture = PictureField()


def _percent(label: Any) -> forms.DecimalField:
    return forms.DecimalField(label=label, min_value=0, max_value=100, decimal_places=2)


class MarkForm(forms.Form):
    """A position, in percent of the picture's width and height."""

    x = _percent(gettext_lazy("From the left (%)"))
    y = _percent(gettext_lazy("From the top (%)"))

    def __init__(self, *args: Any, mark: PlaceMark | None = None, **kwargs: Any) -> None:
        if mark is not None:
            cent = Decimal("0.01")
            kwargs["initial"] = {
                "x": (HUNDRED * mark.x).quantize(cent),
                "y": (HUNDRED * mark.y).quantize(cent),
            }
        super().__init__(*args, **kwargs)

    @property
    def fractions(self) -> dict[str, Decimal]:
        """The position from 0 to 1, once valid."""
        return {side: self.cleaned_data[side] / HUNDRED for side in ("x", "y")}
