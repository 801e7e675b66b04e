"""Where meetings are held: one place for each, and no place beyond its capacity."""

from __future__ import annotations

from ortools.sat.python.cp_model import LinearExpr

from scheduler.model.variables import Variables


def one_place(v: Variables) -> None:
    """A meeting is held at exactly one of the places that are open to it in its slot."""
    for r in v.free:
        for s, choice in v.held[r].items():
            if len(choice) > 1:
                v.model.add(LinearExpr.sum(list(choice.values())) == v.slot[r][s])


def within_capacity(v: Variables) -> None:
    """A place never holds more meetings at once than its capacity."""
    for (s, p), literals in v.uses.items():
        room = v.problem.places[p].capacity - v.load.get((s, p), 0)
        if len(literals) > room:
            v.model.add(LinearExpr.sum(literals) <= room)
