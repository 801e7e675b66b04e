"""How the planner's processes end: with their parent, and without a word more than needed."""

from __future__ import annotations

import ctypes
import os
import signal
import sys
from contextlib import suppress
from typing import NoReturn

_PR_SET_PDEATHSIG = 1


def end_with(parent: int) -> None:
    """Where the system can (Linux: prctl(2)), have this process killed when ``parent`` ends.

    Raises:
        SystemExit: ``parent`` ended before.
    """
    with suppress(OSError, AttributeError):
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent:
        sys.exit()


def leave(status: int) -> NoReturn:
    """End this process at once.

    A search that was left behind may be inside of a library, which would abort the process when
    Python closes down around it. Nor need anybody wait while a large problem is taken apart.
    """
    for stream in (sys.stdout, sys.stderr):
        with suppress(OSError, ValueError):
            stream.flush()
    os._exit(status)
