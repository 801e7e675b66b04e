"""Whole processes: their times, their memory, and a check of their plans."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from scheduler.checker import faults_of
from scheduler.plan import Plan, PlanError, read_result
from scheduler.reading import read_problem

ROOT = Path(__file__).parents[1]
PYTHON = (sys.executable, "-m")
TIMEFOLD = "timefold==1.24.0b0"
ENGINES: dict[str, Sequence[str]] = {
    "scheduler": (*PYTHON, "scheduler", "solve"),
    "plain model": (*PYTHON, "bench.plain_model"),
    "RC2": (*PYTHON, "bench.maxsat"),
    "Timefold": (
        *("uv", "run", "--quiet", "--no-project", "--no-python-downloads"),
        *("--python", os.environ.get("TIMEFOLD_PYTHON", "3.12"), "--with", TIMEFOLD),
        *("python", "-m", "bench.timefold.solve"),
    ),
}
"""Commands that take INSTANCE -o PLAN --time-limit S --seed N --workers N.

Timefold needs uv, a JDK from 17 on, and a Python up to 3.12 (TIMEFOLD_PYTHON: which).
"""


@dataclass(frozen=True)
class Process:
    """What one process took (seconds, MiB; children it waited for included) and printed."""

    wall: float
    cpu: float
    memory: float
    status: int
    printed: str


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
        if self.plan is None:
            return ", ".join(self.faults)
        return f"{len(self.faults)} faults" if self.faults else "holds"


def timed(command: Sequence[str | Path]) -> Process:
    """Run one command to its end."""
    started = time.monotonic()
    process = subprocess.Popen(
        list(map(str, command)), cwd=ROOT, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE
    )
    if process.stdout is None:
        raise RuntimeError("started with a pipe")
    with process.stdout:
        printed = process.stdout.read().decode()
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    return Process(
        wall=time.monotonic() - started,
        cpu=usage.ru_utime + usage.ru_stime,
        memory=usage.ru_maxrss / 1024,
        status=process.returncode,
        printed=printed,
    )


def solved(
    instance: Path,
    output: Path,
    *,
    limit: float,
    engine: str = "scheduler",
    seed: int = 1,
    workers: int | None = None,
) -> Process:
    """Run ``engine`` on ``instance`` once; its plan, if there is one, is in ``output``."""
    command = [*ENGINES[engine], str(instance), "-o", str(output)]
    command += ["--time-limit", f"{limit:g}", "--seed", str(seed)]
    if workers is not None:
        command += ["--workers", str(workers)]
    return timed(command)


def measure(
    engine: str, instance: Path, *, limit: float, seed: int, workers: int | None
) -> Measurement:
    """Run ``engine`` on ``instance`` once and check its plan."""
    with TemporaryDirectory() as folder:
        output = Path(folder) / "plan.json.gz"
        ran = solved(instance, output, limit=limit, engine=engine, seed=seed, workers=workers)
        found: Plan | None = None
        faults = [f"no plan, exit status {ran.status}"]
        if output.exists():
            problem = read_problem(str(instance))
            try:
                found = read_result(str(output), problem).plan
                faults = faults_of(problem, found)
            except PlanError as error:
                faults = list(error.faults)
        return Measurement(ran.wall, ran.cpu, ran.memory, found, tuple(faults))
