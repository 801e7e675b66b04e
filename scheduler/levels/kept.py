"""``kept``: what people were told of still stands."""

from __future__ import annotations

from ortools.sat.python.cp_model import LinearExpr

from scheduler.model.variables import Term, Variables


def expression(v: Variables) -> LinearExpr:
    """Twice the previous meetings among the free requests that stand, plus the same places."""
    terms: list[Term] = []
    weights: list[int] = []
    for told in v.problem.previous or ():
        x = v.slot.get(told.request, {}).get(told.slot)
        if x is None:
            continue
        needed = {x.index: x}
        for entry, delegate in zip(v.attends[told.request], told.attendees, strict=True):
            y = entry[told.slot].get(delegate)
            if y is None:
                break
            needed[y.index] = y
        else:
            stands = _both(v, list(needed.values()))
            terms.append(stands)
            weights.append(2)
            z = v.held[told.request][told.slot].get(told.place)
            if z is not None:
                terms.append(stands if z.index == x.index else _both(v, [stands, z]))
                weights.append(1)
    return LinearExpr.weighted_sum(terms, weights)


def _both(v: Variables, literals: list[Term]) -> Term:
    """A literal that is only true if all are (the level is maximised: it need not be forced)."""
    if len(literals) == 1:
        return literals[0]
    both = v.model.new_bool_var("")
    for literal in literals:
        v.model.add_implication(both, literal)
    return both
