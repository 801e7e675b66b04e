"""A conflict is one, and none of its members could be spared: against an exhaustive search."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

from hypothesis import HealthCheck, assume, event, given, settings
from hypothesis import strategies as st

from scheduler.options import Options
from scheduler.problem import Problem, Rules
from scheduler.search.conflict import conflict
from scheduler.search.run import Run
from scheduler.solve import solve
from tests.scheduler.exhaustive import all_plans, options
from tests.scheduler.strategies import problems


@st.composite
def demanding(draw: st.DrawFn) -> Problem:
    """A tiny problem in which requests that can be held must be, so that many have no plan."""
    problem = draw(problems())
    most = draw(st.integers(0, len(problem.delegations) - 1))
    requests = [
        replace(asked, must=draw(st.integers(0, 7)) == 7 or bool(options(problem, r)))
        for r, asked in enumerate(problem.requests)
    ]
    delegations = list(problem.delegations)
    delegations[most] = replace(delegations[most], max_meetings=draw(st.integers(1, 2)))
    in_a_row = draw(st.sampled_from([None, 1]))
    spread = draw(st.sampled_from([None, 0]))
    return replace(
        problem,
        requests=tuple(requests),
        delegations=tuple(delegations),
        rules=Rules(draw(st.integers(0, 4)) == 0, in_a_row, spread),
        objective=("weight",),
        previous=None,
    )


def can_hold(problem: Problem, requests: Collection[int], rules: Collection[str]) -> bool:
    """Whether there is a plan with all of ``requests`` that keeps ``rules``.

    The other requests may be placed, where they are fixed if they are, or not.
    """
    freed = replace(
        problem,
        requests=tuple(replace(asked, must=False, fixed=None) for asked in problem.requests),
        rules=Rules(
            max_in_a_row=problem.rules.max_in_a_row if "max_in_a_row" in rules else None,
            max_break_spread=problem.rules.max_break_spread
            if "max_break_spread" in rules
            else None,
        ),
    )
    fixed = {r: asked.fixed for r, asked in enumerate(problem.requests) if asked.fixed}
    for meetings in all_plans(freed):
        placed = {meeting.request: meeting for meeting in meetings}
        if set(requests) <= placed.keys() and all(
            r not in placed
            or (placed[r].slot == where.slot and where.place in (None, placed[r].place))
            for r, where in fixed.items()
        ):
            return True
    return False


def members(problem: Problem) -> tuple[set[int], set[str]]:
    """The conflict that ``solve`` tells of: its requests, and the rules named in the reasons."""
    plan = solve(problem, workers=1).plan
    assert plan.status == "infeasible"
    rules = {
        rule
        for rule in ("max_in_a_row", "max_break_spread")
        for item in plan.unplaced
        if f"the rule {rule}" in item.reason
    }
    return {item.request for item in plan.unplaced}, rules


@settings(
    max_examples=80,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
)
@given(demanding())
def test_without_any_one_member_the_rest_can_hold(problem: Problem) -> None:
    must = [r for r in range(len(problem.requests)) if problem.must_place(r)]
    assume(not can_hold(problem, must, ("max_in_a_row", "max_break_spread")))

    requests, rules = members(problem)

    event(f"{len(requests)} requests, {len(rules)} rules")
    assert not can_hold(problem, requests, rules)
    for request in requests:
        assert can_hold(problem, requests - {request}, rules)
    for rule in rules:
        assert can_hold(problem, requests, rules - {rule})


@given(demanding())
@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_without_time_what_is_named_can_not_hold_all_the_same(problem: Problem) -> None:
    must = [r for r in range(len(problem.requests)) if problem.must_place(r)]
    assume(not can_hold(problem, must, ("max_in_a_row", "max_break_spread")))
    run = Run(Options.of(problem), time_limit=None, stop=None, on_progress=None, workers=1, seed=1)

    found = conflict(run, seconds=0.0)

    assert not can_hold(problem, found.requests, found.rules)
