"""Carrying out a run: the planner as a child process, watched until it ends.

The worker writes a sign of life every few seconds. Should it die, the child ends by itself, the
run is found lost and can be started again. See docs/planning.md.
"""

from __future__ import annotations

import json
import logging
import queue
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import IO, Any

from django.conf import settings
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from vimeet.audit.services import record
from vimeet.core import live
from vimeet.meetings.models import Run, RunPoint
from vimeet.meetings.services.drafts import explain_unplaced, save_draft
from vimeet.meetings.services.runs import tell_watchers

logger = logging.getLogger(__name__)

# Exit statuses of ``python -m scheduler solve``.
PLANNED, INFEASIBLE, BAD_INPUT, NO_PLAN = 0, 1, 2, 3

LOOK_SECONDS = 0.2
# After an interrupt the planner writes its best plan; an explanation of a large one takes a while.
GRACE_SECONDS = 15
# The planner keeps its limit to within 10 % and a second; one that overruns by this much hangs.
OVERRUN_SECONDS = 30
# A curve needs no more points than this, however long the run.
POINTS = 300
LEAST_SECONDS_BETWEEN_POINTS = 0.25

# What ``Run.error`` may hold besides the planner's own words; put into words for the reader.
NO_PLAN_IN_TIME = "no_plan_in_time"
PLANNER_DIED = "planner_died"
PLANNER_HUNG = "planner_hung"
# A fault of ours or of the database: its details are for the log.
FAULT = "fault"


class RunGoneError(Exception):
    """The run has been marked as lost meanwhile, or deleted: it is no longer ours."""


def execute_run(run_id: int) -> None:
    """Carry a queued run out to its end; a run that is not queued (any more) is left alone."""
    now = timezone.now()
    mine = Run.objects.filter(pk=run_id, state=Run.State.QUEUED).update(
        state=Run.State.RUNNING, started_at=now, heartbeat_at=now
    )
    if not mine:
        return
    run = Run.objects.select_related("event").get(pk=run_id)
    tell_watchers(run)
    try:
        status, output, complaint = _Supervision(run).watch()
        with _signs_of_life(run):
            _finish(run, status, output, complaint)
    except RunGoneError:
        logger.warning("run %s was given up while its worker lived", run.pk)
        return
    except Exception:
        logger.exception("run %s", run.pk)
        _end(run, Run.State.FAILED, error=FAULT)
    tell_watchers(run)


@dataclass
class _Supervision:
    """The child process of one run: started, listened to, stopped when asked."""

    run: Run
    lines: queue.Queue[str] = field(default_factory=queue.Queue)
    complaints: list[str] = field(default_factory=list)
    latest: dict[str, Any] | None = None
    level: str = ""
    next_point_at: float = 0.0
    next_heartbeat_at: float = 0.0
    kill_at: float = 0.0
    killed_for: str = ""
    stopping: bool = False

    def watch(self) -> tuple[int, str, str]:
        """Run the planner to its end: its exit status, its output, and what it complained of.

        Raises RunGoneError if the run is no longer this worker's; the child is then gone too.
        """
        run = self.run
        command = [sys.executable, "-m", "scheduler", "solve", "-", "-o", "-"]
        command += ["--progress", "jsonl", "--time-limit", str(run.time_limit)]
        command += ["--workers", str(settings.PLANNER_WORKERS), "--seed", str(run.seed)]
        with tempfile.TemporaryFile("w+") as problem, tempfile.TemporaryFile("w+") as plan:
            json.dump(run.problem, problem)
            problem.seek(0)
            self.kill_at = time.monotonic() + run.time_limit * 1.1 + OVERRUN_SECONDS
            with subprocess.Popen(  # noqa: S603 -- our own interpreter and numbers only
                command,
                stdin=problem,
                stdout=plan,
                stderr=subprocess.PIPE,
                text=True,
                cwd=settings.BASE_DIR,
                # An interrupt at the terminal is for the worker; the child gets its own.
                start_new_session=True,
            ) as child:
                reader = threading.Thread(target=self._read, args=(child.stderr,), daemon=True)
                reader.start()
                try:
                    while child.poll() is None:
                        self._look(child)
                finally:
                    child.kill()
                    reader.join()
                self._take_lines()
                self._store_point()
            plan.seek(0)
            return child.returncode, plan.read(), self.killed_for or "\n".join(self.complaints)

    def _read(self, stream: IO[str] | None) -> None:
        for line in stream or ():
            self.lines.put(line)

    def _look(self, child: subprocess.Popen[str]) -> None:
        """One turn: take progress, show a sign of life, see whether to stop."""
        self._take_lines(timeout=LOOK_SECONDS)
        now = time.monotonic()
        if now >= self.next_point_at:
            self._store_point()
        if not self.stopping and self._stop_requested():
            self.stopping = True
            if self.run.keep_result:
                child.send_signal(signal.SIGINT)
                self.kill_at = min(self.kill_at, now + GRACE_SECONDS)
            else:
                child.kill()
        elif self.stopping and self._thrown_away():
            child.kill()
        if now >= self.kill_at:
            self.killed_for = PLANNER_HUNG
            child.kill()

    def _take_lines(self, timeout: float = 0.0) -> None:
        """Take the progress that has come, waiting up to ``timeout`` seconds for the first."""
        try:
            line = self.lines.get(timeout=timeout) if timeout else self.lines.get_nowait()
            while True:
                self._take(line)
                line = self.lines.get_nowait()
        except queue.Empty:
            return

    def _take(self, line: str) -> None:
        try:
            progress = json.loads(line)
            level = progress["level"]
        except (ValueError, TypeError, KeyError):
            self.complaints.append(line.rstrip())
            return
        if level != self.level:
            # The last word on a level is worth a point however soon it came.
            self._store_point()
            self.level = level
        self.latest = progress

    def _store_point(self) -> None:
        """Keep the latest progress as a point of the curve, and push it to open pages."""
        progress, self.latest = self.latest, None
        if progress is None:
            return
        span = max(LEAST_SECONDS_BETWEEN_POINTS, self.run.time_limit / POINTS)
        self.next_point_at = time.monotonic() + span
        point = RunPoint.objects.create(
            run=self.run,
            seconds=progress["seconds"],
            level=progress["level"],
            value=progress["value"],
            bound=progress["bound"],
            placed=progress["placed"],
        )
        Run.objects.filter(pk=self.run.pk).update(placed=point.placed)
        live.publish(
            live.runs_group(self.run.event_id),
            {"type": "run.progress", "run": self.run.number, **progress},
        )

    def _stop_requested(self) -> bool:
        """Show a sign of life when it is time, and read whether somebody wants a stop."""
        self._show_life()
        row = Run.objects.filter(pk=self.run.pk).values("stop_requested_at", "keep_result").first()
        if row is None:
            raise RunGoneError
        self.run.keep_result = row["keep_result"]
        return row["stop_requested_at"] is not None

    def _thrown_away(self) -> bool:
        return self._stop_requested() and not self.run.keep_result

    def _show_life(self) -> None:
        now = time.monotonic()
        if now < self.next_heartbeat_at:
            return
        self.next_heartbeat_at = now + settings.PLANNER_HEARTBEAT_SECONDS
        if not Run.objects.filter(pk=self.run.pk, state=Run.State.RUNNING).update(
            heartbeat_at=timezone.now()
        ):
            raise RunGoneError


