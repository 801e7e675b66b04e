"""The fewest breaks, proven: against trying everything, and rule by rule."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings

from scheduler.checker import broken_rules
from scheduler.compact import applies
from scheduler.objective import level_value
from scheduler.problem import Problem

from ..exhaustive import best_values
from .events import compact_problems, event, fewest_breaks

TRIANGLE = [("a", "b"), ("b", "c"), ("a", "c")]
STAR = [("a", "b"), ("a", "c"), ("a", "d")]


@given(compact_problems())
@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
def test_agrees_with_trying_everything(problem: Problem) -> None:
    assert applies(problem)
    best = best_values(problem)
    found = fewest_breaks(problem)
    if best is None:
        assert found is None
        return
    assert found is not None
    bound, meetings = found
    assert not broken_rules(problem, meetings)
    assert len(meetings) == len(problem.requests)
    value = level_value(problem, meetings, "breaks")
    assert value == bound == best[problem.objective.index("breaks")]


def breaks(problem: Problem) -> int | None:
    """The proven optimum, whose meetings hold; None: infeasible."""
    found = fewest_breaks(problem)
    if found is None:
        return None
    bound, meetings = found
    assert not broken_rules(problem, meetings)
    assert level_value(problem, meetings, "breaks") == bound
    return bound


def test_three_who_all_meet_each_other_have_a_break() -> None:
    assert breaks(event(3, TRIANGLE)) == 1
    assert breaks(event(2, TRIANGLE)) is None


def test_a_delegate_is_in_one_meeting_at_a_time() -> None:
    assert breaks(event(3, STAR)) == 0
    assert breaks(event(2, STAR)) is None


def test_tables_bound_the_meetings_of_a_slot() -> None:
    pairs = [("a", "b"), ("c", "d"), ("e", "f")]
    assert breaks(event(2, pairs, tables=2)) == 0
    assert breaks(event(2, pairs, tables=1)) is None


def test_tables_bound_meetings_of_three() -> None:
    threes = [("a", "b", "c"), ("d", "e", "f")]
    assert breaks(event(1, threes, tables=2)) == 0
    assert breaks(event(1, threes, tables=1)) is None


def test_places_add_up_where_they_are_open() -> None:
    pairs = [("a", "b"), ("c", "d")]
    two = [{"id": "hall", "capacity": 1}, {"id": "room"}]
    closed = [{"id": "hall", "capacity": 1}, {"id": "room", "unavailable": ["s0"]}]
    assert breaks(event(1, pairs, places=two)) == 0
    assert breaks(event(1, pairs, places=closed)) is None


def test_a_fixed_place_is_kept_free_for_its_request() -> None:
    pairs = [("a", "b"), ("c", "d")]
    two = [{"id": "hall"}, {"id": "room"}]
    fixed = {1: {"fixed": {"slot": "s0", "place": "hall"}}}
    assert breaks(event(1, pairs, places=two, details=fixed)) == 0
    both = {0: fixed[1], 1: fixed[1]}
    assert breaks(event(1, pairs, places=two, details=both)) is None


def test_credits_are_kept() -> None:
    delegations = [{"id": "ca", "max_meetings": 3}, *({"id": f"c{name}"} for name in "bcd")]
    assert breaks(event(3, STAR, delegations=delegations)) == 0
    delegations[0] = {"id": "ca", "max_meetings": 2}
    assert breaks(event(3, STAR, delegations=delegations)) is None


def test_a_slot_without_meetings_makes_a_break() -> None:
    middle = {"a": {"no_meeting": ["s1"]}}
    assert breaks(event(3, STAR[:2], people=middle)) == 1
    assert breaks(event(3, STAR, people=middle)) is None


def test_a_slot_away_makes_no_break() -> None:
    middle = {"a": {"unavailable": ["s1"]}}
    assert breaks(event(3, STAR[:2], people=middle)) == 0
    assert breaks(event(3, STAR, people=middle)) is None


def test_a_night_makes_no_break() -> None:
    ends = {0: {"slots": ["s0"]}, 1: {"slots": ["s3"]}}
    assert breaks(event("1122", STAR[:2], details=ends)) == 0
    assert breaks(event("1111", STAR[:2], details=ends)) == 1


def test_a_request_is_held_in_its_slots() -> None:
    assert breaks(event(3, STAR[:2], details={0: {"slots": ["s0"]}, 1: {"slots": ["s2"]}})) == 1
    assert breaks(event(3, STAR[:2], details={0: {"slots": ["s0"]}, 1: {"slots": ["s0"]}})) is None


def test_order_is_kept() -> None:
    chain = {1: {"after": ["r0"]}, 2: {"after": ["r1"]}}
    pairs = [("a", "b"), ("c", "d"), ("e", "f")]
    assert breaks(event(3, pairs, details=chain)) == 0
    assert breaks(event(2, pairs, details=chain)) is None
    # In order a meets at the ends of the day.
    between = {1: {"after": ["r0"]}, 2: {"after": ["r1"]}}
    assert breaks(event(3, [("a", "b"), ("c", "d"), ("a", "e")], details=between)) == 1


def test_meetings_in_a_row_are_limited() -> None:
    assert breaks(event(4, STAR, rules={"max_in_a_row": 2})) == 1
    assert breaks(event(3, STAR, rules={"max_in_a_row": 2})) is None


def test_breaks_are_spread() -> None:
    middle = {"a": {"no_meeting": ["s1"]}}
    assert breaks(event(3, STAR[:2], people=middle, rules={"max_break_spread": 1})) == 1
    assert breaks(event(3, STAR[:2], people=middle, rules={"max_break_spread": 0})) is None


def test_a_break_of_one_may_take_a_break_of_another() -> None:
    # Both pairs can only meet at the ends of the day: all have a break, none has more.
    pairs = [("a", "b"), ("c", "d"), ("a", "b"), ("c", "d")]
    away = {name: {"no_meeting": ["s1"]} for name in "ac"}
    problem = event(3, pairs, people=away, rules={"max_break_spread": 0})
    assert breaks(problem) == 4


@pytest.mark.parametrize(("slots", "expected"), [(2, 0), (1, None)])
def test_one_of_several_attends(slots: int, expected: int | None) -> None:
    # a meets twice; either x or y takes each, and both are needed if there is one slot only.
    requests = [("a", "xy"), ("b", "xy"), ("c", "xy")]
    assert breaks(event(slots, requests)) == expected


def test_choices_leave_free_whom_they_can() -> None:
    requests = [("a", "xy"), ("b", "x")]
    assert breaks(event(1, requests)) == 0
    assert breaks(event(1, [*requests, ("c", "y")])) is None
