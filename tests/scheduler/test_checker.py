"""The checker rejects every kind of broken plan, and says what is wrong."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from scheduler.checker import broken_rules, faults_of
from scheduler.objective import evaluate
from scheduler.plan import (
    LevelValue,
    Plan,
    PlanError,
    PlanIdError,
    Result,
    Unplaced,
    result_from_json,
    result_to_text,
)
from scheduler.problem import Meeting, Problem
from scheduler.reading import problem_from_json

from .documents import ANY_JSON, KNOWN_TEXT, document, spots
from .exhaustive import all_plans, options
from .strategies import problems

A1, A2, A3, B1 = range(4)
HALL, STAND = range(2)
ANA, BEN, BEA, CY = range(4)
GOOD = (
    Meeting(0, A1, HALL, (ANA, BEA)),
    Meeting(1, A2, STAND, (ANA, CY)),
    Meeting(2, B1, HALL, (BEA, CY)),
    Meeting(3, A1, HALL, (BEN, CY)),
)


def problem(**rules: Any) -> Problem:
    raw = document()
    del raw["delegates"][1]["no_meeting"]
    raw["rules"] |= rules
    return problem_from_json(raw)


def plan_of(problem: Problem, meetings: Sequence[Meeting]) -> Plan:
    placed = {meeting.request for meeting in meetings}
    return Plan(
        status="feasible",
        meetings=tuple(meetings),
        unplaced=tuple(Unplaced(r) for r in range(len(problem.requests)) if r not in placed),
        objective=tuple(LevelValue(k, v) for k, v in evaluate(problem, meetings).items()),
    )


def changed(number: int, **parts: Any) -> list[Meeting]:
    meetings = list(GOOD)
    meetings[number] = meetings[number]._replace(**parts)
    return meetings


def test_a_good_plan_has_no_faults() -> None:
    assert faults_of(problem(), plan_of(problem(), GOOD)) == []


@pytest.mark.parametrize(
    ("meetings", "fault"),
    [
        ([*GOOD, GOOD[1]], "request 'r2' is placed 2 times"),
        (changed(0, attendees=(ANA,)), "1 attendees for 2 entries"),
        (changed(0, attendees=(ANA, CY)), "attendee 'cy' is not in entry 1"),
        (changed(0, attendees=(BEA, ANA)), "attendee 'bea' is not in entry 0"),
        (changed(0, slot=B1), "(request 'r1', slot 'b1', place 'hall'): 'ana' is unavailable"),
        (changed(1, slot=A3), "the request doesn't allow this slot"),
        (changed(0, slot=A3), "the place is unavailable"),
        (changed(3, place=STAND), "the place's owner 'acme' is no part of it"),
        (changed(2, slot=A3), "it is fixed in slot 'b1'"),
        (changed(1, place=HALL, slot=A1), "'ana' is in the meeting of request 'r1' at the same"),
        (GOOD[:2] + GOOD[3:], "request 'r3' is fixed, but not placed"),
        (GOOD[:3], "request 'r4' must be placed, but is not"),
        (changed(0, slot=A2), "not later than that of request 'r1'"),
    ],
)
def test_a_broken_rule_is_told(meetings: Sequence[Meeting], fault: str) -> None:
    faults = faults_of(problem(), plan_of(problem(), meetings))
    assert any(fault in line for line in faults), faults


def test_fixed_at_another_place() -> None:
    raw = document()
    raw["places"].append({"id": "room"})
    roomy = problem_from_json(raw)
    faults = broken_rules(roomy, changed(2, place=2))
    assert any("it is fixed at 'hall'" in line for line in faults)


def test_no_meeting_is_no_meeting() -> None:
    faults = broken_rules(problem_from_json(document()), GOOD)
    assert faults == [
        "meetings[3] (request 'r4', slot 'a1', place 'hall'): 'ben' takes no meeting then"
    ]


def test_a_place_has_its_capacity() -> None:
    raw = document()
    raw["places"][0]["capacity"] = 1
    del raw["delegates"][1]["no_meeting"]
    assert broken_rules(problem_from_json(raw), GOOD) == [
        "place 'hall' holds 2 meetings in slot 'a1', its capacity is 1"
    ]


def test_a_delegation_has_its_credits() -> None:
    raw = document()
    raw["delegations"][0]["max_meetings"] = 1
    del raw["delegates"][1]["no_meeting"]
    assert broken_rules(problem_from_json(raw), GOOD) == [
        "delegation 'acme' has 2 meetings, its max_meetings is 1"
    ]


def test_all_placed() -> None:
    assert broken_rules(problem(all_placed=True), (GOOD[0], *GOOD[2:])) == [
        "request 'r2' is not placed, the rule all_placed broken"
    ]


def test_meetings_in_a_row() -> None:
    faults = broken_rules(problem(max_in_a_row=1), GOOD)
    assert faults == [
        "delegate 'ana' has 2 meetings in a row from slot 'a1', max_in_a_row is 1",
        "delegate 'cy' has 2 meetings in a row from slot 'a1', max_in_a_row is 1",
    ]


def test_a_row_ends_with_the_day() -> None:
    raw = document()
    raw["rules"] = {"max_in_a_row": 1}
    raw["places"][0].pop("unavailable")
    raw["requests"] = [
        {"id": "x", "attendees": ["bea", "cy"]},
        {"id": "y", "attendees": ["ben", "cy"]},
    ]
    raw["previous"] = None
    two_days = problem_from_json(raw)
    meetings = [Meeting(0, A3, HALL, (BEA, CY)), Meeting(1, B1, HALL, (BEN, CY))]
    assert broken_rules(two_days, meetings) == []


def test_the_spread_of_breaks() -> None:
    raw = document()
    raw["rules"] = {"max_break_spread": 0}
    raw["requests"] = [raw["requests"][0], {"id": "x", "attendees": ["ana", "cy"]}]
    meetings = [Meeting(0, A1, HALL, (ANA, BEA)), Meeting(1, A3, STAND, (ANA, CY))]
    assert broken_rules(problem_from_json(raw), meetings) == [
        "delegate 'ana' has 1 breaks, delegate 'ben' 0: max_break_spread is 0"
    ]


@pytest.mark.parametrize(
    ("level", "value", "bound", "fault"),
    [
        (1, 99, None, "level weight: 99 stated, it is 8"),
        (1, 8, 7, "level weight: the bound 7 is on the wrong side of the value 8"),
        (3, 3, 4, "level breaks: the bound 4 is on the wrong side of the value 3"),
    ],
)
def test_untrue_figures(level: int, value: int, bound: int | None, fault: str) -> None:
    plan = plan_of(problem(), GOOD)
    levels = list(plan.objective)
    levels[level] = LevelValue(levels[level].level, value, bound)
    assert fault in faults_of(problem(), replace(plan, objective=tuple(levels)))


def test_a_bound_on_the_right_side_is_fine() -> None:
    plan = plan_of(problem(), GOOD)
    levels = tuple(
        replace(v, bound=v.value + 1 if v.level in ("kept", "weight") else v.value - 1)
        for v in plan.objective
    )
    assert faults_of(problem(), replace(plan, objective=levels)) == []


def test_the_status_says_what_the_bounds_say() -> None:
    plan = plan_of(problem(), GOOD)
    proven = tuple(replace(level, bound=level.value) for level in plan.objective)
    assert faults_of(problem(), replace(plan, status="optimal", objective=proven)) == []
    assert faults_of(problem(), replace(plan, objective=proven)) == [
        "status: feasible, but every level's value equals its bound"
    ]
    assert faults_of(problem(), replace(plan, status="optimal")) == [
        "status: optimal, but not every level's value equals its bound"
    ]


def test_the_levels_are_those_of_the_problem() -> None:
    plan = plan_of(problem(), GOOD)
    (fault,) = faults_of(problem(), replace(plan, objective=plan.objective[:-1]))
    assert fault.startswith("objective: levels kept, weight, fairness, breaks, waiting stated")


@pytest.mark.parametrize(
    ("unplaced", "fault"),
    [
        ((), "request 'r2' is neither placed nor unplaced"),
        ((1, 1), "request 'r2' is named 2 times as unplaced"),
        ((1, 0), "request 'r1' is both placed and unplaced"),
    ],
)
def test_the_list_of_unplaced_requests(unplaced: tuple[int, ...], fault: str) -> None:
    plan = plan_of(problem(), (GOOD[0], *GOOD[2:]))
    assert faults_of(problem(), plan) == []
    wrong = replace(plan, unplaced=tuple(map(Unplaced, unplaced)))
    assert faults_of(problem(), wrong) == [fault]


def test_an_infeasible_plan_names_a_conflict_and_nothing_else() -> None:
    plan = plan_of(problem(), GOOD)
    assert faults_of(problem(), Plan("infeasible", unplaced=(Unplaced(2, "why"),))) == []
    free = replace(
        problem(),
        requests=tuple(replace(r, fixed=None, must=False) for r in problem().requests),
    )
    assert faults_of(free, Plan("infeasible", unplaced=(Unplaced(2),))) == [
        "status: infeasible, but nothing must be placed: a plan without meetings holds"
    ]
    assert faults_of(problem(), replace(plan, status="infeasible")) == [
        "status: infeasible, but there are 4 meetings",
        "status: infeasible, but levels have values",
        "status: infeasible, but no requests are named that can't hold together",
    ]


@settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
)
@given(problems(), st.data())
def test_the_checker_and_the_exhaustive_search_agree(problem: Problem, data: st.DataObject) -> None:
    """Any choice of meetings holds for the one exactly if it does for the other."""
    plan = []
    for request in range(len(problem.requests)):
        ways = options(problem, request)
        choice = data.draw(st.sampled_from([None, *ways]))
        if choice is not None:
            plan.append(choice)
    good = any(plan == other for other in all_plans(problem))
    assert (broken_rules(problem, plan) == []) == good


def test_a_plan_survives_being_written_and_read() -> None:
    result = Result(plan_of(problem(), GOOD), seconds=1.5, seed=2**31 - 1, workers=2)
    assert result_from_json(json.loads(result_to_text(problem(), result)), problem()) == result


@pytest.mark.parametrize(
    ("path", "value", "fault"),
    [
        (("format",), "plan/2", "format: must be 'plan/1', not 'plan/2'"),
        (("status",), "good", "status: must be optimal, feasible or infeasible, not 'good'"),
        (("colour",), 1, "colour: unknown key"),
        (("seconds",), 10**10, "seconds: must be a number of seconds, not 10000000000"),
        (("seed",), 2**31, "seed: must be at most 2147483647, not 2147483648"),
        (("meetings", 0, "at"), 1, "meetings[0].at: unknown key"),
        (("meetings",), {}, "meetings: must be a list, not an object"),
        (("meetings", 0, "slot"), 1, "meetings[0].slot: must be the id of a slot, not 1"),
        (("objective", 0, "value"), 1.5, "objective[0].value: must be a whole number, not 1.5"),
        (
            ("objective", 0, "bound"),
            "1",
            "objective[0].bound: must be a whole number or null, not '1'",
        ),
        (("seconds",), -1, "seconds: must be a number of seconds, not -1"),
        (("workers",), 0, "workers: must be at least 1, not 0"),
        (("unplaced",), [{"request": "r1"}], "unplaced[0].reason: missing"),
    ],
)
def test_what_is_no_plan_document(path: tuple[Any, ...], value: Any, fault: str) -> None:
    raw: Any = json.loads(result_to_text(problem(), Result(plan_of(problem(), GOOD))))
    part = raw
    for step in path[:-1]:
        part = part[step]
    part[path[-1]] = value
    with pytest.raises(PlanError) as caught:
        result_from_json(raw, problem())
    assert not isinstance(caught.value, PlanIdError)
    assert fault in caught.value.faults


@pytest.mark.parametrize(
    ("path", "value", "fault"),
    [
        (("meetings", 0, "request"), "x", "meetings[0].request: no request 'x'"),
        (("meetings", 0, "slot"), "x", "meetings[0].slot: no slot 'x'"),
        (("meetings", 0, "place"), "x", "meetings[0].place: no place 'x'"),
        (("meetings", 0, "attendees", 1), "x", "meetings[0].attendees[1]: no delegate 'x'"),
        (("objective", 0, "level"), "x", "objective[0].level: no level 'x'"),
    ],
)
def test_a_plan_that_names_the_unknown(path: tuple[Any, ...], value: Any, fault: str) -> None:
    raw: Any = json.loads(result_to_text(problem(), Result(plan_of(problem(), GOOD))))
    part = raw
    for step in path[:-1]:
        part = part[step]
    part[path[-1]] = value
    with pytest.raises(PlanIdError) as caught:
        result_from_json(raw, problem())
    assert caught.value.faults == (fault,)


@settings(max_examples=200, deadline=None)
@given(st.data())
def test_whatever_is_changed_a_plan_is_checked_or_unreadable(data: st.DataObject) -> None:
    raw = json.loads(result_to_text(problem(), Result(plan_of(problem(), GOOD))))
    for _ in range(data.draw(st.integers(1, 3))):
        holder, key = data.draw(st.sampled_from(spots(raw)))
        holder[key] = data.draw(ANY_JSON | KNOWN_TEXT | st.lists(KNOWN_TEXT))
    try:
        plan = result_from_json(raw, problem()).plan
    except PlanError as error:
        lines = list(error.faults)
    else:
        lines = faults_of(problem(), plan)
    assert all("\n" not in line for line in lines)
