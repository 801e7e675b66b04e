"""What is shown while the planner works, and the age of its process."""

from __future__ import annotations

import json
import os
import pty
import subprocess
import sys
import time
from pathlib import Path

import pytest

from scheduler.display import gap_text
from scheduler.problem import Level
from scheduler.progress import Progress

from .documents import document

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize(
    ("level", "value", "bound", "text"),
    [
        ("weight", 90, 100, "10.00%"),
        ("weight", 0, 100, "100.00%"),
        ("weight", 0, 0, "proven"),
        ("waiting", 100, 90, "10.00%"),
        ("waiting", 5, 5, "proven"),
        ("waiting", 5, None, ""),
    ],
)
def test_the_gap_is_a_share_of_the_greater_figure(
    level: Level, value: int, bound: int | None, text: str
) -> None:
    progress = Progress(1.0, level, value, bound, placed=1, requests=2)
    assert gap_text(progress) == text


def test_a_terminal_shows_the_levels(tmp_path: Path) -> None:
    instance = tmp_path / "in.json"
    instance.write_text(json.dumps(document() | {"name": "Small [/draft]"}))
    terminal, slave = pty.openpty()
    with subprocess.Popen(
        [sys.executable, "-m", "scheduler", "solve", str(instance), "-o", str(tmp_path / "p.json")],
        cwd=ROOT,
        stderr=slave,
        env=os.environ | {"COLUMNS": "100", "TERM": "xterm"},
    ) as process:
        os.close(slave)
        shown = b""
        while True:
            try:
                part = os.read(terminal, 65536)
            except OSError:  # how Linux says that the other end is closed
                break
            if not part:
                break
            shown += part
        assert process.wait(timeout=120) == 0
    os.close(terminal)
    assert "Small [/draft] · 3 of 4 placed" in shown.decode()
    assert "proven" in shown.decode()


def test_the_age_of_a_process_covers_the_start_of_python() -> None:
    program = (
        "import time; time.sleep(0.5)\n"
        "from scheduler.clock import process_age\n"
        "print(process_age())"
    )
    before = time.monotonic()
    told = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True
    )
    seen_from_outside = time.monotonic() - before
    tick = 1 / os.sysconf("SC_CLK_TCK")
    assert 0.5 <= float(told.stdout) <= seen_from_outside + 2 * tick
