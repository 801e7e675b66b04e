"""The harness runs whole processes and prints true tables."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from scheduler.reading import problem_from_json
from scheduler.writing import write_problem
from tests.scheduler.documents import document

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize(
    ("suite", "row"),
    [("weight", ["7", "7", "proven", "holds"]), ("yardstick", ["weight", "7", "7", "holds"])],
)
def test_a_suite_prints_a_table(tmp_path: Path, suite: str, row: list[str]) -> None:
    raw = document()
    raw["objective"] = ["weight"]
    raw["previous"] = None
    raw["requests"][3]["must"] = False
    raw["requests"][3]["slots"] = ["a3"]
    (tmp_path / "generated").mkdir()
    write_problem(str(tmp_path / "generated" / "tiny-1.json.gz"), problem_from_json(raw))

    told = subprocess.run(
        [sys.executable, "-m", "bench.run", suite, "--instances", str(tmp_path), "--limit", "60"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=300,
        check=True,
    )
    rows = [
        [cell.strip() for cell in line.strip("|").split("|")]
        for line in told.stdout.splitlines()
        if line.startswith("|")
    ]
    assert {len(cells) for cells in rows} == {len(rows[0])}
    results = [cells for cells in rows if cells[0] == "tiny-1"]
    assert results
    for cells in results:
        assert cells[-len(row) :] == row
