"""Each kind of reason, and remedies that do what they say."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest
from hypothesis import HealthCheck, assume, event, given, settings

from scheduler.checker import broken_rules
from scheduler.explain import (
    NOT_EXPLAINED,
    Patience,
    explain,
    explain_unplaced,
    explained,
    explanation,
    explanations,
)
from scheduler.plan import Plan, Unplaced
from scheduler.problem import Meeting, Problem
from scheduler.reading import problem_from_json
from scheduler.reasons import Remedy, applied, reason_text, remedy_text

from .exhaustive import all_plans
from .strategies import problems


def event_with(requests: Sequence[Any], slots: int = 2, **parts: Any) -> Problem:
    """One table, companies a, b, c with delegates a1, a2, b1, b2, c1, c2."""
    raw: dict[str, Any] = {
        "format": "planning/1",
        "slots": [
            {
                "id": f"s{i}",
                "start": f"2027-03-09T{9 + i:02}:00",
                "end": f"2027-03-09T{9 + i:02}:30",
            }
            for i in range(slots)
        ],
        "places": [{"id": "hall"}],
        "delegations": [{"id": name} | parts.pop(name, {}) for name in "abc"],
        "delegates": [
            {"id": f"{name}{i}", "delegation": name} | parts.pop(f"{name}{i}", {})
            for name in "abc"
            for i in (1, 2)
        ],
        "requests": [
            {"id": f"r{i}", "attendees": request} if isinstance(request, list) else request
            for i, request in enumerate(requests)
        ],
    }
    raw["places"][0] |= parts.pop("hall", {})
    return problem_from_json(raw | parts)


def meeting(problem: Problem, request: int, slot: int) -> Meeting:
    entries = problem.requests[request].attendees
    return Meeting(request, slot, 0, tuple(entry[0] for entry in entries))


def after(problem: Problem, remedy: Remedy, meetings: Sequence[Meeting], request: int) -> list[str]:
    """Faults of the plan that the remedy promises, on the problem that it makes."""
    better = applied(problem, remedy, request)
    slot_of = {slot.id: i for i, slot in enumerate(better.slots)}
    moved = {move["request"]: slot_of[move["slot"]] for move in remedy.params["moves"]}
    # Places and delegates of the moved meetings are left open: try all that are possible.
    fixed = [m for m in meetings if better.requests[m.request].id not in moved]
    wanted = {better.requests[m.request].id: m.request for m in meetings}
    slots = {wanted[name]: slot for name, slot in moved.items()}
    slots[request] = slot_of[remedy.params["held"]]
    kept = {m.request: m for m in fixed}
    for plan in all_plans(better):
        placed = {m.request: m for m in plan}
        if placed.keys() == kept.keys() | slots.keys() and all(
            placed[r] == kept[r] if r in kept else placed[r].slot == slots[r] for r in placed
        ):
            return broken_rules(better, plan)
    return ["there is no such plan"]


def test_no_common_slot() -> None:
    problem = event_with(
        [["a1", ["b1", "b2"]]],
        a1={"unavailable": ["s0"]},
        b1={"no_meeting": ["s1"]},
        b2={"unavailable": ["s0", "s1"]},
    )
    (found,) = explanations(problem, [])
    assert found.reason.code == "no_common_slot"
    assert reason_text(found.reason) == ("There is no slot in which a1 and b1 or b2 can all meet.")
    assert [remedy_text(remedy) for remedy in found.remedies] == [
        "Send a2 instead: it can then be held in s0.",
        "Free s0 for a1: it can then be held in s0.",
    ]
    for remedy in found.remedies:
        assert after(problem, remedy, [], 0) == []


def test_credits() -> None:
    problem = event_with(
        [{"id": "big", "attendees": ["a1", "b1"], "weight": 4}, ["a1", "c1"]], a={"max_meetings": 1}
    )
    meetings = [meeting(problem, 0, 0)]
    (found,) = explanations(problem, meetings)
    assert found.reason.code == "credits"
    assert reason_text(found.reason) == (
        "a uses all its 1 meeting credits for meetings of weight 4 or more; this one weighs 1."
    )
    (remedy,) = found.remedies
    assert remedy_text(remedy) == "One more meeting credit for a: it can then be held in s1."
    assert after(problem, remedy, meetings, 1) == []


def test_both_without_credits() -> None:
    problem = event_with([["a1", "b1"]], a={"max_meetings": 0}, b={"max_meetings": 0})
    (found,) = explanations(problem, [])
    assert reason_text(found.reason) == "a has no meeting credits. b has no meeting credits."
    (remedy,) = found.remedies
    assert remedy.params["delegations"] == ["a", "b"]
    assert after(problem, remedy, [], 0) == []


def test_busy() -> None:
    problem = event_with([["a1", "b1"], ["a1", "b2"], ["a1", "c1"]], hall={"capacity": 9})
    meetings = [meeting(problem, 0, 0), meeting(problem, 1, 1)]
    (found,) = explanations(problem, meetings)
    assert found.reason.code == "busy"
    assert found.reason.params["meetings"] == [
        {"slot": "s0", "delegate": "a1", "request": "r0"},
        {"slot": "s1", "delegate": "a1", "request": "r1"},
    ]
    (remedy,) = found.remedies
    assert remedy_text(remedy) == "Send a2 instead: it can then be held in s0."
    assert after(problem, remedy, meetings, 2) == []


def test_places() -> None:
    problem = event_with([["a1", "b1"], ["a2", "c1"]], slots=1)
    meetings = [meeting(problem, 0, 0)]
    (found,) = explanations(problem, meetings)
    assert found.reason.code == "places"
    assert found.reason.params == {"slots": ["s0"]}
    (remedy,) = found.remedies
    assert remedy_text(remedy) == "One more table in s0: it can then be held in s0."
    assert after(problem, remedy, meetings, 1) == []


@pytest.mark.parametrize(
    ("rules", "requests", "placed", "params"),
    [
        (
            {"max_in_a_row": 1},
            [["a1", "b1"], ["a1", "c1"]],
            [(0, 0)],
            {"rule": "max_in_a_row", "limit": 1},
        ),
        (
            {},
            [["a1", "b1"], {"id": "r1", "attendees": ["a1", "c1"], "after": ["r0"]}],
            [(0, 1)],
            {"rule": "after", "requests": ["r0"]},
        ),
        (
            {"max_break_spread": 0},
            [["a1", "b1"], {"id": "r1", "attendees": ["a1", "c1"], "slots": ["s2"]}],
            [(0, 0)],
            {"rule": "max_break_spread", "limit": 0},
        ),
    ],
)
def test_rules(
    rules: dict[str, Any],
    requests: list[Any],
    placed: list[tuple[int, int]],
    params: dict[str, Any],
) -> None:
    slots = 3 if "max_break_spread" in rules else 2
    problem = event_with(requests, rules=rules, slots=slots)
    meetings = [meeting(problem, request, slot) for request, slot in placed]
    (found,) = explanations(problem, meetings)
    assert (found.reason.code, found.reason.params) == ("rule", params)
    assert reason_text(found.reason)


def test_room_is_told_when_the_search_ended_early() -> None:
    problem = event_with([["a1", "b1"]])
    (found,) = explanations(problem, [])
    assert found.reason.params == {"slot": "s0", "moves": [], "why": "time"}
    assert found.remedies == ()
    assert explain_unplaced(problem, []) == [
        Unplaced(0, "Nothing forbids it: it fits in s0. The search ended before it was placed.")
    ]


def test_a_close_look_lets_other_meetings_move() -> None:
    # r1 needs s0, which r0 takes; r0 could as well be held in s1.
    problem = event_with([["a1", "b1"], {"id": "r1", "attendees": ["a1", "c1"], "slots": ["s0"]}])
    meetings = [meeting(problem, 0, 0)]
    assert explanations(problem, meetings)[0].reason.code == "busy"
    found = explanation(problem, meetings, 1)
    moves = [{"request": "r0", "slot": "s1"}]
    assert found.reason.params == {"slot": "s0", "moves": moves, "why": "time"}
    assert reason_text(found.reason).startswith(
        "Nothing forbids it: it fits in s0 if r0 moves to s1."
    )


def test_what_fits_may_be_worse_on_a_level_that_comes_first() -> None:
    # The same, but people have been told of r0 in s0.
    problem = event_with(
        [["a1", "b1"], {"id": "r1", "attendees": ["a1", "c1"], "slots": ["s0"]}],
        previous=[{"request": "r0", "slot": "s0", "place": "hall", "attendees": ["a1", "b1"]}],
    )
    found = explanation(problem, [meeting(problem, 0, 0)], 1)
    assert (found.reason.code, found.remedies) == ("room", ())
    assert reason_text(found.reason) == (
        "No rule forbids it: it fits in s0 if r0 moves to s1. "
        "But the level kept, which comes first, would be worse."
    )


def test_what_fits_may_be_of_no_use_to_the_objective() -> None:
    problem = event_with([["a1", "b1"]], objective=["waiting"])
    (found,) = explanations(problem, [])
    assert reason_text(found.reason) == (
        "Nothing forbids it: it fits in s0. But no level of the objective asks for it."
    )


def test_a_meeting_that_stays_in_its_slot_with_others() -> None:
    # r1 needs a1 in s0; r0 can be attended by a2 instead.
    problem = event_with(
        [[["a1", "a2"], "b1"], {"id": "r1", "attendees": ["a1", "c1"]}],
        slots=1,
        hall={"capacity": 2},
    )
    found = explanation(problem, [Meeting(0, 0, 0, (0, 2))], 1)
    assert reason_text(found.reason).startswith(
        "Nothing forbids it: it fits in s0 if a2 and b1 attend r0."
    )


def test_the_slots_that_a_request_allows() -> None:
    problem = event_with(
        [
            {"id": "r0", "attendees": ["a1", "b1"], "slots": ["s1"]},
            {"id": "r1", "attendees": ["a2", "c1"], "slots": []},
        ],
        a1={"unavailable": ["s1"]},
    )
    assert [reason_text(found.reason) for found in explanations(problem, [])] == [
        "The request allows only s1, where a1 and b1 can't all meet.",
        "The request allows no slot at all.",
    ]


def test_a_remedy_with_a_move() -> None:
    # c1 is away in s1; freed, r0 moves there and r1 takes its slot.
    problem = event_with(
        [["a1", "c1"], {"id": "r1", "attendees": ["a1", "b1"], "slots": ["s0"]}, ["a1", "b2"]],
        slots=3,
        c1={"unavailable": ["s1", "s2"]},
        a2={"unavailable": ["s0", "s1", "s2"]},
        hall={"capacity": 9},
    )
    meetings = [meeting(problem, 0, 0), meeting(problem, 2, 1)]
    found = explanation(problem, meetings, 1)
    assert found.reason.code == "busy"
    for remedy in found.remedies:
        assert after(problem, remedy, meetings, 1) == []


def test_explain_in_words() -> None:
    problem = event_with([["a1", "b1"], ["a2", "c1"]], slots=1, a1={"unavailable": []})
    plan = Plan("feasible", (meeting(problem, 0, 0),), (Unplaced(1),))
    assert explain(problem, plan, 0) == ["r0 is placed in s0 at hall with a1, b1."]
    assert explain(problem, plan, 1) == [
        "r1 is not placed. No place is left in the slots in which all are free: s0.",
        "Remedy: One more table in s0: it can then be held in s0.",
    ]


def test_explain_a_problem_without_a_plan() -> None:
    problem = event_with([["a1", "b1"], ["a1", "c1"]], slots=1)
    plan = Plan("infeasible", unplaced=(Unplaced(0, "can't be held"),))
    assert explain(problem, plan, 0) == ["r0 is in a conflict that leaves no plan: can't be held"]
    assert explain(problem, plan, 1) == [
        "There is no plan, but r1 is not in the conflict that was found."
    ]


@settings(
    max_examples=80,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
)
@given(problems(feasible_rules=False))
def test_every_remedy_places_the_request_and_loses_nothing(problem: Problem) -> None:
    fullest = max(all_plans(problem), key=len)
    missing = {*range(len(problem.requests))} - {m.request for m in fullest}
    assume(missing)
    quick = {found.request: found for found in explanations(problem, fullest)}
    assert quick.keys() == missing
    for request in missing:
        close = explanation(problem, fullest, request)
        for found in (quick[request], close):
            # As many as possible are placed: so nothing fits without a change.
            assert found.reason.code != "room"
            assert reason_text(found.reason)
            for remedy in found.remedies:
                event(f"remedy {remedy.code}, moves: {len(remedy.params['moves'])}")
                assert after(problem, remedy, fullest, request) == []
        event(f"reason {close.reason.code}")
        assert {r.code for r in quick[request].remedies} <= {r.code for r in close.remedies}


def test_who_is_in_a_hurry_gets_the_other_reasons_later() -> None:
    problem = event_with([["a1", "b1"], ["a1", "b1"], ["a1", "b1"]], slots=1)
    plan = Plan("feasible", (Meeting(0, 0, 0, (0, 2)),))

    patient = explained(problem, plan, Patience(remedies=lambda: 0.0))
    hurried = explained(problem, plan, Patience(remedies=lambda: 0.0, reasons=lambda: 0.0))

    assert [item.request for item in patient.unplaced] == [1, 2]
    assert all(item.reason and item.remedies == () for item in patient.unplaced)
    assert [item.request for item in hurried.unplaced] == [1, 2]
    assert {item.reason for item in hurried.unplaced} == {NOT_EXPLAINED}
    assert explained(problem, plan).unplaced != hurried.unplaced

    seconds = iter([9.0, 9.0, 0.0])
    stopped = explained(problem, plan, Patience(reasons=lambda: next(seconds)))
    assert [item.reason == NOT_EXPLAINED for item in stopped.unplaced] == [False, True]
