"""A search in a process of its own: the problem on standard input, events on standard output.

A SAT solver can't be interrupted from Python, a process can be killed at any moment. Started with
``python -m scheduler.compact.worker`` rather than by ``multiprocessing``, which would import the
caller's main module again and is refused to a daemonic process (a Celery worker, for one).
"""

from __future__ import annotations

import pickle
import resource
import signal
import sys
from contextlib import suppress

from scheduler.compact.cores import CoreSearch
from scheduler.compact.encoding import encode
from scheduler.compact.messages import Task
from scheduler.processes import end_with


def main() -> None:
    """Search until the end, or until killed."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the parent, who then ends us.
    task: Task = pickle.load(sys.stdin.buffer)  # noqa: S301 - our own parent
    end_with(task.parent)
    if task.cpu_seconds is not None:
        resource.setrlimit(resource.RLIMIT_CPU, (task.cpu_seconds, task.cpu_seconds))
    search = CoreSearch(
        encode(task.problem, brief=task.brief),
        seed=task.seed,
        stable=task.stable,
        conflicts=task.conflicts,
    )
    with suppress(BrokenPipeError):
        for event in search.run():
            pickle.dump(event, sys.stdout.buffer)
            sys.stdout.buffer.flush()


if __name__ == "__main__":
    main()
