"""The command line, as whole processes: arguments, files, exit statuses, signals."""

from __future__ import annotations

import gzip
import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from scheduler.checker import faults_of
from scheduler.plan import read_result
from scheduler.reading import read_problem

from .documents import document

ROOT = Path(__file__).parents[2]
COMMAND = [sys.executable, "-m", "scheduler"]
PATIENCE = 120


def run(*arguments: str | Path, stdin: str | None = None) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [*COMMAND, *map(str, arguments)],
        cwd=ROOT,
        input=stdin,
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        check=False,
    )


def write(path: Path, raw: Any) -> Path:
    text = json.dumps(raw).encode()
    path.write_bytes(gzip.compress(text) if path.suffix == ".gz" else text)
    return path


def feasible() -> dict[str, Any]:
    """A problem with a plan that leaves r2 and r5 out."""
    raw = document()
    raw["requests"].append({"id": "r5", "attendees": ["ben", "cy"], "slots": ["a1"]})
    return raw


def infeasible() -> dict[str, Any]:
    raw = document()
    raw["requests"] = [
        {"id": f"r{i}", "attendees": ["ana", who], "slots": ["a1"], "must": True}
        for i, who in enumerate(["bea", "cy"])
    ]
    raw["previous"] = None
    return raw


def hard(tmp_path: Path) -> Path:
    """A problem that keeps the planner busy for much longer than any test waits."""
    hour = [f"2027-03-09T{8 + i // 4:02}:{15 * (i % 4):02}" for i in range(41)]
    raw = {
        "format": "planning/1",
        "slots": [{"id": f"s{i}", "start": hour[i], "end": hour[i + 1]} for i in range(40)],
        "places": [{"id": f"t{i}", "capacity": 5} for i in range(8)],
        "delegations": [{"id": f"c{i}", "max_meetings": 9} for i in range(120)],
        "delegates": [
            {"id": f"p{i}", "delegation": f"c{i}", "unavailable": [f"s{(i * 7 + 3) % 40}"]}
            for i in range(120)
        ],
        "requests": [
            {"id": f"r{i}.{j}", "attendees": [f"p{i}", f"p{(i + j) % 120}"], "weight": 1 + i % 4}
            for i in range(120)
            for j in (1, 5, 8, 22, 41)
        ],
        "rules": {"max_in_a_row": 3},
        "objective": ["weight", "fairness", "breaks", "waiting", "places"],
    }
    return write(tmp_path / "hard.json", raw)


def test_solve_check_and_explain(tmp_path: Path) -> None:
    instance = write(tmp_path / "in.json.gz", feasible())
    plan = tmp_path / "plan.json.gz"

    solved = run("solve", instance, "-o", plan, "--workers", "1", "--seed", "7")
    assert (solved.returncode, solved.stdout, solved.stderr) == (0, "", "")
    result = read_result(str(plan), read_problem(str(instance)))
    assert (result.plan.status, result.seed, result.workers) == ("optimal", 7, 1)
    names = [feasible()["requests"][item.request]["id"] for item in result.plan.unplaced]
    assert names == ["r2", "r5"]
    assert all(item.reason for item in result.plan.unplaced)

    checked = run("check", instance, plan)
    assert (checked.returncode, checked.stderr) == (0, "")
    assert checked.stdout.startswith("the plan holds: optimal; 3 of 5 requests placed")

    told = run("explain", instance, plan, "r5")
    assert told.returncode == 0
    assert told.stdout.startswith("r5 is not placed. The request allows only a1, where ben and cy")
    assert run("explain", instance, plan, "r3").stdout.startswith("r3 is placed in b1 at hall")


def test_standard_input_and_output() -> None:
    solved = run("solve", "-", "--workers", "1", stdin=json.dumps(feasible()))
    assert solved.returncode == 0
    assert json.loads(solved.stdout)["format"] == "plan/1"


def test_a_link_goes_on_leading_where_it_led(tmp_path: Path) -> None:
    instance = write(tmp_path / "in.json", feasible())
    target, link = tmp_path / "plan.json", tmp_path / "latest.json"
    target.write_text("old")
    link.symlink_to(target)
    assert run("solve", instance, "-o", link).returncode == 0
    assert link.is_symlink()
    assert json.loads(target.read_text())["format"] == "plan/1"
    told = run("solve", instance, "-o", "/dev/stdout")
    assert json.loads(told.stdout)["format"] == "plan/1"
    assert Path("/dev/stdout").is_symlink()


