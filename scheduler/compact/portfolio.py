"""Several searches side by side, each in a process of its own; what one finds counts for all."""

from __future__ import annotations

import math
import os
import pickle
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from queue import Empty, SimpleQueue
from threading import Event as Flag
from threading import Thread
from typing import Literal

from scheduler.compact.messages import Bound, Event, Found, Infeasible, Task
from scheduler.compact.scope import fixed_places_hold, seat, within_credits
from scheduler.objective import level_value
from scheduler.problem import Meeting, Problem

Status = Literal["optimal", "feasible", "infeasible", "unknown"]
OnImprovement = Callable[[list[Meeting], int, int], None]

_ROOT = Path(__file__).resolve().parents[2]
_POLL_SECONDS = 0.1
_CONFLICTS_PER_SECOND = 10_000
"""What counts as a second of a deterministic limit."""


@dataclass(frozen=True, slots=True)
class CompactResult:
    """What was found: ``value`` breaks in ``meetings``, and at least ``bound`` in any plan."""

    status: Status
    meetings: list[Meeting] | None
    value: int | None
    bound: int


def solve_compact(
    problem: Problem,
    *,
    deadline: float | None = None,
    workers: int = 2,
    seed: int = 1,
    on_improvement: OnImprovement | None = None,
    stop: Flag | None = None,
    effort: float | None = None,
) -> CompactResult:
    """Place every request of a compact ``problem`` with the fewest breaks.

    Args:
        problem: one that ``applies`` says yes to.
        deadline: a moment of ``time.monotonic()`` at which the best so far is returned.
        workers: processes that search, each in its own way.
        seed: of their random choices.
        on_improvement: called with each better plan or bound: the best meetings so far, their
            breaks, the bound. Not before there is a plan.
        stop: once set, the best so far is returned.
        effort: a deterministic limit, in units of about a second, for one worker.
    """
    if not (within_credits(problem) and fixed_places_hold(problem)):
        return CompactResult("infeasible", None, None, 0)
    best: list[Meeting] | None = None
    value: int | None = None
    bound = 0
    conflicts = None if effort is None else round(_CONFLICTS_PER_SECOND * effort)
    for event in _events(problem, deadline, workers, seed, stop, conflicts):
        match event:
            case Infeasible():
                return CompactResult("infeasible", None, None, bound)
            case Bound(breaks):
                if breaks <= bound:
                    continue
                bound = breaks
            case Found(held):
                meetings = seat(problem, held)
                breaks = level_value(problem, meetings, "breaks")
                if value is not None and breaks >= value:
                    continue
                best, value = meetings, breaks
        if best is not None and value is not None:
            if on_improvement is not None:
                on_improvement(best, value, bound)
            if value <= bound:
                return CompactResult("optimal", best, value, bound)
    return CompactResult("unknown" if best is None else "feasible", best, value, bound)


def _events(
    problem: Problem,
    deadline: float | None,
    workers: int,
    seed: int,
    stop: Flag | None,
    conflicts: int | None,
) -> Iterator[Event]:
    """What the searches tell, until all have ended, the deadline or ``stop``."""
    queue: SimpleQueue[Event | None] = SimpleQueue()
    cpu_seconds = None
    if deadline is not None:
        cpu_seconds = max(1, math.ceil(deadline - time.monotonic()) + 1)
    tasks = [
        Task(
            problem,
            seed=seed + i,
            stable=i % 2 == 0,
            parent=os.getpid(),
            cpu_seconds=cpu_seconds,
            conflicts=conflicts,
            brief=i % 2 == 0 and workers > 1,
        )
        for i in range(max(1, workers))
    ]
    with _started(tasks, queue):
        running = len(tasks)
        while running and not (stop is not None and stop.is_set()):
            left = math.inf if deadline is None else deadline - time.monotonic()
            if left <= 0:
                return
            try:
                event = queue.get(timeout=min(left, _POLL_SECONDS))
            except Empty:
                continue
            if event is None:
                running -= 1
            else:
                yield event


@contextmanager
def _started(tasks: list[Task], queue: SimpleQueue[Event | None]) -> Iterator[None]:
    """Processes at work on ``tasks``; they are gone when the block is left."""
    path = os.pathsep.join([str(_ROOT), *filter(None, [os.environ.get("PYTHONPATH")])])
    processes: list[subprocess.Popen[bytes]] = []
    try:
        for task in tasks:
            process = subprocess.Popen(
                [sys.executable, "-m", "scheduler.compact.worker"],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                env={**os.environ, "PYTHONPATH": path},
            )
            processes.append(process)
            Thread(target=_listen, args=(process, task, queue), daemon=True).start()
        yield
    finally:
        for process in processes:
            process.kill()
        for process in processes:
            process.wait()


def _listen(process: subprocess.Popen[bytes], task: Task, queue: SimpleQueue[Event | None]) -> None:
    """Hand a worker its task, then pass on what it tells; None when it has ended."""
    try:
        if process.stdin is None or process.stdout is None:
            raise RuntimeError("a worker is started with pipes")
        with suppress(BrokenPipeError), process.stdin:
            pickle.dump(task, process.stdin)
        with process.stdout, suppress(EOFError, pickle.UnpicklingError):
            while True:
                queue.put(pickle.load(process.stdout))  # noqa: S301 - our own child
    finally:
        queue.put(None)
