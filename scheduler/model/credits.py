"""Meeting credits: a delegation has no more meetings than its package gives."""

from __future__ import annotations

from collections import Counter

from ortools.sat.python.cp_model import LinearExpr

from scheduler.model.variables import Lit, Variables


def within_credits(v: Variables) -> None:
    """No delegation has more than its ``max_meetings``."""
    standing = Counter(g for m in v.fixed for g in v.options.delegations[m.request])
    asked: dict[int, list[Lit]] = {}
    requests: Counter[int] = Counter()
    for r in v.free:
        for g in v.options.delegations[r]:
            asked.setdefault(g, []).extend(v.placed(r))
            requests[g] += 1
    for g, literals in asked.items():
        most = v.problem.delegations[g].max_meetings
        if most is not None and requests[g] + standing[g] > most:
            v.model.add(LinearExpr.sum(literals) <= most - standing[g])
