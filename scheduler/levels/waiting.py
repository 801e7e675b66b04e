"""``waiting``: the free slots between the first and the last meeting of people's days."""

from __future__ import annotations

from ortools.sat.python.cp_model import LinearExpr

from scheduler.model.variables import Lit, Term, Variables
from scheduler.options import bits


def expression(v: Variables) -> LinearExpr:
    """The waiting slots of the days in which a delegate may have a free request.

    A slot is waited in if there is a meeting before it, one after it, and none in it. What is
    minimised need only be held up from below, so the auxiliary literals are forced one way.
    """
    waits: list[Lit] = []
    for d, meets in v.meets.items():
        for day in sorted({v.options.day_of[s] for s, some in meets.items() if some}):
            slots = bits(v.options.days[day] & v.options.present[d])
            waits += _day(v, [v.busy(d, s) for s in slots])
    return LinearExpr.sum(waits)


def _day(v: Variables, busy: list[Term]) -> list[Lit]:
    """The waiting literals of a day of ``busy`` terms; most are forced by both neighbours."""
    while busy and _is(busy[0], 0):
        busy = busy[1:]
    while busy and _is(busy[-1], 0):
        busy = busy[:-1]
    before = _since(v, busy)
    after = _since(v, busy[::-1])[::-1]
    waits = []
    for i in range(1, len(busy) - 1):
        if not _is(busy[i], 1):
            wait = v.model.new_bool_var("")
            v.model.add(
                LinearExpr.sum([wait, busy[i], -1 * before[i - 1], -1 * after[i + 1]]) >= -1
            )
            waits.append(wait)
    return waits


def _since(v: Variables, busy: list[Term]) -> list[Term]:
    """Per position: a term that is 1 if any ``busy`` term up to there is."""
    found: list[Term] = []
    for term in busy:
        last: Term = found[-1] if found else 0
        if _is(last, 0) or _is(term, 1):
            found.append(term)
        elif _is(last, 1) or _is(term, 0):
            found.append(last)
        else:
            some = v.model.new_bool_var("")
            v.model.add_implication(last, some)
            v.model.add_implication(term, some)
            found.append(some)
    return found


def _is(term: Term, value: int) -> bool:
    return isinstance(term, int) and term == value
