"""What can be promised: against trying everything, and as counted by hand."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from hypothesis import HealthCheck, event, given, settings
from hypothesis import strategies as st

from scheduler.options import Options
from scheduler.problem import Problem
from scheduler.promise import promises
from tests.scheduler.model.allowing import small

from .exhaustive import all_plans
from .strategies import problems


def kept(problem: Problem, counts: Sequence[Counter[int]], promised: dict[int, int]) -> bool:
    """Whether any plan, given as meetings of each delegation, keeps the promises."""
    possible = Options.of(problem).possible
    return any(
        all(count[d] >= min(number, possible[d]) for d, number in promised.items())
        for count in counts
    )


@settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
)
@given(problems(feasible_rules=False), st.integers(1, 3))
def test_promises_are_kept_by_a_plan_and_no_more_can_be(problem: Problem, cut: int) -> None:
    everyone = range(len(problem.delegations))
    groups = {"one": list(everyone[:cut]), "other": list(everyone[cut:])}
    groups = {name: members for name, members in groups.items() if members}
    counts = [
        Counter(problem.delegates[one].delegation for m in meetings for one in m.attendees)
        for meetings in all_plans(problem)
    ]

    found = promises(problem, groups, time_limit=1, workers=1)

    together: dict[int, int] = {}
    for promise in found:
        assert promise.alone.least is not None
        assert promise.together.least is not None
        together |= dict.fromkeys(promise.delegations, promise.together.least)
        assert kept(problem, counts, dict.fromkeys(promise.delegations, promise.alone.least))
        most = max(Options.of(problem).possible[d] for d in promise.delegations)
        if promise.alone.most < most:
            more = dict.fromkeys(promise.delegations, promise.alone.most + 1)
            assert not kept(problem, counts, more)
        event("exact" if promise.alone.exact else "between")
    assert kept(problem, counts, together)
    if len(found) == 2 and all(promise.together.exact for promise in found):
        for promise in found:
            most = max(Options.of(problem).possible[d] for d in promise.delegations)
            if promise.together.most < most:
                more = dict.fromkeys(promise.delegations, promise.together.most + 1)
                assert not kept(problem, counts, together | more)


def test_promises_compete() -> None:
    # ann is the only one of a; everybody wants to meet her in the two slots that she has.
    slots = [{"id": "s0", "start": "2027-03-09T09:00", "end": "2027-03-09T09:20"}]
    problem = small(
        slots=slots,
        requests=[
            {"id": "ab", "attendees": ["ann", "bo"]},
            {"id": "ac", "attendees": ["ann", "cy"]},
        ],
    )
    b, c = promises(problem, {"b": [1], "c": [2]}, workers=1)
    assert (b.alone.least, b.alone.most) == (1, 1)
    assert (c.alone.least, c.alone.most) == (1, 1)
    assert sorted([b.together.most, c.together.most]) == [0, 1]
    (both,) = promises(problem, {"both": [1, 2]}, workers=1)
    assert (both.alone.least, both.alone.most) == (0, 0)


def test_a_promise_asks_for_no_more_than_requests_and_credits_allow() -> None:
    problem = small(delegations=[{"id": "a", "max_meetings": 1}, {"id": "b"}, {"id": "c"}])
    (alone,) = promises(problem, {"all": [0, 1, 2]}, workers=1)
    # a has one meeting at most, so that one of b and c has one less than it asked for.
    assert (alone.alone.least, alone.alone.most) == (1, 1)
    problem = replace(problem, requests=problem.requests[2:])
    (alone,) = promises(problem, {"all": [0, 1, 2]}, workers=1)
    assert (alone.alone.least, alone.alone.most) == (1, 1)
