"""Where meetings are held: one place for each, and no place beyond its capacity."""

from __future__ import annotations

from collections import defaultdict

from ortools.sat.python.cp_model import LinearExpr

from scheduler.model.variables import Lit, Variables


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


def within_all_places(v: Variables) -> None:
    """No more meetings in a slot than all places hold: this follows, but isn't seen otherwise."""
    held: dict[int, list[Lit]] = defaultdict(list)
    for r in v.free:
        for s, literal in v.slot[r].items():
            held[s].append(literal)
    room: dict[int, int] = defaultdict(int)
    for (s, p), literals in v.uses.items():
        left = v.problem.places[p].capacity - v.load.get((s, p), 0)
        room[s] += min(left, len(literals))
    for s, literals in held.items():
        if len(literals) > room[s]:
            v.model.add(LinearExpr.sum(literals) <= room[s])
