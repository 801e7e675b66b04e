"""Who is held when, and with whom: each request once, each delegate in one meeting a slot."""

from __future__ import annotations

from collections.abc import Mapping

from ortools.sat.python.cp_model import LinearExpr

from scheduler.model.variables import Lit, Variables


def placed_at_most_once(v: Variables) -> None:
    """Each request is held in at most one slot."""
    for r in v.free:
        if len(v.slot[r]) > 1:
            v.model.add_at_most_one(v.placed(r))


def must_be_placed(v: Variables, guards: Mapping[int | str, Lit] | None = None) -> None:
    """A request without which there is no plan is held.

    With ``guards``, the constraint of a request is in force only if its literal is true.
    """
    for r in v.free:
        if v.problem.must_place(r):
            held = v.model.add(LinearExpr.sum(v.placed(r)) >= 1)
            if guards is not None:
                held.only_enforce_if(guards[r])


def one_of_each_entry(v: Variables) -> None:
    """Where a request is held, exactly one delegate of each of its entries attends."""
    for r in v.free:
        for entry in v.attends[r]:
            for s, choice in entry.items():
                if len(choice) > 1:
                    v.model.add(LinearExpr.sum(list(choice.values())) == v.slot[r][s])


def one_meeting_at_a_time(v: Variables) -> None:
    """A delegate is in at most one meeting a slot."""
    for meets in v.meets.values():
        for literals in meets.values():
            if len(literals) > 1:
                v.model.add_at_most_one(literals)
