"""``places``: how often people change place, and owners of a place who meet elsewhere."""

from __future__ import annotations

from collections import defaultdict

from ortools.sat.python.cp_model import LinearExpr

from scheduler.figures import ELSEWHERE
from scheduler.model.variables import Lit, Term, Variables
from scheduler.options import bits

Whereabouts = dict[int, Term]
"""Per place: whether the delegate meets there, or met there last."""


def expression(v: Variables) -> LinearExpr:
    """The changes of place of the affected days, and the free requests of owners held elsewhere."""
    return LinearExpr.sum([_changes(v), _elsewhere(v)])


def _elsewhere(v: Variables) -> LinearExpr:
    terms: list[Lit] = []
    weights: list[int] = []
    for r in v.free:
        for g in v.options.delegations[r]:
            own = v.options.owned[g]
            if not own:
                continue
            for s, x in v.slot[r].items():
                there = [z for p, z in v.held[r][s].items() if p in own]
                terms += [x, *there]
                weights += [ELSEWHERE, *(-ELSEWHERE for _ in there)]
    return LinearExpr.weighted_sum(terms, weights)


def _changes(v: Variables) -> LinearExpr:
    """A delegate's last place is carried from slot to slot; a meeting elsewhere is a change."""
    at = _whereabouts(v)
    changes: list[Lit] = []
    for d, meets in v.meets.items():
        for day in sorted({v.options.day_of[s] for s, some in meets.items() if some}):
            slots = [s for s in bits(v.options.days[day]) if at[d].get(s)]
            if len({p for s in slots for p in at[d][s]}) > 1:
                changes += _day(v, [at[d][s] for s in slots])
    return LinearExpr.sum(changes)


def _whereabouts(v: Variables) -> dict[int, dict[int, Whereabouts]]:
    """Per delegate and slot: where they may meet then."""
    literals: dict[int, dict[int, dict[int, list[Term]]]] = defaultdict(
        lambda: defaultdict(lambda: defaultdict(list))
    )
    for r in v.free:
        for s, where in v.held[r].items():
            for entry in v.attends[r]:
                for d, y in entry[s].items():
                    for p, z in where.items():
                        literals[d][s][p].append(_and(v, y, z, v.slot[r][s]))
    found: dict[int, dict[int, Whereabouts]] = defaultdict(dict)
    for d, by_slot in literals.items():
        for s, by_place in by_slot.items():
            found[d][s] = {p: _any(v, some) for p, some in by_place.items()}
    for m in v.fixed:
        for d in m.attendees:
            if d in v.meets:
                found[d][m.slot] = {m.place: 1}
    return found


def _and(v: Variables, y: Lit, z: Lit, x: Lit) -> Lit:
    """A literal at least as true as ``y`` and ``z`` together, both of which imply ``x``."""
    if y.index == x.index or y.index == z.index:
        return z
    if z.index == x.index:
        return y
    both = v.model.new_bool_var("")
    v.model.add_bool_or([both, y.negated(), z.negated()])
    return both


def _any(v: Variables, literals: list[Term]) -> Term:
    if len(literals) == 1:
        return literals[0]
    some = v.model.new_bool_var("")
    for literal in literals:
        v.model.add_implication(literal, some)
    return some


def _day(v: Variables, here: list[Whereabouts]) -> list[Lit]:
    changes = []
    last: Whereabouts = {}
    for i, meets in enumerate(here):
        if last:
            change = v.model.new_bool_var("")
            for p, term in meets.items():
                others = [met for q, met in last.items() if q != p]
                if others:
                    v.model.add(change >= LinearExpr.sum([term, *others, -1]))
            changes.append(change)
        if any(isinstance(term, int) for term in meets.values()):
            last = meets  # a meeting that stands
        elif i + 1 < len(here):
            last = {p: _carried(v, p, meets, last) for p in {**last, **meets}}
    return changes


def _carried(v: Variables, p: int, meets: Whereabouts, last: Whereabouts) -> Term:
    """Whether ``p`` is the last place after a slot of ``meets``, before which it was ``last``."""
    if p not in last:
        return meets[p]
    at = v.model.new_bool_var("")
    v.model.add(at >= LinearExpr.sum([last[p], *(-1 * term for term in meets.values())]))
    if p in meets:
        v.model.add(at >= meets[p])
    return at