@contextmanager
def _signs_of_life(run: Run) -> Iterator[None]:
    """Show that the run is alive while its result is explained and waits to be saved.

    Both may take longer than a silence that counts as death: the event may be held meanwhile.
    """
    ended = threading.Event()

    def show() -> None:
        try:
            while not ended.wait(settings.PLANNER_HEARTBEAT_SECONDS):
                try:
                    Run.objects.filter(pk=run.pk, state=Run.State.RUNNING).update(
                        heartbeat_at=timezone.now()
                    )
                except DatabaseError:
                    # The next one may get through; whether the result is saved is not its matter.
                    logger.warning("run %s could not show a sign of life", run.pk, exc_info=True)
        finally:
            connection.close()

    shown = threading.Thread(target=show, daemon=True)
    shown.start()
    try:
        yield
    finally:
        ended.set()
        shown.join()


def _finish(run: Run, status: int, output: str, complaint: str) -> None:
    """Turn the planner's answer into the run's end, in one transaction with its draft."""
    run.refresh_from_db(fields=["stop_requested_at", "keep_result"])
    stopped = run.stop_requested_at is not None
    if stopped and not run.keep_result:
        _end(run, Run.State.CANCELLED)
    elif status == PLANNED:
        document = json.loads(output)
        # Explaining a large plan takes a while: not under the lock.
        unplaced = explain_unplaced(run.problem, document)
        with transaction.atomic():
            save_draft(run=run, document=document, unplaced=unplaced)
            _end(run, Run.State.FINISHED, placed=len(document["meetings"]))
    elif status == INFEASIBLE:
        conflict = [
            {"request": item["request"], "reason": item["reason"]}
            for item in json.loads(output)["unplaced"]
        ]
        _end(run, Run.State.INFEASIBLE, conflict=conflict)
    elif status == NO_PLAN:
        end = Run.State.CANCELLED if stopped else Run.State.FAILED
        _end(run, end, error=NO_PLAN_IN_TIME)
    elif status == BAD_INPUT:
        _end(run, Run.State.FAILED, error=complaint)
    else:
        logger.error("planner of run %s ended with %s: %s", run.pk, status, complaint)
        error = PLANNER_HUNG if complaint == PLANNER_HUNG else PLANNER_DIED
        _end(run, Run.State.FAILED, error=error)


@transaction.atomic
def _end(run: Run, state: Run.State, **values: Any) -> None:
    """Write the run's end, if it is still this worker's.

    Raises RunGoneError otherwise.
    """
    ended = Run.objects.filter(pk=run.pk, state=Run.State.RUNNING).update(
        state=state, finished_at=timezone.now(), **values
    )
    if not ended:
        raise RunGoneError
    run.state = state
    record(
        action=f"run.{state.value}",
        obj=run,
        actor=None,
        event=run.event,
        changes={"state": [Run.State.RUNNING.value, state.value]},
    )
