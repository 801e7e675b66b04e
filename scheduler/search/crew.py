"""The processes that walk, one for each core.

Python runs one thread at a time; processes use all cores. They are started early, so that loading
compiled code, and compiling it where that has never been done, goes on beside the first levels.
"""

from __future__ import annotations

import os
import pickle
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from threading import Condition, Thread

from scheduler.problem import Meeting
from scheduler.search.task import DONE, Message, Task

ROOT = Path(__file__).resolve().parents[2]
_POLL = 0.05

Offer = Callable[[list[Meeting]], object]


class Crew:
    """Some processes that walk."""

    def __init__(self, size: int) -> None:
        self._offer: Offer = _nobody
        self._changed = Condition()
        self._helpers = [_start() for _ in range(size)]
        self._ready: set[int] = set()
        self._gone: set[int] = set()
        self._busy: set[int] = set()
        for i in range(size):
            Thread(target=self._listen, args=(i,), daemon=True).start()

    def ready(self) -> bool:
        """Whether every process that still lives can walk, and one does live."""
        with self._changed:
            able = self._ready - self._gone
            return bool(able) and len(able | self._gone) == len(self._helpers)

    @contextmanager
    def walking(
        self, tasks: Sequence[Task], offer: Offer, ended: Callable[[], bool]
    ) -> Iterator[None]:
        """Walk the tasks, one in each process; leaving the context waits for them, or ``ended``.

        Their plans go to ``offer``, from several threads.
        """
        self._offer = offer
        with self._changed:
            able = sorted(self._ready - self._gone)[: len(tasks)]
            self._busy.update(able)
        for i, task in zip(able, tasks, strict=False):
            self._send(i, task)
        try:
            yield
        finally:
            self._wait(ended)

    def _wait(self, ended: Callable[[], bool]) -> None:
        told = False
        with self._changed:
            while self._busy - self._gone:
                if not told and ended():
                    told = True
                    for i in self._busy - self._gone:
                        self._send(i, None)
                self._changed.wait(_POLL)

    def close(self) -> None:
        """End the processes."""
        for helper in self._helpers:
            helper.kill()
        for helper in self._helpers:
            helper.wait()

    def _send(self, i: int, task: Task | None) -> None:
        pipe = self._helpers[i].stdin
        with suppress(OSError, ValueError):
            if pipe is not None:
                pickle.dump(task, pipe, pickle.HIGHEST_PROTOCOL)
                pipe.flush()

    def _listen(self, i: int) -> None:
        pipe = self._helpers[i].stdout
        with suppress(EOFError, OSError, ValueError, pickle.UnpicklingError):
            while pipe is not None:
                message: Message = pickle.load(pipe)  # noqa: S301
                if isinstance(message, list):
                    self._offer(message)
                    continue
                with self._changed:
                    (self._busy.discard if message == DONE else self._ready.add)(i)
                    self._changed.notify_all()
        with self._changed:
            self._gone.add(i)
            self._changed.notify_all()


def _nobody(meetings: list[Meeting]) -> None:
    """Whom plans go to as long as nobody has asked for any."""


def _start() -> subprocess.Popen[bytes]:
    return subprocess.Popen(  # noqa: S603
        [sys.executable, "-m", "scheduler.search.helper", str(os.getpid())],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        # An interrupt from the keyboard is for the process that started this one.
        start_new_session=True,
    )


@contextmanager
def crew_of(size: int) -> Iterator[Crew]:
    """A crew for as long as the context lasts."""
    crew = Crew(size)
    try:
        yield crew
    finally:
        crew.close()
