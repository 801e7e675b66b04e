"""The planner as a library: a few names, loaded when they are used."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import scheduler
from scheduler import Plan, Problem, Result, read, solve, write
from scheduler.checker import faults_of
from scheduler.plan import read_result
from scheduler.reading import problem_from_json

from .documents import document

ROOT = Path(__file__).parents[2]


def test_read_solve_and_write(tmp_path: Path) -> None:
    source, target = tmp_path / "event.json.gz", tmp_path / "plan.json"
    write(source, problem_from_json(document()))

    problem = read(source)
    result = solve(problem, workers=1)
    write(target, problem, result)

    assert isinstance(problem, Problem)
    assert isinstance(result, Result)
    assert isinstance(result.plan, Plan)
    assert problem == problem_from_json(document())
    again = read_result(str(target), problem)
    assert again.plan == result.plan
    assert faults_of(problem, again.plan) == []


def test_the_names_are_the_public_ones() -> None:
    assert set(scheduler.__all__) <= set(dir(scheduler))
    assert not hasattr(scheduler, "nothing_of_the_kind")
    assert all(getattr(scheduler, name).__doc__ for name in scheduler.__all__)


def python(code: str) -> str:
    return subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout


def test_the_function_is_not_hidden_by_the_module_of_its_name() -> None:
    for first in ("import scheduler.solve", "from scheduler.solve import NoPlanError", "pass"):
        assert python(f"{first}\nfrom scheduler import solve\nprint(callable(solve))") == "True\n"


def test_importing_the_package_loads_no_solver() -> None:
    loaded = python("import scheduler, sys\nprint(*sys.modules)").split()
    assert not {"ortools", "numpy", "scheduler.solve", "scheduler.problem"} & set(loaded)
