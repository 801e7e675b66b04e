"""Celery inside the web process: one worker of several threads, and beat.

The command-line programs of Celery set signal handlers and logging, which belong to the web
server here; their bare parts are started instead, each in a thread.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from celery.beat import EmbeddedService
from celery.worker import WorkController, state
from django.db import connection

from vimeet.celery import app
from vimeet.meetings.models import Run
from vimeet.meetings.services.runs import stop_run

QUEUES = ("default", "planner")
# One may be busy planning while the others send messages.
THREADS = 3
STOP_SECONDS = 8


class _Worker(WorkController):  # type: ignore[misc]
    """Says when it takes tasks."""

    def __init__(self) -> None:
        self.ready = threading.Event()
        super().__init__(
            app=app,
            queues=QUEUES,
            pool="threads",
            concurrency=THREADS,
            hostname="demo@localhost",
            loglevel="WARNING",
            without_heartbeat=True,
            without_gossip=True,
            without_mingle=True,
        )

    def on_consumer_ready(self, consumer: object) -> None:
        self.ready.set()


@contextmanager
def embedded_workers() -> Iterator[None]:
    """Run the worker and beat while the block runs; leave no thread behind."""
    state.should_stop = None
    worker = _Worker()
    thread = threading.Thread(target=worker.start, name="worker", daemon=True)
    thread.start()
    worker.ready.wait()
    # The plain scheduler keeps its schedule in memory: no file that two demos could fight over.
    beat = EmbeddedService(app, thread=True, scheduler_cls="celery.beat:Scheduler")
    beat.start()
    try:
        yield
    finally:
        beat.service.stop()
        _stop_runs()
        # Read by the worker's own loop, which then ends in its own thread.
        state.should_stop = 0
        thread.join(STOP_SECONDS)
        beat.join(STOP_SECONDS)


def _stop_runs() -> None:
    """Stop what still computes: its worker goes away, and its planner with it."""
    for run in Run.objects.filter(state__in=Run.ACTIVE):
        stop_run(run=run, keep=False, actor=None)
    connection.close()
