"""Too many requests are counted out: exactly those, and only if they are too many."""

from __future__ import annotations

from typing import Any

from hypothesis import HealthCheck, event, given, settings

from scheduler.options import Options
from scheduler.problem import Problem
from scheduler.search.crowd import crowded
from tests.scheduler.exhaustive import all_plans
from tests.scheduler.model.allowing import small
from tests.scheduler.strategies import problems


def found(**changes: Any) -> tuple[int, ...]:
    problem = small(**changes)
    return crowded(Options.of(problem), range(len(problem.requests)))


def asked(*pairs: tuple[Any, str], slots: list[str] | None = None) -> list[dict[str, Any]]:
    limits = {} if slots is None else {"slots": slots}
    return [{"id": f"r{i}", "attendees": list(pair)} | limits for i, pair in enumerate(pairs)]


def test_more_requests_than_a_person_has_slots() -> None:
    assert found(requests=asked(("ann", "bo"), ("ann", "cy"))) == ()
    three = asked(("ann", "bo"), ("ann", "cy"), ("bo", "cy"), slots=["s0"])
    assert found(requests=three) == (0, 1)


def test_a_person_who_can_be_replaced_is_not_counted() -> None:
    either = asked((["ann", "al"], "bo"), (["ann", "al"], "cy"), slots=["s0"])
    assert found(requests=either) == ()


def test_more_requests_than_credits() -> None:
    delegations = [{"id": "a", "max_meetings": 1}, {"id": "b"}, {"id": "c"}]
    three = asked(("bo", "cy"), ("ann", "bo"), ("al", "cy"))
    assert found(requests=three, delegations=delegations) == (1, 2)


def test_more_requests_than_tables() -> None:
    two = asked(("ann", "bo"), ("al", "cy"), slots=["s1"])
    assert found(requests=two, places=[{"id": "hall", "capacity": 2}]) == ()
    assert found(requests=two, places=[{"id": "hall"}]) == (0, 1)


def test_a_request_without_any_slot() -> None:
    assert found(requests=asked(("ann", "bo"), ("bo", "cy"), slots=[])) == (0,)


@settings(
    max_examples=100,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
)
@given(problems())
def test_what_is_counted_out_is_in_no_plan(problem: Problem) -> None:
    crowd = crowded(Options.of(problem), range(len(problem.requests)))
    event("crowded" if crowd else "not crowded")
    if crowd:
        for meetings in all_plans(problem):
            assert not set(crowd) <= {meeting.request for meeting in meetings}
