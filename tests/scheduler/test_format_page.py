"""The page that describes the formats says what the planner reads and writes."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from scheduler.checker import faults_of
from scheduler.plan import Result, result_from_json, result_to_text
from scheduler.problem import LEVELS, Problem
from scheduler.reading import parse_problem
from scheduler.solve import solve
from scheduler.writing import problem_to_json

PAGE = (Path(__file__).parents[2] / "docs" / "planner" / "format.md").read_text()


def example(name: str) -> str:
    found = re.search(rf"^```json {name}\n(.*?)^```", PAGE, re.DOTALL | re.MULTILINE)
    assert found is not None
    return found[1]


@pytest.fixture(scope="module")
def problem() -> Problem:
    return parse_problem(example("planning/1"))


@pytest.fixture(scope="module")
def shown(problem: Problem) -> Result:
    return result_from_json(json.loads(example("plan/1")), problem)


def test_the_plan_shown_holds_and_its_figures_are_true(problem: Problem, shown: Result):
    assert faults_of(problem, shown.plan) == []


def test_the_planner_finds_the_plan_shown(problem: Problem, shown: Result):
    plan = solve(problem, time_limit=20, workers=1, seed=1).plan
    assert (plan.status, plan.objective) == (shown.plan.status, shown.plan.objective)
    assert [u.request for u in plan.unplaced] == [u.request for u in shown.plan.unplaced]


def test_every_key_and_level_has_its_word(problem: Problem, shown: Result):
    described = set(re.findall(r"`([a-z_]+)`", PAGE))
    assert described >= keys_of(problem_to_json(problem)) | keys_of(
        json.loads(result_to_text(problem, shown))
    )
    # Those that the example has no use for.
    assert described >= {"owner", "fixed", "must", "all_placed", "max_break_spread", *LEVELS}


def keys_of(document: object) -> set[str]:
    if isinstance(document, dict):
        return set(document).union(*map(keys_of, document.values()))
    if isinstance(document, list):
        return set().union(*map(keys_of, document))
    return set()
