"""The whole engine, with its processes."""

from __future__ import annotations

import os
import pickle
import random
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from scheduler.checker import broken_rules
from scheduler.compact import solve_compact
from scheduler.problem import Meeting, Problem

from .events import event

TRIANGLE = [("a", "b"), ("b", "c"), ("a", "c")]


@pytest.fixture(scope="module")
def long_search() -> Problem:
    """A plan is found at once, the best is not: days too short for all to sit together."""
    rng = random.Random(5)
    people = "abcdefghijklmnopqrstuvwxyzABCD"
    pairs = [(one, other) for i, one in enumerate(people) for other in people[:i]]
    return event(22, rng.sample(pairs, 150), tables=8)


def children() -> set[int]:
    """The processes that this one has started and that are not gone."""
    mine = set()
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = stat.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        if int(fields[1]) == os.getpid():
            mine.add(int(stat.parent.name))
    return mine


@pytest.mark.parametrize("workers", [1, 3])
def test_proves_the_optimum(workers: int) -> None:
    told: list[tuple[int, int]] = []

    def listen(meetings: list[Meeting], value: int, bound: int) -> None:
        assert len(meetings) == 3
        told.append((value, bound))

    problem = event(4, TRIANGLE)
    result = solve_compact(problem, workers=workers, on_improvement=listen)
    assert (result.status, result.value, result.bound) == ("optimal", 1, 1)
    assert result.meetings is not None
    assert not broken_rules(problem, result.meetings)
    assert told[-1] == (1, 1)
    assert told == sorted(told, key=lambda now: (-now[0], now[1]))


def test_proves_that_there_is_no_plan() -> None:
    result = solve_compact(event(2, TRIANGLE))
    assert (result.status, result.meetings, result.value) == ("infeasible", None, None)


def test_credits_make_it_infeasible_at_once() -> None:
    delegations = [{"id": "ca", "max_meetings": 1}, {"id": "cb"}, {"id": "cc"}]
    assert solve_compact(event(4, TRIANGLE, delegations=delegations)).status == "infeasible"


def test_stops_when_told_and_leaves_no_process(long_search: Problem) -> None:
    before = children()
    stop = threading.Event()
    result = solve_compact(long_search, on_improvement=lambda *_: stop.set(), stop=stop)
    assert result.status == "feasible"
    assert result.meetings is not None
    assert not broken_rules(long_search, result.meetings)
    assert children() <= before


def test_keeps_to_the_deadline(long_search: Problem) -> None:
    before = children()
    result = solve_compact(long_search, deadline=time.monotonic() + 0.2)
    assert result.status in {"unknown", "feasible"}
    assert children() <= before


def test_an_error_in_the_callback_leaves_no_process(long_search: Problem) -> None:
    before = children()

    def fail(*_: object) -> None:
        raise RuntimeError("told too much")

    with pytest.raises(RuntimeError, match="told too much"):
        solve_compact(long_search, on_improvement=fail)
    assert children() <= before


@pytest.mark.skipif(sys.platform != "linux", reason="prctl is Linux's")
def test_workers_end_with_their_parent(long_search: Problem, tmp_path: Path) -> None:
    problem = tmp_path / "problem"
    problem.write_bytes(pickle.dumps(long_search))
    program = (
        "import pickle, sys, pathlib, os\n"
        "from scheduler.compact import solve_compact\n"
        f"problem = pickle.loads(pathlib.Path({str(problem)!r}).read_bytes())\n"
        "def told(*_):\n"
        "    pids = [s.parent.name for s in pathlib.Path('/proc').glob('[0-9]*/stat')\n"
        "            if s.read_text().rpartition(')')[2].split()[1] == str(os.getpid())]\n"
        "    print(*pids, flush=True)\n"
        "solve_compact(problem, on_improvement=told)\n"
    )
    parent = subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE, text=True)
    assert parent.stdout is not None
    workers = parent.stdout.readline().split()
    assert len(workers) == 2
    parent.kill()
    parent.wait()
    until = time.monotonic() + 10
    while any(_alive(pid) for pid in workers) and time.monotonic() < until:
        time.sleep(0.05)
    assert not any(_alive(pid) for pid in workers)


def _alive(pid: str) -> bool:
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        return False
    return state != "Z"
