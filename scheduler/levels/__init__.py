"""The levels of the objective as linear expressions over a model's variables."""

from __future__ import annotations

from collections.abc import Callable

from ortools.sat.python.cp_model import LinearExpr

from scheduler.levels import breaks, fairness, kept, places, waiting, weight
from scheduler.model.variables import Variables
from scheduler.problem import MAXIMISED, Level

EXPRESSIONS: dict[Level, Callable[[Variables], LinearExpr]] = {
    "kept": kept.expression,
    "weight": weight.expression,
    "fairness": fairness.expression,
    "breaks": breaks.expression,
    "waiting": waiting.expression,
    "places": places.expression,
}
"""Per level: its value on the part of the plan that the model's free requests touch.

With all requests free it is the value itself. Expressions of minimised levels may exceed it in
a solution that doesn't minimise them, never fall short of it; those of maximised ones likewise
the other way round.
"""


def at_least_as_good(v: Variables, level: Level, expression: LinearExpr, value: int) -> None:
    """Constrain the model to plans no worse than ``value`` on the level."""
    if level in MAXIMISED:
        v.model.add(expression >= value)
    else:
        v.model.add(expression <= value)
