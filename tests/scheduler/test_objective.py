"""Each level of the objective, on cases small enough to count by hand."""

from __future__ import annotations

from typing import Any

import pytest

from scheduler.objective import breaks_of_delegates, evaluate, level_value, unfairness
from scheduler.problem import Level, Meeting, Problem
from scheduler.reading import problem_from_json


def event(slots: int = 6, second_day: int = 99, **changes: Any) -> Problem:
    """Delegation c0 with delegate p0 and a stand; c1 to c5 likewise; p0 meets each of them."""
    raw: dict[str, Any] = {
        "format": "planning/1",
        "slots": [
            {
                "id": f"s{i}",
                "start": f"2027-03-{9 + (i >= second_day):02}T{9 + i:02}:00",
                "end": f"2027-03-{9 + (i >= second_day):02}T{9 + i:02}:30",
            }
            for i in range(slots)
        ],
        "places": [
            {"id": "hall", "capacity": 9},
            {"id": "room", "capacity": 9},
            {"id": "stand", "owner": "c0"},
        ],
        "delegations": [{"id": f"c{i}"} for i in range(6)],
        "delegates": [{"id": f"p{i}", "delegation": f"c{i}"} for i in range(6)],
        "requests": [{"id": f"r{i}", "attendees": ["p0", f"p{i + 1}"]} for i in range(5)],
    }
    for key, value in changes.items():
        section, number, field = key.split("_", 2)
        raw[section][int(number)][field] = value
    return problem_from_json(raw)


def held(*times: tuple[int, int, int]) -> list[Meeting]:
    """Meetings of p0: (request, slot, place)."""
    return [Meeting(r, slot, place, (0, r + 1)) for r, slot, place in times]


def value(problem: Problem, level: Level, *times: tuple[int, int, int]) -> int:
    return level_value(problem, held(*times), level)


def test_weight_adds_up_what_is_placed() -> None:
    problem = event(requests_0_weight=5, requests_2_weight=7)
    assert value(problem, "weight") == 0
    assert value(problem, "weight", (0, 0, 0), (1, 1, 0), (2, 2, 0)) == 13


@pytest.mark.parametrize(
    ("meeting", "kept"),
    [
        (Meeting(0, 2, 0, (0, 1)), 3),
        (Meeting(0, 2, 1, (0, 1)), 2),
        (Meeting(0, 3, 0, (0, 1)), 0),
        (Meeting(0, 2, 0, (0, 2)), 0),
        (Meeting(1, 2, 0, (0, 1)), 0),
    ],
)
def test_kept_is_slot_and_delegates_then_place(meeting: Meeting, kept: int) -> None:
    raw_free = event()
    problem = Problem(
        **{name: getattr(raw_free, name) for name in raw_free.__slots__ if name != "previous"},
        previous=(Meeting(0, 2, 0, (0, 1)),),
    )
    assert level_value(problem, [meeting], "kept") == kept
    assert level_value(raw_free, [meeting], "kept") == 0


@pytest.mark.parametrize(
    ("asked", "placed", "most", "promised", "unfair"),
    [
        (4, 4, None, 0, 0),
        (4, 3, None, 0, 625),
        (4, 0, None, 0, 10_000),
        (3, 2, None, 0, 1_111),
        (3, 1, None, 0, 4_444),
        (9, 2, 3, 0, 1_111),
        (9, 3, 3, 0, 0),
        (9, 0, 0, 0, 0),
        (4, 1, None, 3, 5_625 + 200_000),
        (2, 1, None, 3, 2_500 + 100_000),
        (9, 1, 1, 2, 100_000),
    ],
)
def test_unfairness_of_one_delegation(
    asked: int, placed: int, most: int | None, promised: int, unfair: int
) -> None:
    assert unfairness(asked, placed, most, promised) == unfair


def test_fairness_adds_up_delegations_with_requests() -> None:
    # c0 has 5 requests, c1 to c5 one each; r0 and r1 are placed.
    problem = event(delegations_5_min_meetings=1)
    expected = 10_000 * 9 // 25 + 3 * 10_000 + 100_000
    assert value(problem, "fairness", (0, 0, 0), (1, 1, 0)) == expected


@pytest.mark.parametrize(
    ("slots", "breaks", "waiting"),
    [
        ((0, 1, 2), 0, 0),
        ((0, 2), 1, 1),
        ((0, 3), 1, 2),
        ((0, 2, 4), 2, 2),
        ((5,), 0, 0),
        ((), 0, 0),
    ],
)
def test_breaks_and_waiting_of_a_day(slots: tuple[int, ...], breaks: int, waiting: int) -> None:
    times = [(i, slot, 0) for i, slot in enumerate(slots)]
    assert value(event(), "breaks", *times) == breaks
    assert value(event(), "waiting", *times) == waiting


@pytest.mark.parametrize(
    ("away", "breaks", "waiting"),
    [
        ({}, 1, 3),
        ({"delegates_0_unavailable": ["s1"]}, 1, 2),
        ({"delegates_0_unavailable": ["s1", "s2", "s3"]}, 0, 0),
        ({"delegates_0_no_meeting": ["s1", "s2", "s3"]}, 1, 3),
        ({"delegates_0_unavailable": ["s0", "s5"]}, 1, 3),
    ],
)
def test_a_gap_away_is_neither_break_nor_waiting(
    away: dict[str, Any], breaks: int, waiting: int
) -> None:
    problem = event(**away)
    assert value(problem, "breaks", (0, 0, 0), (1, 4, 0)) == breaks
    assert value(problem, "waiting", (0, 0, 0), (1, 4, 0)) == waiting


def test_the_night_is_neither_break_nor_waiting_nor_a_change_of_place() -> None:
    problem = event(second_day=3)
    for level in ("breaks", "waiting", "places"):
        without_stand = Problem(
            **{name: getattr(problem, name) for name in problem.__slots__ if name != "places"},
            places=problem.places[:2],
        )
        assert value(without_stand, level, (0, 1, 0), (1, 4, 1)) == 0


def test_breaks_of_each_delegate() -> None:
    problem = event()
    meetings = [*held((0, 0, 0), (1, 2, 0), (2, 4, 0)), Meeting(3, 0, 0, (3, 4))]
    assert breaks_of_delegates(problem, meetings) == [2, 0, 0, 1, 0, 0]


def test_places_are_changes_and_meetings_away_from_the_own_stand() -> None:
    problem = event()
    assert value(problem, "places", (0, 0, 2), (1, 1, 2)) == 0
    assert value(problem, "places", (0, 0, 2), (1, 1, 0)) == 1 + 3
    # Order of time counts, not of the list; a free slot in between changes nothing.
    assert value(problem, "places", (1, 4, 0), (0, 0, 0), (2, 2, 1)) == 2 + 9


def test_a_visitor_who_owns_a_stand_is_away_from_it() -> None:
    problem = event(places_1_owner="c1")
    assert value(problem, "places", (0, 0, 2)) == 3
    assert value(problem, "places", (0, 0, 0)) == 6


def test_evaluate_keeps_the_order_of_the_objective() -> None:
    assert list(evaluate(event(), [])) == ["weight", "fairness", "waiting", "places"]
