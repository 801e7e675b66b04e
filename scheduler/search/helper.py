"""Walks in a process of its own: ``python -m scheduler.search.helper``.

Reads pickled tasks from standard input and writes pickled messages to standard output: None once
it is ready to walk, better plans, and ``DONE`` at the end of each task, which ends early when the
next message comes. Compiled code is loaded first; where it isn't on disk yet, it is compiled, which
takes some 20 seconds of processor time once for each machine and version.
"""

from __future__ import annotations

import os
import pickle
import sys
from collections.abc import Callable
from contextlib import suppress
from queue import SimpleQueue
from threading import Thread

from scheduler.problem import Meeting
from scheduler.processes import end_with
from scheduler.search.compiled.cooling import cool, warm_up
from scheduler.search.task import DONE, Message, Task

Offer = Callable[[list[Meeting]], object]


def main() -> None:
    """Walk the tasks on standard input, until it ends."""
    end_with(int(sys.argv[1]))
    tasks: SimpleQueue[Task | None] = SimpleQueue()
    # Read from the start, so that whoever sends never waits for the compiler.
    Thread(target=_read, args=(tasks,), daemon=True).start()

    def tell(message: Message) -> None:
        pickle.dump(message, sys.stdout.buffer, pickle.HIGHEST_PROTOCOL)
        sys.stdout.buffer.flush()

    def offer(meetings: list[Meeting]) -> None:
        tell(meetings)

    with suppress(BrokenPipeError, KeyboardInterrupt):
        warm_up()
        tell(None)
        while True:
            task = tasks.get()
            if task is not None:
                _method(task)(task, offer, lambda: not tasks.empty())
                tell(DONE)


def _method(task: Task) -> Callable[[Task, Offer, Callable[[], bool]], None]:
    if not task.days:
        return cool
    # Loaded only where it is used: it takes a third of a second and 100 MB.
    from scheduler.search.neighbourhoods import refine

    return refine


def _read(tasks: SimpleQueue[Task | None]) -> None:
    with suppress(EOFError, pickle.UnpicklingError):
        while True:
            tasks.put(pickle.load(sys.stdin.buffer))  # noqa: S301
    os._exit(0)  # whoever started this is gone


if __name__ == "__main__":
    main()
