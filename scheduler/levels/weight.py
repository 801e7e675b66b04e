"""``weight``: the sum of the weights of what is placed."""

from __future__ import annotations

from ortools.sat.python.cp_model import LinearExpr

from scheduler.model.variables import Variables


def expression(v: Variables) -> LinearExpr:
    """The weight of the free requests that are placed."""
    literals = [x for r in v.free for x in v.placed(r)]
    weights = [v.problem.requests[r].weight for r in v.free for _ in v.slot[r]]
    return LinearExpr.weighted_sum(literals, weights)
