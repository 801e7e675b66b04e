"""A quick start: OR-Tools without pandas.

``cp_model`` imports pandas for its series of variables, which the planner doesn't use. Loading it
takes longer than loading all the rest together, and a plan for a small event is due in two seconds.
"""

from __future__ import annotations

import sys
from types import ModuleType


def leave_pandas_out() -> None:
    """Put an empty stand-in in the place of pandas, unless it is loaded already.

    For a process of our own, as the command line: nobody else in it can use pandas afterwards.
    """
    stand_in = ModuleType("pandas")
    for series in ("Index", "Series"):
        setattr(stand_in, series, type(series, (), {}))
    sys.modules.setdefault("pandas", stand_in)
