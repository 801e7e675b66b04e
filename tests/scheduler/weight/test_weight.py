"""What ``solve_weight`` gives holds, and what it proves is true, on tiny problems of every kind."""

from __future__ import annotations

import threading
import time
from datetime import datetime, timedelta

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings

from bench.generate import generate
from scheduler.checker import broken_rules
from scheduler.objective import weight
from scheduler.problem import Delegate, Delegation, Meeting, Place, Problem, Request, Slot
from scheduler.reading import problem_from_json
from scheduler.weight import solve_weight
from scheduler.weight.columns import Columns
from scheduler.weight.relaxation import priced
from scheduler.weight.selection import select
from scheduler.weight.timetable import Timetable

from ..exhaustive import all_plans
from ..strategies import problems

TINY = settings(
    max_examples=80,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
)


@TINY
@given(problems())
def test_meetings_break_no_rule_but_what_is_reported_missing(problem: Problem) -> None:
    result = solve_weight(problem, deadline=time.monotonic() + 0.5, seed=1)

    placed = {meeting.request for meeting in result.meetings}
    expected = [
        request
        for request in range(len(problem.requests))
        if problem.must_place(request) and request not in placed
    ]
    faults = broken_rules(problem, result.meetings)
    assert list(result.missing) == expected
    assert len(faults) == len(expected), faults
    assert result.value == weight(problem, result.meetings)


def test_the_heaviest_weights_that_there_may_be() -> None:
    many = Columns(Timetable(_pairs(9_000)))
    free = priced(many, np.zeros(len(many.limit)), np.zeros(len(many.request)))
    assert free.bound == 9_000 * 10**9

    # With one that must be placed, its premium makes the flow's costs too large for its solver.
    table = Timetable(_pairs(40_000, must=True))
    assert select(table).bound >= table.premium + 10**9


def _pairs(number: int, *, must: bool = False) -> Problem:
    """So many requests of the greatest weight, all with the same partner."""
    begin = datetime(2027, 3, 9, 9)
    slots = tuple(
        Slot(f"s{i}", begin + timedelta(hours=i), begin + timedelta(hours=i, minutes=30), 0)
        for i in range(2)
    )
    parties = range(number + 1)
    return Problem(
        name="",
        slots=slots,
        places=(Place("hall", 10**6),),
        delegations=tuple(Delegation(f"c{i}") for i in parties),
        delegates=tuple(Delegate(f"p{i}", i) for i in parties),
        requests=tuple(
            Request(f"r{i}", ((0,), (i,)), weight=10**9, must=must and i == 1) for i in parties[1:]
        ),
    )


@TINY
@given(problems())
def test_no_plan_weighs_more_than_the_bound(problem: Problem) -> None:
    best = max((weight(problem, plan) for plan in all_plans(problem)), default=None)

    bound = solve_weight(problem, deadline=time.monotonic() + 0.5, seed=1).bound

    assert best is None or bound >= best


@TINY
@given(problems(feasible_rules=False))
def test_improvements_are_plans_and_never_worse(problem: Problem) -> None:
    told: list[tuple[int, int]] = []

    def tell(meetings: list[Meeting], value: int, bound: int) -> None:
        assert broken_rules(problem, meetings) == []
        assert weight(problem, meetings) == value
        told.append((value, bound))

    result = solve_weight(problem, deadline=time.monotonic() + 0.5, seed=1, on_improvement=tell)

    assert [value for value, _ in told] == sorted(value for value, _ in told)
    assert told[-1] == (result.value, result.bound)


@pytest.mark.parametrize("seed", range(4))
def test_an_event_limited_by_credits_and_time_is_proven_optimal(seed: int) -> None:
    problem = _generated("event", delegations=80, requests=350, slots=14, days=1, seed=seed)

    result = solve_weight(problem, deadline=time.monotonic() + 30, seed=1)

    assert broken_rules(problem, result.meetings) == []
    assert result.value == weight(problem, result.meetings) == result.bound


@pytest.mark.parametrize("seed", range(2))
def test_few_tables_and_short_runs_leave_hardly_a_gap(seed: int) -> None:
    problem = _generated("tight", delegations=60, requests=250, slots=12, days=2, seed=seed)

    result = solve_weight(problem, deadline=time.monotonic() + 30, workers=2, seed=1)

    assert broken_rules(problem, result.meetings) == []
    assert result.value == weight(problem, result.meetings)
    assert result.bound < select(Timetable(problem)).bound
    assert result.value >= 0.98 * result.bound


def test_what_must_be_goes_before_any_weight() -> None:
    document = generate("tight", delegations=40, requests=160, slots=6, days=1, seed=3)
    possible = solve_weight(problem_from_json(document), deadline=time.monotonic() + 20, seed=1)
    light = sorted(possible.meetings, key=lambda m: document["requests"][m.request]["weight"])[:8]
    for request in document["requests"]:
        request["weight"] += 5
    for meeting in light:
        document["requests"][meeting.request] |= {"must": True, "weight": 1}
    problem = problem_from_json(document)

    result = solve_weight(problem, deadline=time.monotonic() + 20, seed=1)

    assert result.missing == ()
    assert broken_rules(problem, result.meetings) == []


def test_the_same_seed_gives_the_same_plan() -> None:
    problem = _generated("event", delegations=80, requests=350, slots=14, days=1, seed=9)

    first, second = (
        solve_weight(problem, deadline=time.monotonic() + 30, seed=5).meetings for _ in range(2)
    )

    assert first == second


@pytest.mark.parametrize("kind", ["event", "tight"])
def test_a_search_told_to_stop_gives_what_it_has(kind: str) -> None:
    problem = _generated(kind, delegations=60, requests=300, slots=12, days=2, seed=1)
    stop = threading.Event()

    def tell(meetings: list[Meeting], value: int, bound: int) -> None:
        if value > 0:
            stop.set()

    result = solve_weight(problem, seed=1, on_improvement=tell, stop=stop)

    assert broken_rules(problem, result.meetings) == []
    assert 0 < result.value <= result.bound


def _generated(kind: str, **sizes: int) -> Problem:
    return problem_from_json(generate(kind, **sizes))
