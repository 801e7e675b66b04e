"""Tiny random problems that cover every feature of ``planning/1``."""

from __future__ import annotations

from math import prod
from random import Random
from typing import Any

from hypothesis import assume
from hypothesis import strategies as st

from scheduler.problem import LEVELS, Problem
from scheduler.reading import problem_from_json

from .exhaustive import options

MOST_COMBINATIONS = 60_000
# Chance by its seed alone: drawn one by one, thousands of choices are more than Hypothesis keeps.
chance = st.builds(Random, st.integers(0, 2**32))


@st.composite
def documents(draw: st.DrawFn, *, feasible_rules: bool = True) -> dict[str, Any]:
    """A valid ``planning/1`` document with a few slots, delegates and requests.

    ``feasible_rules`` False: none of ``must``, ``fixed``, ``all_placed``, so that the empty plan
    always holds.
    """
    n_slots = draw(st.integers(1, 5))
    second_day = draw(st.integers(1, n_slots))
    slots = [
        {"id": f"s{i}", "start": f"2027-03-{_day(i, second_day)}T{9 + i:02}:00"}
        | {"end": f"2027-03-{_day(i, second_day)}T{9 + i:02}:40"}
        for i in range(n_slots)
    ]
    slot_ids = [slot["id"] for slot in slots]
    some_slots = st.lists(st.sampled_from(slot_ids), unique=True, max_size=2)

    n_delegations = draw(st.integers(2, 4))
    delegations: list[dict[str, Any]] = []
    delegates: list[dict[str, Any]] = []
    for i in range(n_delegations):
        delegations.append({"id": f"c{i}"})
        if draw(st.integers(0, 2)) == 0:
            delegations[-1]["max_meetings"] = draw(st.integers(0, 3))
        if draw(st.integers(0, 2)) == 0:
            delegations[-1]["min_meetings"] = draw(st.integers(0, 3))
        for j in range(draw(st.sampled_from([1, 1, 2]))):
            delegates.append({"id": f"p{i}.{j}", "delegation": f"c{i}"})
            if draw(st.booleans()):
                delegates[-1]["unavailable"] = draw(some_slots)
            if draw(st.integers(0, 3)) == 0:
                delegates[-1]["no_meeting"] = draw(some_slots)

    places: list[dict[str, Any]] = []
    for i in range(draw(st.integers(1, 3))):
        places.append({"id": f"t{i}", "capacity": draw(st.integers(1, 2))})
        if draw(st.integers(0, 2)) == 0:
            places[-1]["owner"] = f"c{draw(st.integers(0, n_delegations - 1))}"
        if draw(st.integers(0, 3)) == 0:
            places[-1]["unavailable"] = draw(some_slots)

    by_delegation = [
        [person["id"] for person in delegates if person["delegation"] == f"c{i}"]
        for i in range(n_delegations)
    ]
    requests: list[dict[str, Any]] = []
    for i in range(draw(st.integers(1, 5))):
        size = min(n_delegations, draw(st.sampled_from([2, 2, 2, 3])))
        parties = draw(st.permutations(range(n_delegations)))[:size]
        attendees: list[Any] = []
        for party in parties:
            people = by_delegation[party]
            whole = len(people) > 1 and draw(st.booleans())
            attendees.append(people if whole else draw(st.sampled_from(people)))
        requests.append({"id": f"r{i}", "attendees": attendees})
        if draw(st.booleans()):
            requests[-1]["weight"] = draw(st.integers(1, 5))
        if draw(st.integers(0, 4)) == 0:
            requests[-1]["slots"] = draw(st.lists(st.sampled_from(slot_ids), unique=True))
        if i and draw(st.integers(0, 3)) == 0:
            requests[-1]["after"] = [f"r{draw(st.integers(0, i - 1))}"]
        if feasible_rules and draw(st.integers(0, 12)) == 12:
            requests[-1]["must"] = True
        if feasible_rules and draw(st.integers(0, 9)) == 9:
            _fix(draw, requests[-1], slot_ids, places, delegates)

    rules: dict[str, Any] = {}
    if feasible_rules and draw(st.integers(0, 12)) == 12:
        rules["all_placed"] = True
    if draw(st.integers(0, 3)) == 0:
        rules["max_in_a_row"] = draw(st.integers(1, 2))
    if draw(st.integers(0, 3)) == 0:
        rules["max_break_spread"] = draw(st.integers(0, 1))

    document: dict[str, Any] = {
        "format": "planning/1",
        "name": "tiny",
        "slots": slots,
        "places": places,
        "delegations": delegations,
        "delegates": delegates,
        "requests": requests,
        "rules": rules,
    }
    if draw(st.booleans()):
        levels = draw(st.permutations(LEVELS))
        document["objective"] = levels[: draw(st.integers(1, len(levels)))]
    if draw(st.integers(0, 2)) == 0:
        document["previous"] = [
            {
                "request": request["id"],
                "slot": draw(st.sampled_from(slot_ids)),
                "place": draw(st.sampled_from(places))["id"],
                "attendees": [
                    entry if isinstance(entry, str) else draw(st.sampled_from(entry))
                    for entry in request["attendees"]
                ],
            }
            for request in requests
            if draw(st.booleans())
        ]
    return document


@st.composite
def problems(draw: st.DrawFn, *, feasible_rules: bool = True) -> Problem:
    """A tiny problem, small enough to try everything."""
    problem = problem_from_json(draw(documents(feasible_rules=feasible_rules)))
    ways = [1 + len(options(problem, request)) for request in range(len(problem.requests))]
    assume(prod(ways) <= MOST_COMBINATIONS)
    return problem


def _day(slot: int, second_day: int) -> str:
    return "09" if slot < second_day else "10"


def _fix(
    draw: st.DrawFn,
    request: dict[str, Any],
    slot_ids: list[str],
    places: list[dict[str, Any]],
    delegates: list[dict[str, Any]],
) -> None:
    """Fix ``request`` to a slot, and maybe a place, where the format allows it."""
    away = {p["id"]: {*p.get("unavailable", ()), *p.get("no_meeting", ())} for p in delegates}
    entries = [[e] if isinstance(e, str) else e for e in request["attendees"]]
    possible = [
        slot
        for slot in request.get("slots", slot_ids)
        if all(any(slot not in away[person] for person in entry) for entry in entries)
    ]
    if not possible:
        return
    slot = draw(st.sampled_from(possible))
    request["fixed"] = {"slot": slot}
    delegation_of = {p["id"]: p["delegation"] for p in delegates}
    parties = {delegation_of[entry[0]] for entry in entries}
    usable = [
        place["id"]
        for place in places
        if slot not in place.get("unavailable", ()) and place.get("owner", None) in {None, *parties}
    ]
    if usable and draw(st.booleans()):
        request["fixed"]["place"] = draw(st.sampled_from(usable))
