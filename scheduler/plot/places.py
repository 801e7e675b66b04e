"""Places × slots: how full each place is."""

from __future__ import annotations

from collections import Counter

from scheduler.plan import Plan
from scheduler.plot.columns import HEAD, Columns
from scheduler.plot.svg import MARGIN, Drawing, shortened
from scheduler.problem import Problem

CELL, ROW = 34.0, 20.0
NAMES = 210.0
LONGEST = 15


def places(problem: Problem, plan: Plan) -> str:
    """An SVG document with one row for each place: meetings held in each slot."""
    drawing = Drawing(f"{problem.name or 'Plan'}: places")
    top = MARGIN + 68 + HEAD
    drawing.key(
        MARGIN + 38,
        [
            ("accent", "full"),
            ("accent-soft", "some meetings"),
            ("card line-line", "empty"),
            ("line", "unavailable"),
        ],
    )
    columns = Columns.of(problem, MARGIN + NAMES, CELL)
    columns.head(drawing, problem, top)
    load = Counter((meeting.place, meeting.slot) for meeting in plan.meetings)
    for p, place in enumerate(problem.places):
        y = top + p * ROW
        drawing.text(MARGIN, y + 14, shortened(place.id, LONGEST), "ink strong")
        about = f"{place.capacity} at once"
        if place.owner is not None:
            about = f"of {problem.delegations[place.owner].id}"
        drawing.text(MARGIN + NAMES / 2, y + 14, shortened(about, LONGEST))
        for s in range(len(problem.slots)):
            held = load[p, s]
            x = columns.left[s]
            tip = f"{columns.name(problem, s)} · {held} of {place.capacity}"
            classes, ink = "card line-line", "soft"
            if s in place.unavailable:
                classes, tip = "line card-line", f"{columns.name(problem, s)} · unavailable"
            elif held >= place.capacity:
                classes, ink = "accent card-line", "on-accent"
            elif held:
                classes, ink = "accent-soft card-line", "ink"
            drawing.box(x + 0.5, y + 0.5, CELL - 1, ROW - 1, classes, tip)
            if held and place.capacity > 1:
                drawing.text(x + CELL / 2, y + 14, str(held), f"{ink} middle")
    return drawing.svg()
