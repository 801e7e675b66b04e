"""``breaks``: how many times a day people stop meeting and start again."""

from __future__ import annotations

from ortools.sat.python.cp_model import LinearExpr

from scheduler.model.breaks import breaks
from scheduler.model.variables import Variables


def expression(v: Variables) -> LinearExpr:
    """The breaks of the days in which a delegate may have a free request."""
    return LinearExpr.sum(
        [
            breaks(v, d, day)
            for d, meets in v.meets.items()
            for day in sorted({v.options.day_of[s] for s, some in meets.items() if some})
        ]
    )