def test_a_rule_that_no_day_is_long_enough_for(tmp_path: Path) -> None:
    instance = write(tmp_path / "in.json", feasible() | {"rules": {"max_in_a_row": 1_000_000_000}})
    solved = run("solve", instance)
    assert (solved.returncode, json.loads(solved.stdout)["status"]) == (0, "optimal")


def test_one_of_two_documents_from_standard_input(tmp_path: Path) -> None:
    instance = write(tmp_path / "in.json", feasible())
    plan = run("solve", instance).stdout
    assert run("check", instance, "-", stdin=plan).returncode == 0
    both = run("check", "-", "-", stdin=plan)
    assert both.returncode == 2
    assert both.stderr == "only one of INSTANCE and PLAN can be standard input\n"


def test_the_same_seed_gives_the_same_plan(tmp_path: Path) -> None:
    instance = write(tmp_path / "in.json", feasible())
    one, two = (
        json.loads(run("solve", instance, "--workers", "1", "--seed", "3").stdout) for _ in "12"
    )
    one["seconds"] = two["seconds"] = 0
    assert one == two


def test_a_deterministic_limit_ends_the_search_with_the_same_plan(tmp_path: Path) -> None:
    instance = hard(tmp_path)
    one, two = (
        json.loads(run("solve", instance, "--deterministic-limit", "0.2").stdout) for _ in "12"
    )
    one["seconds"] = two["seconds"] = 0
    assert one == two
    assert one["meetings"]
    assert one["workers"] == 1


def test_infeasible_is_written_and_exits_with_1(tmp_path: Path) -> None:
    instance = write(tmp_path / "in.json", infeasible())
    plan = tmp_path / "plan.json"
    assert run("solve", instance, "-o", plan).returncode == 1
    problem = read_problem(str(instance))
    result = read_result(str(plan), problem)
    assert result.plan.status == "infeasible"
    assert faults_of(problem, result.plan) == []
    assert run("check", instance, plan).returncode == 0
    assert "leaves no plan" in run("explain", instance, plan, "r0").stdout


def test_bad_input_has_a_line_for_each_fault_and_writes_nothing(tmp_path: Path) -> None:
    raw = document()
    raw["requests"][0]["attendees"][0] = "nix"
    raw["colour"] = 1
    plan = tmp_path / "plan.json"
    solved = run("solve", write(tmp_path / "in.json", raw), "-o", plan)
    assert solved.returncode == 2
    assert solved.stderr.splitlines() == [
        "colour: unknown key",
        "requests[0].attendees[0]: no delegate 'nix'",
    ]
    assert solved.stdout == ""
    assert not plan.exists()


@pytest.mark.parametrize(
    "arguments",
    [
        ["--time-limit", "0"],
        ["--time-limit", "nan"],
        ["--time-limit", "soon"],
        ["--workers", "0"],
        ["--seed", "-1"],
        ["--colour"],
        ["-o", "no/such/folder/plan.json"],
    ],
)
def test_bad_arguments(tmp_path: Path, arguments: list[str]) -> None:
    solved = run("solve", write(tmp_path / "in.json", feasible()), *arguments)
    assert solved.returncode == 2
    assert solved.stderr
    assert solved.stdout == ""


def test_check_tells_what_is_wrong(tmp_path: Path) -> None:
    instance = write(tmp_path / "in.json", feasible())
    good = json.loads(run("solve", instance, "--workers", "1").stdout)
    path = tmp_path / "plan.json"

    moved = json.loads(json.dumps(good))
    moved["meetings"][0]["slot"] = "b1"
    checked = run("check", instance, write(path, moved))
    assert checked.returncode == 1
    assert "meetings[0]" in checked.stdout
    assert run("explain", instance, path, "r1").returncode == 1

    unknown = json.loads(json.dumps(good))
    unknown["meetings"][0]["slot"] = "nix"
    checked = run("check", instance, write(path, unknown))
    assert (checked.returncode, checked.stdout) == (1, "meetings[0].slot: no slot 'nix'\n")


