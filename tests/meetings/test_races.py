"""Two at once, and a worker killed in the middle: real threads and processes on PostgreSQL."""

from __future__ import annotations

import datetime as dt
import os
import random
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
import time_machine
from django.db import IntegrityError, connection
from django.db.models import QuerySet
from django.utils import timezone

from tests.meetings.plans import make_draft
from vimeet.meetings.models import Plan, Run
from vimeet.meetings.services import releases, runs
from vimeet.meetings.services.releases import release_plan
from vimeet.meetings.services.runs import (
    RunAlreadyActiveError,
    find_lost_runs,
    restart_run,
    start_run,
)
from vimeet.messaging.models import Message

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]

PATIENCE_SECONDS = 120


def at_once[T](work: Callable[[], T]) -> list[T | Exception]:
    """Do ``work`` in two threads, each with a connection of its own; results or exceptions."""

    def run(_: int) -> T | Exception:
        try:
            return work()
        except Exception as error:
            return error
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        return list(pool.map(run, range(2)))


def meeting_point(monkeypatch, module, name: str) -> None:
    """Make both threads wait for each other before ``module.name``, a second at most."""
    both = threading.Barrier(2)
    original = getattr(module, name)

    def wait_then_go(*args, **kwargs):
        try:
            both.wait(timeout=1)
        except threading.BrokenBarrierError:
            both.reset()
        return original(*args, **kwargs)

    monkeypatch.setattr(module, name, wait_then_go)


@pytest.fixture
def no_locks(monkeypatch) -> None:
    monkeypatch.setattr(QuerySet, "select_for_update", lambda self, **kwargs: self)


def test_two_who_press_plan_at_once_get_one_run(world, monkeypatch):
    meeting_point(monkeypatch, runs, "build_problem")
    first, second = sorted(
        at_once(lambda: start_run(event=world.event, actor=None)),
        key=lambda result: isinstance(result, Exception),
    )
    assert first == Run.objects.get()
    assert isinstance(second, RunAlreadyActiveError)
    assert second.run == first


def test_two_presses_of_one_button_at_once_get_the_same_run(world, monkeypatch):
    meeting_point(monkeypatch, runs, "build_problem")
    press = {"event": world.event, "actor": world.organiser_user, "expected_number": 1}
    assert at_once(lambda: start_run(**press)) == [Run.objects.get()] * 2


def test_without_the_lock_the_constraint_alone_would_refuse_the_second(
    world, monkeypatch, no_locks
):
    meeting_point(monkeypatch, runs, "build_problem")
    results = at_once(lambda: start_run(event=world.event, actor=None))
    assert [type(r) for r in results if not isinstance(r, Run)] == [IntegrityError]
    assert Run.objects.count() == 1


def test_two_who_release_at_once_tell_everyone_once(world, monkeypatch):
    plan = make_draft(world, {world.requests[0]: (0, 0)})
    meeting_point(monkeypatch, releases, "differences")
    assert at_once(lambda: release_plan(plan=plan, actor=None)) == [plan, plan]
    assert Plan.objects.filter(state=Plan.State.RELEASED).count() == 1
    assert Message.objects.count() == 4


def test_a_killed_worker_leaves_a_run_that_is_found_lost_and_started_again(world, settings):
    run = start_run(event=world.event, actor=None, time_limit=600)
    run.problem = large_problem()
    run.save()
    worker = start_worker(run)
    try:
        wait_until(lambda: Run.objects.get().points.exists())
        children = Path(f"/proc/{worker.pid}/task/{worker.pid}/children").read_text().split()
        assert children, "the planner is a process of its own"
    finally:
        worker.kill()
        worker.wait()
    wait_until(lambda: not any(map(lives, children)))
    run.refresh_from_db()
    assert run.state == Run.State.RUNNING, "nobody has noticed yet"

    later = timezone.now() + dt.timedelta(seconds=settings.PLANNER_LOST_AFTER_SECONDS + 1)
    with time_machine.travel(later):
        assert find_lost_runs() == 1
        run.refresh_from_db()
        assert run.state == Run.State.LOST
        assert restart_run(run=run, actor=None).state == Run.State.QUEUED


def start_worker(run: Run) -> subprocess.Popen[bytes]:
    """A process that carries the run out on this database."""
    database = connection.settings_dict
    address = "postgres://{USER}:{PASSWORD}@{HOST}:{PORT}/{NAME}".format(**database)
    code = (
        "import django; django.setup(); "
        "from vimeet.meetings.services.execution import execute_run; "
        f"execute_run({run.pk})"
    )
    return subprocess.Popen(
        [sys.executable, "-c", code],
        env=os.environ
        | {"DJANGO_SETTINGS_MODULE": "vimeet.settings.test", "DATABASE_URL": address},
    )


def large_problem() -> dict[str, object]:
    """A problem whose last levels are not settled within minutes."""
    dice = random.Random(1)
    people = [f"p{i}" for i in range(60)]
    return {
        "format": "planning/1",
        "slots": [
            {
                "id": f"s{i}",
                "start": f"2027-03-09T{8 + i:02}:00",
                "end": f"2027-03-09T{8 + i:02}:50",
            }
            for i in range(12)
        ],
        "places": [{"id": f"t{i}", "capacity": 5} for i in range(5)],
        "delegations": [{"id": name} for name in people],
        "delegates": [{"id": name, "delegation": name} for name in people],
        "requests": [
            {"id": f"r{i}", "attendees": dice.sample(people, 2), "weight": dice.randint(1, 9)}
            for i in range(400)
        ],
    }


def wait_until(condition: Callable[[], bool]) -> None:
    until = time.monotonic() + PATIENCE_SECONDS
    while not condition():
        assert time.monotonic() < until, "it never came true"
        time.sleep(0.1)


def lives(pid: str) -> bool:
    """Whether the process is there and not a mere entry that nobody has collected."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    except FileNotFoundError:
        return False
