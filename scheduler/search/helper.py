"""A walk in a process of its own: ``python -m scheduler.search.helper``.

Reads a pickled ``Task`` from standard input and writes better plans, pickled, to standard output.
Python runs one thread at a time; processes use all cores. Little is imported, to start quickly.
"""

from __future__ import annotations

import pickle
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from threading import Thread

from scheduler.problem import Meeting
from scheduler.search.cooling import Task, cool

ROOT = Path(__file__).resolve().parents[2]


@contextmanager
def helping(tasks: list[Task], offer: Callable[[list[Meeting]], object]) -> Iterator[None]:
    """Walk the tasks in other processes meanwhile; leaving the context ends them."""
    helpers = []
    for task in tasks:
        process = subprocess.Popen(
            [sys.executable, "-m", "scheduler.search.helper"],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
        )
        reader = Thread(target=_talk, args=(process, task, offer), daemon=True)
        reader.start()
        helpers.append((process, reader))
    try:
        yield
    finally:
        for process, reader in helpers:
            process.terminate()
            reader.join()
            process.wait()


def _talk(
    process: subprocess.Popen[bytes], task: Task, offer: Callable[[list[Meeting]], object]
) -> None:
    """Send the task and hand on what comes back, until the process ends."""
    if process.stdin is None or process.stdout is None:
        return
    with suppress(BrokenPipeError), process.stdin:
        pickle.dump(task, process.stdin)
    with process.stdout, suppress(EOFError, pickle.UnpicklingError):
        while True:
            offer(pickle.load(process.stdout))  # noqa: S301


def main() -> None:
    """Walk the task on standard input."""
    task: Task = pickle.load(sys.stdin.buffer)  # noqa: S301

    def offer(meetings: list[Meeting]) -> None:
        pickle.dump(meetings, sys.stdout.buffer)
        sys.stdout.buffer.flush()

    with suppress(BrokenPipeError, KeyboardInterrupt):
        cool(task, offer, lambda: False)


if __name__ == "__main__":
    main()
