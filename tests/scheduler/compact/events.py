"""Small compact problems for the tests of ``scheduler.compact``."""

from __future__ import annotations

from math import prod
from typing import Any

from hypothesis import assume
from hypothesis import strategies as st

from scheduler.compact.cores import CoreSearch
from scheduler.compact.encoding import encode
from scheduler.compact.messages import Bound, Found, Infeasible
from scheduler.compact.scope import fixed_places_hold, seat, within_credits
from scheduler.problem import Meeting, Problem
from scheduler.reading import problem_from_json

from ..exhaustive import options

MOST_COMBINATIONS = 40_000


def event(
    slots: int | str,
    requests: list[tuple[str, ...]],
    *,
    tables: int = 9,
    people: dict[str, dict[str, Any]] | None = None,
    details: dict[int, dict[str, Any]] | None = None,
    rules: dict[str, Any] | None = None,
    **more: Any,
) -> Problem:
    """Delegates with names of one letter, each a delegation; ``requests`` by their names.

    ``slots``: how many, or the days of each as digits (``"1122"``). An attendee of several letters
    is a choice: those letters are one delegation. ``people``, ``details``: further keys of
    delegates and, by position, of requests.
    """
    days = "1" * slots if isinstance(slots, int) else slots
    entries = {entry for request in requests for entry in request}
    teams = sorted({max((e for e in entries if name in e), key=len) for name in "".join(entries)})
    document: dict[str, Any] = {
        "format": "planning/1",
        "slots": [
            {
                "id": f"s{i}",
                "start": f"2027-03-0{day}T{8 + i // 6:02}:{i % 6}0",
                "end": f"2027-03-0{day}T{8 + i // 6:02}:{i % 6}9",
            }
            for i, day in enumerate(days)
        ],
        "places": [{"id": "hall", "capacity": tables}],
        "delegations": [{"id": f"c{team}"} for team in teams],
        "delegates": [
            {"id": name, "delegation": f"c{team}", **(people or {}).get(name, {})}
            for team in teams
            for name in team
        ],
        "requests": [
            {
                "id": f"r{i}",
                "attendees": [list(e) if len(e) > 1 else e for e in request],
                **(details or {}).get(i, {}),
            }
            for i, request in enumerate(requests)
        ],
        "rules": {"all_placed": True, **(rules or {})},
        "objective": ["breaks"],
    }
    return problem_from_json(document | more)


def fewest_breaks(problem: Problem) -> tuple[int, list[Meeting]] | None:
    """The proven optimum and its meetings, by one search in this process; None: infeasible."""
    if not (within_credits(problem) and fixed_places_hold(problem)):
        return None
    bound, meetings = -1, None
    for told in CoreSearch(encode(problem), seed=1).run():
        match told:
            case Infeasible():
                return None
            case Bound(breaks):
                assert breaks > bound
                bound = breaks
            case Found(held):
                meetings = seat(problem, held)
    assert meetings is not None
    return bound, meetings


@st.composite
def compact_problems(draw: st.DrawFn) -> Problem:
    """A tiny problem in which everything must be placed and breaks lead the objective."""
    days = draw(st.sampled_from(["1111", "11111", "1122", "111222", "1"]))
    slot_ids = [f"s{i}" for i in range(len(days))]
    some_slots = st.lists(st.sampled_from(slot_ids), unique=True, max_size=2)
    names = "abcdef"[: draw(st.integers(2, 6))]
    teams = [*names[:-1], names[-1] + "z"] if draw(st.booleans()) else [*names]
    people: dict[str, dict[str, Any]] = {}
    for name in "".join(teams):
        people[name] = {}
        if draw(st.integers(0, 3)) == 0:
            people[name]["unavailable"] = draw(some_slots)
        if draw(st.integers(0, 3)) == 0:
            people[name]["no_meeting"] = draw(some_slots)
    requests, details = [], {}
    for i in range(draw(st.integers(1, 6))):
        size = min(len(teams), draw(st.sampled_from([2, 2, 2, 3])))
        parties = draw(st.permutations(teams))[:size]
        requests.append(
            tuple(
                party if draw(st.booleans()) else draw(st.sampled_from(party)) for party in parties
            )
        )
        details[i] = {}
        if draw(st.integers(0, 4)) == 0:
            details[i]["slots"] = draw(st.lists(st.sampled_from(slot_ids), unique=True, min_size=1))
        if i and draw(st.integers(0, 4)) == 0:
            details[i]["after"] = [f"r{draw(st.integers(0, i - 1))}"]
    rules: dict[str, Any] = {}
    if draw(st.integers(0, 3)) == 0:
        rules["max_in_a_row"] = draw(st.integers(1, 3))
    if draw(st.integers(0, 2)) == 0:
        rules["max_break_spread"] = draw(st.integers(0, 1))
    problem = event(
        days,
        requests,
        people=people,
        details=details,
        rules=rules,
        places=draw(_places(slot_ids)),
        objective=draw(st.sampled_from([["breaks"], ["weight", "fairness", "breaks", "waiting"]])),
    )
    ways = [len(options(problem, request)) for request in range(len(problem.requests))]
    assume(prod(ways) <= MOST_COMBINATIONS)
    return problem


@st.composite
def _places(draw: st.DrawFn, slot_ids: list[str]) -> list[dict[str, Any]]:
    places: list[dict[str, Any]] = [{"id": "hall", "capacity": draw(st.integers(1, 2))}]
    if draw(st.integers(0, 2)) == 0:
        places.append(
            {"id": "room", "unavailable": draw(st.lists(st.sampled_from(slot_ids), unique=True))}
        )
    return places
