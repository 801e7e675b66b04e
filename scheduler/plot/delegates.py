"""Delegates × slots: who meets when, who waits, who is away."""

from __future__ import annotations

from scheduler.options import Options, bits
from scheduler.plan import Plan
from scheduler.plot.columns import HEAD, Columns
from scheduler.plot.svg import MARGIN, Drawing, shortened
from scheduler.problem import Meeting, Problem

CELL, ROW = 22.0, 15.0
NAMES = 210.0
LONGEST = 15


def delegates(problem: Problem, plan: Plan) -> str:
    """An SVG document with one row for each delegate, those of a delegation together."""
    drawing = Drawing(f"{problem.name or 'Plan'}: delegates")
    top = MARGIN + 68 + HEAD
    drawing.key(
        MARGIN + 38,
        [
            ("accent", "meeting"),
            ("warn-soft warn-line", "waiting between two meetings"),
            ("card line-line", "free"),
            ("sunken", "takes no meeting"),
            ("line", "unavailable"),
        ],
    )
    columns = Columns.of(problem, MARGIN + NAMES, CELL)
    columns.head(drawing, problem, top)
    held: list[dict[int, Meeting]] = [{} for _ in problem.delegates]
    for placed in plan.meetings:
        for one in placed.attendees:
            held[one][placed.slot] = placed
    options = Options.of(problem)
    order = sorted(range(len(problem.delegates)), key=lambda d: problem.delegates[d].delegation)
    before = -1
    for row, one in enumerate(order):
        y = top + row * ROW
        delegation = problem.delegates[one].delegation
        if delegation != before:
            name = shortened(problem.delegations[delegation].id, LONGEST)
            drawing.text(MARGIN, y + 11, name, "ink strong")
            before = delegation
        drawing.text(MARGIN + NAMES / 2, y + 11, shortened(problem.delegates[one].id, LONGEST))
        waiting = _waiting(options, held[one], one)
        for s in range(len(problem.slots)):
            classes, tip = "card line-line", ""
            if (meeting := held[one].get(s)) is not None:
                classes = "accent card-line"
                tip = _tip(problem, columns.name(problem, s), meeting)
            elif not options.present[one] >> s & 1:
                classes = "line card-line"
            elif waiting >> s & 1:
                classes = "warn-soft warn-line"
            elif not options.meetable[one] >> s & 1:
                classes = "sunken card-line"
            drawing.box(columns.left[s] + 0.5, y + 0.5, CELL - 1, ROW - 1, classes, tip)
    return drawing.svg()


def _waiting(options: Options, held: dict[int, Meeting], delegate: int) -> int:
    """The slots between two meetings of a day in which the delegate is there without one."""
    found = 0
    for day in options.days:
        slots = [s for s in bits(day) if s in held]
        if slots:
            span = (1 << slots[-1]) - (1 << slots[0])
            found |= span & day & options.present[delegate]
    return found & ~sum(1 << s for s in held)


def _tip(problem: Problem, time: str, meeting: Meeting) -> str:
    people = ", ".join(problem.delegates[one].id for one in meeting.attendees)
    place = problem.places[meeting.place].id
    return f"{time} · {people} · {place} · {problem.requests[meeting.request].id}"
