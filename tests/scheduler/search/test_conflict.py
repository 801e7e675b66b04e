"""What can't hold together is named, and nothing besides."""

from __future__ import annotations

from typing import Any

from scheduler.plan import Plan
from scheduler.problem import Problem
from scheduler.solve import solve
from tests.scheduler.model.allowing import small


def requests(*must: str) -> list[dict[str, Any]]:
    """The requests of the small problem, those named made ``must``."""
    pairs: dict[str, list[Any]] = {
        "ab": [["ann", "al"], "bo"],
        "ac": ["ann", "cy"],
        "bc": ["bo", "cy"],
    }
    return [{"id": key, "attendees": pair, "must": key in must} for key, pair in pairs.items()]


def told(problem: Problem, plan: Plan) -> set[str]:
    assert plan.status == "infeasible"
    return {problem.requests[item.request].id for item in plan.unplaced}


def test_two_requests_that_need_the_same_credit() -> None:
    problem = small(
        requests=requests("ab", "ac", "bc"),
        delegations=[{"id": "a", "max_meetings": 1}, {"id": "b"}, {"id": "c"}],
    )

    plan = solve(problem, workers=1).plan

    assert told(problem, plan) == {"ab", "ac"}


def test_a_request_that_can_never_be_held() -> None:
    wanted = requests("ab", "ac", "bc")
    wanted[2]["slots"] = []
    problem = small(requests=wanted)

    plan = solve(problem, workers=1).plan

    assert told(problem, plan) == {"bc"}
    assert "can't be held at all" in plan.unplaced[0].reason


def test_a_rule_is_named_with_the_requests_that_it_keeps_apart() -> None:
    wanted = requests("ab", "bc")
    wanted[0]["slots"] = ["s0"]
    wanted[2]["slots"] = ["s1"]
    problem = small(requests=wanted, rules={"max_in_a_row": 1})

    plan = solve(problem, workers=1).plan

    assert told(problem, plan) == {"ab", "bc"}
    assert all("the rule max_in_a_row" in item.reason for item in plan.unplaced)
