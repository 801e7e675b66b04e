"""``max_in_a_row``: nobody has more than so many meetings in consecutive slots of a day."""

from __future__ import annotations

from ortools.sat.python.cp_model import LinearExpr

from scheduler.model.variables import Lit, Variables
from scheduler.options import bits


def rests(v: Variables, guard: Lit | None = None) -> None:
    """In each window of ``max_in_a_row`` + 1 slots of a day, each delegate is free in one.

    With ``guard``, the rule is in force only if the literal is true.
    """
    most = v.problem.longest_run
    if most is None:
        return
    for d in v.meets:
        could = v.occupied.get(d, 0) | sum(1 << s for s, some in v.meets[d].items() if some)
        for day in v.options.days:
            slots = list(bits(day))
            for start in range(len(slots) - most):
                window = slots[start : start + most + 1]
                if all(could >> s & 1 for s in window):
                    taken = [x for s in window for x in v.meets[d].get(s, ())]
                    standing = sum(v.occupied.get(d, 0) >> s & 1 for s in window)
                    rest = v.model.add(LinearExpr.sum(taken) <= most - standing)
                    if guard is not None:
                        rest.only_enforce_if(guard)
