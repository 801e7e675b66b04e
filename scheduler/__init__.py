"""The meeting planner: ``planning/1`` in, ``plan/1`` out. Knows nothing of Django.

>>> from scheduler import read, solve, write
>>> problem = read("event.json")
>>> result = solve(problem, time_limit=30)
>>> result.plan.status, result.plan.objective[0].value, result.plan.objective[0].bound
('optimal', 812, 812)
>>> write("plan.json", problem, result)

``Problem`` is an event, ``Plan`` who meets whom, when and where, ``Result`` a plan with the run
that found it. Importing this package costs nothing: each name loads its module when first used.
"""

from __future__ import annotations

import sys
from importlib import import_module
from types import ModuleType
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from scheduler.files import read, write
    from scheduler.plan import Plan, Result
    from scheduler.problem import Problem
    from scheduler.solve import NoPlanError, solve

__all__ = ["NoPlanError", "Plan", "Problem", "Result", "read", "solve", "write"]

_HOME = {
    "NoPlanError": "scheduler.solve",
    "Plan": "scheduler.plan",
    "Problem": "scheduler.problem",
    "Result": "scheduler.plan",
    "read": "scheduler.files",
    "solve": "scheduler.solve",
    "write": "scheduler.files",
}


def __getattr__(name: str) -> Any:
    if name not in _HOME:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(_HOME[name]), name)


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})


class _Package(ModuleType):
    """``scheduler.solve`` is the function, also once the module of that name has been loaded."""

    def __setattr__(self, name: str, value: object) -> None:
        if not (name in _HOME and isinstance(value, ModuleType)):
            super().__setattr__(name, value)


sys.modules[__name__].__class__ = _Package
