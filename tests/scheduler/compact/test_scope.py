"""Which problems the engine takes."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from scheduler.compact import applies
from scheduler.problem import Problem, Rules

from .events import event

PAIRS = [("a", "b"), ("b", "c")]


def test_takes_what_places_everything_with_fewest_breaks() -> None:
    assert applies(event(3, PAIRS))


@pytest.mark.parametrize(
    "objective", [["weight", "breaks"], ["kept", "fairness", "breaks", "places"]]
)
def test_takes_levels_that_are_settled_before_breaks(objective: list[str]) -> None:
    assert applies(event(3, PAIRS, objective=objective))


@pytest.mark.parametrize("objective", [["weight"], ["waiting", "breaks"]])
def test_leaves_other_objectives(objective: list[str]) -> None:
    assert not applies(event(3, PAIRS, objective=objective))


def test_takes_it_where_each_request_is_a_must() -> None:
    problem = event(3, PAIRS, details={0: {"must": True}, 1: {"must": True}})
    assert applies(replace(problem, rules=Rules()))
    assert not applies(replace(event(3, PAIRS, details={0: {"must": True}}), rules=Rules()))


def test_leaves_stands_of_their_owners() -> None:
    places: list[dict[str, Any]] = [{"id": "hall"}, {"id": "stand", "owner": "ca"}]
    assert not applies(event(3, PAIRS, places=places))


def test_leaves_what_must_be_kept_first() -> None:
    told = {"request": "r0", "slot": "s0", "place": "hall", "attendees": ["a", "b"]}
    kept_first: Problem = event(3, PAIRS, objective=["kept", "breaks"], previous=[told])
    assert not applies(kept_first)


def test_leaves_an_event_without_requests() -> None:
    assert not applies(replace(event(3, PAIRS), requests=()))
