"""How long this process has been alive, the start of Python included, and how long it has left."""

from __future__ import annotations

import os
import sys
import time
from pathlib import Path

BUSIEST = 6.0


def process_age() -> float:
    """Seconds of wall time since the start of this process.

    Linux tells the moment of the start in ticks since boot (field 22 of ``/proc/self/stat``, see
    proc(5)). Elsewhere: the processor time used so far when this module was imported, which is
    what a start of Python costs on an idle machine, and the time since.
    """
    if _STARTED is None:
        return _CPU_AT_IMPORT + time.monotonic() - _IMPORTED
    return time.clock_gettime(time.CLOCK_BOOTTIME) - _STARTED


def busyness() -> float:
    """How much slower the machine lets this process go than an idle one would; at least 1.

    At most ``BUSIEST``: a process that has been waiting for something was not held up.
    """
    return min(BUSIEST, max(1.0, process_age() / time.process_time()))


def time_to_load(module: str, seconds: float) -> float:
    """What importing ``module`` still costs, if it takes ``seconds`` on an idle machine."""
    return 0.0 if module in sys.modules else seconds * busyness()


def remaining(until: float | None) -> float:
    """Seconds to a moment of ``time.monotonic`` (None: infinite)."""
    return float("inf") if until is None else max(0.0, until - time.monotonic())


def _started_since_boot() -> float | None:
    try:
        stat = Path("/proc/self/stat").read_text(encoding="ascii", errors="replace")
        # The name of the program, in brackets, is the only field that may have spaces.
        ticks = int(stat.rpartition(")")[2].split()[19])
        started = ticks / os.sysconf("SC_CLK_TCK")
        age = time.clock_gettime(time.CLOCK_BOOTTIME) - started
    except (OSError, ValueError, IndexError, AttributeError):
        return None
    # A container may have a clock of its own: then the two times don't belong together.
    return started if 0 <= age < time.process_time() + 60 else None


_IMPORTED = time.monotonic()
_CPU_AT_IMPORT = time.process_time()
_STARTED = _started_since_boot()
