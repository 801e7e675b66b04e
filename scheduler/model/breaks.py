"""Breaks: how many times a day a delegate stops meeting and later starts again.

Without the slots in which a delegate is unavailable (no break consists of those alone), the
breaks of a day are the starts of runs of meetings, less one if there is a meeting at all.
"""

from __future__ import annotations

from ortools.sat.python.cp_model import LinearExpr

from scheduler.figures import breaks_of_day
from scheduler.model.variables import Lit, Term, Variables
from scheduler.options import bits


def breaks(v: Variables, delegate: int, day: int) -> LinearExpr | int:
    """The delegate's breaks of the day, exactly (not only as a lower limit)."""
    present = v.options.present[delegate]
    slots = list(bits(v.options.days[day] & present))
    busy = [v.busy(delegate, s) for s in slots]
    if all(isinstance(term, int) for term in busy):
        return breaks_of_day(v.occupied.get(delegate, 0) & v.options.days[day], present)
    starts: list[Term] = []
    before: Term = 0
    for term in busy:
        if isinstance(before, int) and before == 0:
            starts.append(term)
        elif not (isinstance(term, int) and term == 0):
            start = v.model.new_bool_var("")
            v.model.add(start >= LinearExpr.sum([term, -1 * before]))
            v.model.add(start <= term)
            v.model.add(LinearExpr.sum([start, before]) <= 1)
            starts.append(start)
        before = term
    some: Term = 1
    if not any(isinstance(term, int) and term == 1 for term in busy):
        some = v.model.new_bool_var("")
        literals = [term for term in busy if not isinstance(term, int)]
        v.model.add_max_equality(some, literals)
    return LinearExpr.sum([*starts, -1 * some])


def evenly_spread(v: Variables, guard: Lit | None = None) -> None:
    """``max_break_spread``: the breaks of any two delegates, over all days, differ by no more.

    With ``guard``, the rule is in force only if the literal is true.
    """
    spread = v.problem.rules.max_break_spread
    if spread is None:
        return
    days = range(len(v.options.days))
    least = v.model.new_int_var(0, len(v.problem.slots), "")
    for d in range(len(v.problem.delegates)):
        total = LinearExpr.sum([breaks(v, d, day) for day in days])
        for limit in (v.model.add(total >= least), v.model.add(total <= least + spread)):
            if guard is not None:
                limit.only_enforce_if(guard)
