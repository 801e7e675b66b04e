"""``fairness``: how far the delegations stay behind what they could have.

A delegation's part depends on the number of its meetings alone, and is (but for rounding) convex
in it. It is written with one literal per further meeting, each worth the difference that it
makes: the linear relaxation of a convex function written so is tight.
"""

from __future__ import annotations

from collections import Counter
from itertools import pairwise

from ortools.sat.python.cp_model import LinearExpr

from scheduler.model.variables import Lit, Variables


def expression(v: Variables) -> LinearExpr:
    """The parts of the delegations that have a free request."""
    standing = Counter(g for m in v.fixed for g in v.options.delegations[m.request])
    asked: dict[int, list[Lit]] = {}
    requests: Counter[int] = Counter()
    for r in v.free:
        for g in v.options.delegations[r]:
            asked.setdefault(g, []).extend(v.placed(r))
            requests[g] += 1
    constant = 0
    literals: list[Lit] = []
    gains: list[int] = []
    for g, held in asked.items():
        least = standing[g]
        most = min(v.options.possible[g], least + requests[g])
        costs = [v.options.unfairness(g, n) for n in range(least, most + 1)]
        constant += costs[0]
        steps = [v.model.new_bool_var("") for _ in costs[1:]]
        v.model.add(LinearExpr.sum(steps) == LinearExpr.sum(held))
        for first, second in pairwise(steps):
            v.model.add_implication(second, first)
        literals += steps
        gains += [after - before for before, after in pairwise(costs)]
    return LinearExpr.weighted_sum(literals, gains) + constant
