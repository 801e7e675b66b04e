"""Load per slot: the meetings held in each, and what the places could hold."""

from __future__ import annotations

from collections import Counter

from scheduler.plan import Plan
from scheduler.plot.columns import Columns
from scheduler.plot.scale import ticks
from scheduler.plot.svg import MARGIN, Drawing
from scheduler.problem import Problem

BAR, HEIGHT = 30.0, 240.0
LEFT = 56.0


def load(problem: Problem, plan: Plan) -> str:
    """An SVG document with a bar for each slot."""
    drawing = Drawing(f"{problem.name or 'Plan'}: meetings in each slot")
    top = MARGIN + 74
    drawing.key(MARGIN + 38, [("accent", "meetings"), ("accent-soft", "what the places can hold")])
    columns = Columns.of(problem, MARGIN + LEFT, BAR)
    held = Counter(meeting.slot for meeting in plan.meetings)
    room = [
        sum(place.capacity for place in problem.places if s not in place.unavailable)
        for s in range(len(problem.slots))
    ]
    marks = ticks(max([*room, *held.values(), 1]))
    end = columns.left[-1] + BAR
    bottom = top + HEIGHT

    def y_of(count: float) -> float:
        return bottom - HEIGHT * count / marks[-1]

    for mark in marks:
        drawing.line([(MARGIN + LEFT, y_of(mark)), (end, y_of(mark))], "thin line-line")
        drawing.text(MARGIN + LEFT - 8, y_of(mark) + 4, f"{mark:,}", "soft end")
    for s, could in enumerate(room):
        x, count = columns.left[s] + 3, held[s]
        tip = f"{columns.name(problem, s)} · {count:,} of {could:,}"
        drawing.box(x, y_of(could), BAR - 6, bottom - y_of(could), "accent-soft", tip)
        if count:
            drawing.box(x, y_of(count), BAR - 6, bottom - y_of(count), "accent", tip)
    columns.head(drawing, problem, bottom + 42)
    return drawing.svg()
