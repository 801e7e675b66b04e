"""One run of an engine as a whole process: its times, its memory, and a check of its plan."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

from scheduler.checker import faults_of
from scheduler.plan import LevelValue, Plan, PlanError, read_result
from scheduler.problem import MAXIMISED
from scheduler.reading import read_problem

ENGINES = {"scheduler": ["scheduler", "solve"], "plain model": ["bench.plain_model"]}
_ROOT = Path(__file__).parents[1]


@dataclass(frozen=True)
class Measurement:
    """What one process took (seconds, MiB) and its plan, None without one that holds."""

    wall: float
    cpu: float
    memory: float
    plan: Plan | None
    faults: tuple[str, ...]

    @property
    def verdict(self) -> str:
        """What the checker says of the plan."""
        return f"{len(self.faults)} faults" if self.faults else "holds"


def measure(
    engine: str, instance: Path, *, limit: float, seed: int, workers: int | None
) -> Measurement:
    """Run ``engine`` on ``instance`` once and check its plan."""
    with TemporaryDirectory() as folder:
        output = Path(folder) / "plan.json.gz"
        command = [sys.executable, "-m", *ENGINES[engine], str(instance), "-o", str(output)]
        command += ["--time-limit", str(limit), "--seed", str(seed)]
        if workers is not None:
            command += ["--workers", str(workers)]
        started = time.monotonic()
        process = subprocess.Popen(command, cwd=_ROOT, stdin=subprocess.DEVNULL)
        _, status, usage = os.wait4(process.pid, 0)
        wall = time.monotonic() - started
        process.returncode = os.waitstatus_to_exitcode(status)
        cpu = usage.ru_utime + usage.ru_stime
        memory = usage.ru_maxrss / 1024
        if not output.exists():
            told = f"no plan, exit status {process.returncode}"
            return Measurement(wall, cpu, memory, None, (told,))
        problem = read_problem(str(instance))
        try:
            plan = read_result(str(output), problem).plan
        except PlanError as error:
            return Measurement(wall, cpu, memory, None, error.faults)
        return Measurement(wall, cpu, memory, plan, tuple(faults_of(problem, plan)))


def middle(runs: Sequence[Measurement]) -> str:
    """Cells for wall time, processor time and memory: medians over runs."""
    parts = (
        f"{median(run.wall for run in runs):.1f}",
        f"{median(run.cpu for run in runs):.1f}",
        f"{median(run.memory for run in runs):.0f}",
    )
    return " | ".join(parts)


def gap(level: LevelValue) -> float | None:
    """How far the value may be from the best, as a share; None: nothing proven."""
    if level.bound is None:
        return None
    if level.proven:
        return 0.0
    base = abs(level.bound if level.level in MAXIMISED else level.value)
    return abs(level.value - level.bound) / base if base else float("inf")


def gap_text(level: LevelValue | None) -> str:
    """The gap as a cell of a table."""
    share = None if level is None else gap(level)
    if share is None:
        return "–"
    return "proven" if share == 0 else f"{share:.2%}"
