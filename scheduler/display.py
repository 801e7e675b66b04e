"""What ``solve`` shows on standard error while it works."""

from __future__ import annotations

import json
import os
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import TYPE_CHECKING

from scheduler.clock import process_age
from scheduler.problem import MAXIMISED, Problem
from scheduler.progress import Progress

if TYPE_CHECKING:
    from rich.table import Table

Report = Callable[[Progress], None]

_PARENT_LOOK = 0.5


@contextmanager
def progress_display(kind: str, problem: Problem, stop: threading.Event) -> Iterator[Report | None]:
    """The receiver of progress for ``kind``: ``auto``, ``none`` or ``jsonl``.

    ``auto`` is a live table on a terminal, nothing otherwise. ``jsonl`` is one JSON object a line
    for each improvement. Seconds count from the start of the process.
    """
    before = process_age()
    if kind == "jsonl":
        yield lambda progress: _write_line(
            replace(progress, seconds=before + progress.seconds), stop
        )
    elif kind == "auto" and sys.stderr.isatty():
        from rich.console import Console
        from rich.live import Live

        table = _LiveTable(problem)
        with Live(table, console=Console(stderr=True), refresh_per_second=4, transient=False):
            yield table.take
    else:
        yield None


def _write_line(progress: Progress, stop: threading.Event) -> None:
    line = {
        "seconds": round(progress.seconds, 3),
        "level": progress.level,
        "value": progress.value,
        "bound": progress.bound,
        "placed": progress.placed,
        "requests": progress.requests,
    }
    try:
        sys.stderr.write(json.dumps(line) + "\n")
        sys.stderr.flush()
    except OSError:
        stop.set()  # nobody listens any more


def end_with_parent() -> None:
    """End this process soon after its parent has died: nobody is left to take the plan."""
    parent = os.getppid()

    def watch() -> None:
        while os.getppid() == parent:
            time.sleep(_PARENT_LOOK)
        os._exit(1)

    threading.Thread(target=watch, daemon=True).start()


class _LiveTable:
    """The levels with value, bound and gap, drawn again several times a second."""

    def __init__(self, problem: Problem) -> None:
        self._problem = problem
        self._latest: dict[str, Progress] = {}
        self._last: Progress | None = None

    def take(self, progress: Progress) -> None:
        self._latest[progress.level] = progress
        self._last = progress

    def __rich__(self) -> Table:
        from rich.box import SIMPLE_HEAD
        from rich.table import Table
        from rich.text import Text

        last = self._last
        placed = "" if last is None else f"{last.placed:,} of {last.requests:,} placed"
        phase = "" if last is None else last.phase
        parts = [self._problem.name, placed, f"{process_age():.0f} s", phase]
        # A name may hold what would be markup in a plain string.
        title = Text(" · ".join(part for part in parts if part))
        table = Table(title=title, title_justify="left", box=SIMPLE_HEAD)
        table.add_column("level")
        for name in ("value", "bound", "gap"):
            table.add_column(name, justify="right")
        for level in self._problem.objective:
            progress = self._latest.get(level)
            if progress is None:
                table.add_row(level, "", "", "", style="dim")
                continue
            bound = "" if progress.bound is None else f"{progress.bound:,}"
            table.add_row(level, f"{progress.value:,}", bound, gap_text(progress))
        return table


def gap_text(progress: Progress) -> str:
    """How far the value may be from the best: ``proven``, a share of the value, or nothing."""
    value, bound = progress.value, progress.bound
    if bound is None:
        return ""
    if value == bound:
        return "proven"
    base = bound if progress.level in MAXIMISED else value
    return f"{abs(value - bound) / abs(base):.2%}" if base else f"{abs(value - bound):,}"
