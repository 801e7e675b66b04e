"""``anytime``: whether a run ends when it should, with a curve that never worsens.

Each run ends by its limit or by SIGINT. *over s*: how long after that it ended, the plan explained
and written by then; *CPU s*: what it computed from then on, which is what *over* is about on a
machine without other work. *curve*: whether each level's value and bound only ever improved.
"""

from __future__ import annotations

import argparse
import json
import signal
import subprocess
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from bench import tables
from bench.measure import ENGINES, ROOT
from bench.suites.common import instances
from scheduler.checker import faults_of
from scheduler.plan import read_result
from scheduler.problem import MAXIMISED
from scheduler.reading import read_problem

LIMITS = {
    "event-x": (2.0, 6.0),
    "event-y": (4.0, 12.0),
    "salon": (8.0, 25.0),
    "tight-s": (3.0, 8.0),
    "tight-m": (8.0, 25.0),
    "tight-l": (10.0, 40.0),
    "fair": (15.0, 30.0),
}
"""Per kind of instance, limits that end runs in different phases."""
CANCELS = (0.15, 0.6)
"""The parts of a limit after which SIGINT comes: about before and after the first plan."""


@dataclass(frozen=True)
class Ending:
    """How one run ended."""

    over: float
    cpu: float
    status: int
    worsened: int
    verdict: str


def rows(options: argparse.Namespace) -> Iterator[str]:
    """A line for each instance, limit and way to end."""
    yield tables.header("instance:, limit s, ended by:, over s, CPU s, curve:, checker:")
    for path, name, _ in instances(options, dict.fromkeys(LIMITS, 0.0)):
        kind = next(kind for kind in LIMITS if name.startswith(f"{kind}-"))
        for limit in [options.limit] if options.limit else LIMITS[kind]:
            for cancel in (None, *(part * limit for part in CANCELS)):
                found = ending(path, limit=limit, cancel=cancel, workers=options.workers)
                by = "limit" if cancel is None else f"SIGINT at {cancel:g}"
                curve = f"worse {found.worsened} times" if found.worsened else "never worse"
                figures = [f"{found.over:.1f}", f"{found.cpu:.1f}", curve, found.verdict]
                yield tables.row([name, f"{limit:g}", by, *figures])


def ending(instance: Path, *, limit: float, cancel: float | None, workers: int | None) -> Ending:
    """Run ``solve`` to its limit, or interrupt it after ``cancel`` seconds."""
    with TemporaryDirectory() as folder:
        output, told = Path(folder) / "plan.json", Path(folder) / "told.jsonl"
        command = [*ENGINES["scheduler"], str(instance), "-o", str(output)]
        command += ["--time-limit", str(limit), "--progress", "jsonl"]
        command += [] if workers is None else ["--workers", str(workers)]
        started = time.monotonic()
        with told.open("w") as lines:
            process = subprocess.Popen(command, cwd=ROOT, stdin=subprocess.DEVNULL, stderr=lines)
            due = limit if cancel is None else cancel
            used = 0.0
            try:
                process.wait(due)
            except subprocess.TimeoutExpired:
                used = _processor_time(process.pid)
                if cancel is not None:
                    process.send_signal(signal.SIGINT)
                    due = time.monotonic() - started
            last = used
            while process.poll() is None:
                last = max(last, _processor_time(process.pid))
                time.sleep(0.01)
        over = time.monotonic() - started - due
        verdict = f"no plan, exit status {process.returncode}"
        if output.exists():
            problem = read_problem(str(instance))
            faults = faults_of(problem, read_result(str(output), problem).plan)
            verdict = f"{len(faults)} faults" if faults else "holds"
        return Ending(over, last - used, process.returncode, worsened(told), verdict)


def _processor_time(process: int) -> float:
    """Seconds that a process has used so far, as proc(5) has it; 0 where it can't be told."""
    try:
        fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / 100
    except (OSError, ValueError, IndexError):
        return 0.0


def worsened(told: Path) -> int:
    """How often a value or a bound of the curve got worse."""
    last: dict[tuple[str, str], int] = {}
    count = 0
    for line in told.read_text().splitlines():
        if not line.startswith("{"):
            continue
        point = json.loads(line)
        sign = 1 if point["level"] in MAXIMISED else -1
        for kind, better in (("value", sign), ("bound", -sign)):
            if point[kind] is None:
                continue
            known = last.get((point["level"], kind))
            count += known is not None and better * point[kind] < better * known
            last[point["level"], kind] = point[kind]
    return count
