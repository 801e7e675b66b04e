"""A quick start: OR-Tools without pandas.

``cp_model`` imports pandas for its series of variables, which the planner doesn't use. Loading it
takes longer than loading all the rest together, and a plan for a small event is due in two seconds.
"""

from __future__ import annotations

import importlib
import sys
from types import ModuleType


def import_cp_model() -> None:
    """Import ``ortools.sat.python.cp_model``, with pandas only if it is already there.

    For a process of our own, as the command line: in it ``cp_model`` can't make series afterwards.
    """
    name = "pandas"
    if name in sys.modules:
        return
    stand_in = ModuleType(name)
    for series in ("Index", "Series"):
        setattr(stand_in, series, type(series, (), {}))
    sys.modules[name] = stand_in
    try:
        importlib.import_module("ortools.sat.python.cp_model")
    finally:
        del sys.modules[name]