def test_check_of_what_is_unreadable(tmp_path: Path) -> None:
    instance = write(tmp_path / "in.json", feasible())
    for plan in (tmp_path / "missing.json", instance, write(tmp_path / "list.json", [])):
        checked = run("check", instance, plan)
        assert checked.returncode == 2
        assert checked.stdout == ""
        assert checked.stderr
    assert run("check", tmp_path / "missing.json", instance).returncode == 2


def test_explain_an_unknown_request(tmp_path: Path) -> None:
    instance = write(tmp_path / "in.json", feasible())
    plan = tmp_path / "plan.json"
    run("solve", instance, "-o", plan)
    told = run("explain", instance, plan, "nix")
    assert (told.returncode, told.stderr) == (2, "no request 'nix'\n")


def test_progress_is_one_json_object_a_line(tmp_path: Path) -> None:
    solved = run("solve", write(tmp_path / "in.json", feasible()), "--progress", "jsonl")
    lines = [json.loads(line) for line in solved.stderr.splitlines()]
    keys = {"seconds", "level", "value", "bound", "placed", "requests"}
    assert all(line.keys() == keys for line in lines)
    last = {line["level"]: line for line in lines}
    levels = json.loads(solved.stdout)["objective"]
    assert [(last[v["level"]]["value"], last[v["level"]]["bound"]) for v in levels] == [
        (v["value"], v["bound"]) for v in levels
    ]


def test_nothing_is_shown_without_a_terminal(tmp_path: Path) -> None:
    assert run("solve", write(tmp_path / "in.json", feasible())).stderr == ""


def first_improvement(process: subprocess.Popen[str]) -> None:
    assert process.stderr is not None
    assert json.loads(process.stderr.readline())["requests"] == 600


def test_an_interrupt_writes_the_best_plan_so_far(tmp_path: Path) -> None:
    instance = hard(tmp_path)
    plan = tmp_path / "plan.json"
    with subprocess.Popen(
        [*COMMAND, "solve", str(instance), "-o", str(plan), "--progress", "jsonl"],
        cwd=ROOT,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        first_improvement(process)
        process.send_signal(signal.SIGINT)
        process.communicate(timeout=PATIENCE)
        assert process.returncode == 0
    problem = read_problem(str(instance))
    assert faults_of(problem, read_result(str(plan), problem).plan) == []


def test_the_limit_ends_the_search_with_a_plan(tmp_path: Path) -> None:
    instance = hard(tmp_path)
    plan = tmp_path / "plan.json"
    assert run("solve", instance, "-o", plan, "--time-limit", "5").returncode == 0
    problem = read_problem(str(instance))
    result = read_result(str(plan), problem)
    assert faults_of(problem, result.plan) == []
    assert result.plan.status == "feasible"


def test_the_child_ends_when_its_parent_dies(tmp_path: Path) -> None:
    # The parent starts a solve, tells its process id, and dies without a word to it.
    parent = (
        "import subprocess, sys\n"
        f"child = subprocess.Popen({COMMAND!r} + sys.argv[1:], stderr=subprocess.PIPE)\n"
        "child.stderr.readline()\n"
        "print(child.pid, flush=True)\n"
        "import os; os._exit(0)\n"
    )
    plan = tmp_path / "plan.json"
    arguments = ["solve", str(hard(tmp_path)), "-o", str(plan), "--progress", "jsonl"]
    told = subprocess.run(
        [sys.executable, "-c", parent, *arguments],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        text=True,
        timeout=PATIENCE,
        check=True,
    )
    child = int(told.stdout)
    deadline = time.monotonic() + PATIENCE
    while running(child) and time.monotonic() < deadline:
        time.sleep(0.1)
    try:
        assert not running(child)
    finally:
        if running(child):
            os.kill(child, signal.SIGKILL)


def running(process: int) -> bool:
    try:
        return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


def test_the_quick_start_of_or_tools_still_solves() -> None:
    program = (
        "import sys\n"
        "from scheduler.lean import leave_pandas_out\n"
        "leave_pandas_out()\n"
        "from ortools.sat.python import cp_model\n"
        "model = cp_model.CpModel()\n"
        "x = [model.new_int_var(0, 9, f'x{i}') for i in range(3)]\n"
        "model.add(sum(x) <= 7)\n"
        "model.maximize(sum(x))\n"
        "solver = cp_model.CpSolver()\n"
        "solver.solve(model)\n"
        "print(solver.objective_value, 'pandas.core' in sys.modules)\n"
    )
    told = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert told.stdout == "7.0 False\n"
