"""``whatif``, ``promise`` and ``plot`` as whole processes."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.scheduler.documents import document

ROOT = Path(__file__).parents[3]


def run(*arguments: str | Path, stdin: str | None = None) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "scheduler", *map(str, arguments)],
        cwd=ROOT,
        input=stdin,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


@pytest.fixture
def instance(tmp_path: Path) -> Path:
    """r1 and r3 must go with r2 and r4 for the one table in a1, a2 and b1."""
    raw = document()
    raw["previous"] = None
    raw["rules"] = {}
    raw["places"] = [{"id": "hall"}]
    raw["requests"] = [
        {"id": "r1", "attendees": ["ana", "bea"], "slots": ["a1"], "weight": 5},
        {"id": "r2", "attendees": ["ben", "cy"], "slots": ["a2"], "weight": 3},
        {"id": "r3", "attendees": ["ana", "bea"], "slots": ["a2"], "weight": 4},
        {"id": "r4", "attendees": ["bea", "cy"], "slots": ["b1"]},
    ]
    path = tmp_path / "event.json"
    path.write_text(json.dumps(raw))
    return path


def test_more_tables(instance: Path) -> None:
    told = run("whatif", instance, "--more-tables", "1,2")
    assert (told.returncode, told.stderr) == (0, "")
    assert [line.split() for line in told.stdout.splitlines()] == [
        ["more", "meetings", "weight"],
        ["as", "is", "3", "10"],
        ["+1", "4", "+1", "13", "+3"],
        ["+2", "4", "+1", "13", "+3"],
    ]


def test_the_curve_as_json(instance: Path) -> None:
    told = run("whatif", instance, "--more-tables=-1,1", "--slot", "a2", "--json")
    assert (told.returncode, told.stdout) == (2, "")
    assert "only be taken away" in told.stderr
    told = run("whatif", "-", "--more-tables=-1,1", "--json", stdin=instance.read_text())
    rows = json.loads(told.stdout)
    assert [row["more"] for row in rows] == [-1, 0, 1]
    assert rows[0]["weight"] == {"at_least": 0, "at_most": 0}
    assert rows[0]["meetings_loss"] == {"at_least": 3, "at_most": 3}
    assert rows[2]["weight_gain"] == {"at_least": 3, "at_most": 3}


def test_slots_credits_and_longer_stays(instance: Path) -> None:
    # Requests with slots of their own stay with those, so that a new slot brings nothing.
    slot = run("whatif", instance, "--more-slots", "1", "--day", "2027-03-09")
    assert slot.stdout.splitlines()[2].split() == ["+1", "3", "no", "more", "10", "no", "more"]
    credit = run("whatif", instance, "--more-credits=-2", "--with-credits", "3")
    assert credit.stdout.splitlines()[1].split() == ["-2", "3", "no", "less", "9", "-1"]
    stay = run("whatif", instance, "--stays", "ana")
    assert stay.stdout.splitlines()[2].split()[0] == "+1"


@pytest.mark.parametrize(
    ("arguments", "fault"),
    [
        (["--more-tables", "1", "--place", "moon"], "no place 'moon'"),
        (["--more-tables", "1", "--day", "2027-03-09"], "--day goes with --more-slots or --stays"),
        (["--more-slots", "1", "--day", "2027-03-09", "--at", "2027-03-09T18:00"], "exclude"),
        (["--more-slots", "1", "--at", "2027-03-09T09:10"], "overlaps 'a1'"),
        (["--more-credits", "1", "--with-credits", "99"], "no delegation has 99 credits"),
        (["--stays", "cy"], "'cy' is there to the end"),
        (["--stays", "nobody"], "no delegate 'nobody'"),
        (["--stays", ","], "must be one or more ids"),
        (["--stays", "ana", "--for", "9"], "--for: there are only 1 slots later on"),
        (["--more-slots", "100000"], "must be whole numbers from 0 to 200"),
        ([], "one of the arguments"),
        (["--more-tables", "many"], "--more-tables"),
    ],
)
def test_questions_without_sense(instance: Path, arguments: list[str], fault: str) -> None:
    told = run("whatif", instance, *arguments)
    assert (told.returncode, told.stdout) == (2, "")
    assert fault in told.stderr


def test_promises(instance: Path, tmp_path: Path) -> None:
    told = run("promise", instance, "--group", "a=acme", "--group", "others=bolt,crux")
    assert (told.returncode, told.stderr) == (0, "")
    assert [line.split() for line in told.stdout.splitlines()] == [
        ["group", "delegations", "alone", "together"],
        ["a", "1", "2", "2"],
        ["others", "2", "3", "1"],
    ]
    groups = tmp_path / "groups.json"
    groups.write_text('{"a": ["acme"]}')
    (row,) = json.loads(run("promise", instance, "--groups", groups, "--json").stdout)
    assert row["alone"] == {"at_least": 2, "at_most": 2}


@pytest.mark.parametrize(
    ("arguments", "fault"),
    [
        ([], "no groups"),
        (["--group", "acme"], "must be NAME=ID"),
        (["--group", "a="], "a group without delegations"),
        (["--group", "a=acme", "--group", "a=bolt"], "more than once"),
        (["--group", "a=nobody"], "no delegation 'nobody'"),
        (["--groups", "-"], "a: given more than once"),
    ],
)
def test_groups_without_sense(instance: Path, arguments: list[str], fault: str) -> None:
    told = run("promise", instance, *arguments, stdin='{"a": ["acme"], "a": ["bolt"]}')
    assert (told.returncode, told.stdout) == (2, "")
    assert fault in told.stderr


def test_what_can_not_be_planned_promises_nothing(instance: Path) -> None:
    raw = json.loads(instance.read_text())
    raw["rules"] = {"all_placed": True}
    told = run("promise", "-", "--group", "a=acme", stdin=json.dumps(raw))
    assert told.stdout.splitlines()[1].split()[2:5] == ["no", "plan", "found,"]
    both = run("promise", "-", "--groups", "-", stdin=json.dumps(raw))
    assert "only one of INSTANCE and --groups" in both.stderr


def test_plot(instance: Path, tmp_path: Path) -> None:
    plan, picture = tmp_path / "plan.json", tmp_path / "plan.svg"
    progress = tmp_path / "progress.jsonl"
    solved = run("solve", instance, "-o", plan, "--progress", "jsonl")
    progress.write_text(solved.stderr)

    for kind in ("delegates", "places", "load"):
        drawn = run("plot", instance, plan, "-o", picture, "--kind", kind)
        assert (drawn.returncode, drawn.stdout, drawn.stderr) == (0, "", "")
        assert picture.read_text().startswith("<svg xmlns=")
    drawn = run("plot", instance, progress, "--kind", "curve")
    assert drawn.returncode == 0
    assert "10 proven" in drawn.stdout

    wrong = run("plot", instance, plan, "--kind", "curve")
    assert (wrong.returncode, wrong.stdout) == (2, "")
    assert "line 1 is no progress of a run" in wrong.stderr
    assert run("plot", instance, tmp_path / "none.jsonl", "--kind", "curve").returncode == 2
    assert run("plot", instance, plan, "-o", tmp_path / "none" / "x.svg").returncode == 2
