"""The harness runs whole processes and prints true tables."""

from __future__ import annotations

import argparse
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path
from random import Random
from typing import Any

import pytest

from bench import run
from bench.disturb import CHANGES
from bench.generate import generate
from scheduler.reading import problem_from_json
from scheduler.solve import solve
from scheduler.writing import problem_to_json, write_problem
from tests.scheduler.documents import document

ROOT = Path(__file__).parents[2]


def options(instances: Path, **given: Any) -> argparse.Namespace:
    standing = {"only": "", "repeat": 1, "limit": 60.0, "workers": 1, "plain_limit": 60.0}
    standing |= {"engines": ["plain model"], "degrees": [2], "originals": False}
    return argparse.Namespace(instances=instances, **standing | given)


def cells(lines: Iterable[str], first: str) -> list[list[str]]:
    """The rows of the tables that begin with ``first``; each as wide as its header."""
    told = [line for text in lines for line in text.splitlines()]
    rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in told if line]
    headers = [i for i, row in enumerate(rows) if row[0] == "---"]
    for header, end in zip(headers, [*[i - 1 for i in headers[1:]], len(rows)], strict=True):
        assert {len(row) for row in rows[header:end]} == {len(rows[header])}
    return [row for row in rows if row[0] == first]


@pytest.fixture
def instances(tmp_path: Path) -> Path:
    """A folder with one tiny problem under the names that the suites look for."""
    raw = document()
    raw["objective"] = ["weight"]
    raw["previous"] = None
    raw["requests"][3]["must"] = False
    raw["requests"][3]["slots"] = ["a3"]
    (tmp_path / "generated").mkdir()
    write_problem(str(tmp_path / "generated" / "tiny-1.json.gz"), problem_from_json(raw))
    (tmp_path / "b2bsp").mkdir()
    raw = document() | {"objective": ["breaks"], "previous": None}
    raw["rules"] = {"all_placed": True, "max_break_spread": 2}
    raw["requests"] = raw["requests"][:1]
    write_problem(str(tmp_path / "b2bsp" / "two.original.json.gz"), problem_from_json(raw))
    (tmp_path / "b2bsp" / "best-known.csv").write_text(
        "file,fairness_d,status,best_breaks,maxsat_seconds,chuffed_seconds,mip_seconds\n"
        "two.original.dzn,2,OPT,0,1.5,TO,3\n"
    )
    return tmp_path


def test_one_command_prints_the_table_of_a_suite(instances: Path) -> None:
    told = subprocess.run(
        [sys.executable, "-m", "bench.run", "weight", "--instances", instances, "--limit", "60"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=300,
        check=True,
    )
    (row,) = cells(told.stdout.partition("## weight\n")[2].splitlines(), "tiny-1")
    assert row[-4:] == ["7", "7", "proven", "holds"]


def test_the_yardstick_stands_beside_the_planner(instances: Path) -> None:
    rows = cells(run.SUITES["yardstick"](options(instances, only="tiny")), "tiny-1")
    assert [row[1] for row in rows] == ["scheduler", "plain model"]
    for row in rows:
        assert row[-5:] == ["weight", "7", "7", "proven", "holds"]


def test_the_published_results_stand_beside_ours(instances: Path) -> None:
    lines = list(run.SUITES["b2bsp"](options(instances)))
    (row,) = cells(lines, "two.original")
    assert row[1:4] == ["2", "0", "0"]
    # The last column is another engine's, which wasn't asked for.
    assert row[-5:] == ["holds", "1.5", "TO", "3", ""]
    (kind,) = cells(lines, "original")
    assert kind[1:4] == ["2", "1", "1"]


def test_every_change_on_the_day_gives_a_problem_that_can_be_read() -> None:
    before = problem_from_json(
        generate("event", delegations=40, requests=120, slots=8, days=2, seed=5)
    )
    told = solve(before, deterministic_limit=0.1).plan.meetings
    for change in CHANGES.values():
        changed = change(before, told, Random(1))
        assert changed.objective[0] == "kept"
        assert problem_from_json(problem_to_json(changed)) == changed
