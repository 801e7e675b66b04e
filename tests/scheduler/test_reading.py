"""Reading ``planning/1``: what it means, and every fault named at its spot."""

from __future__ import annotations

import copy
import gzip
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from scheduler.problem import Fixed, Meeting, Problem
from scheduler.reading import ProblemError, parse_problem, problem_from_json, read_problem
from scheduler.writing import problem_to_json, write_problem

from .documents import ANY_JSON, KNOWN_TEXT, document, spots
from .strategies import documents

Change = Callable[[dict[str, Any]], object]


def faults(change: Change) -> tuple[str, ...]:
    altered = copy.deepcopy(document())
    change(altered)
    with pytest.raises(ProblemError) as caught:
        problem_from_json(altered)
    return caught.value.faults


def put(*path: str | int | Any) -> Change:
    """Replace what stands at a path: ``put("slots", 0, "id", "x")``."""

    def change(raw: Any) -> None:
        *way, key, value = path
        for step in way:
            raw = raw[step]
        raw[key] = value

    return change


def drop(*path: str | int) -> Change:
    def change(raw: Any) -> None:
        *way, key = path
        for step in way:
            raw = raw[step]
        del raw[key]

    return change


def test_ids_become_positions() -> None:
    problem = problem_from_json(document())
    assert [slot.day for slot in problem.slots] == [0, 0, 0, 1]
    assert problem.places[0].unavailable == {2}
    assert problem.places[1].owner == 0
    assert problem.delegates[1].no_meeting == {0}
    assert problem.requests[0].attendees == ((0,), (1, 2))
    assert problem.requests[1].slots == {0, 1}
    assert problem.requests[1].after == (0,)
    assert problem.requests[2].fixed == Fixed(3, 0)
    assert problem.must_place(3)
    assert problem.previous == (Meeting(0, 0, 0, (0, 2)),)


@pytest.mark.parametrize(
    ("previous", "levels"),
    [
        (None, ("weight", "fairness", "waiting", "places")),
        ([], ("kept", "weight", "fairness", "waiting", "places")),
    ],
)
def test_default_objective(previous: Any, levels: tuple[str, ...]) -> None:
    raw = document()
    del raw["objective"]
    raw["previous"] = previous
    assert problem_from_json(raw).objective == levels


def test_what_may_be_left_out() -> None:
    raw = document()
    for key in ("name", "rules", "objective", "previous"):
        del raw[key]
    problem = problem_from_json(raw)
    assert (problem.name, problem.previous, problem.rules.max_in_a_row) == ("", None, None)


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        (put("colour", 1), "colour: unknown key"),
        (put("requests", 0, "colour", 1), "requests[0].colour: unknown key"),
        (put("requests", 0, "a\nb", 1), "requests[0]['a\\nb']: unknown key"),
        (put("slots", 0, "place", 1), "slots[0].place: unknown key"),
        (put("places", 0, "place", 1), "places[0].place: unknown key"),
        (put("delegations", 0, "place", 1), "delegations[0].place: unknown key"),
        (put("delegates", 0, "place", 1), "delegates[0].place: unknown key"),
        (put("rules", "place", 1), "rules.place: unknown key"),
        (put("requests", 2, "fixed", "at", 1), "requests[2].fixed.at: unknown key"),
        (put("previous", 0, "at", 1), "previous[0].at: unknown key"),
        (drop("requests"), "requests: missing"),
        (drop("slots"), "slots: missing"),
        (drop("format"), "format: missing"),
        (drop("slots", 0, "end"), "slots[0].end: missing"),
        (drop("delegates", 0, "delegation"), "delegates[0].delegation: missing"),
        (drop("requests", 0, "attendees"), "requests[0].attendees: missing"),
        (drop("requests", 2, "fixed", "slot"), "requests[2].fixed.slot: missing"),
        (drop("previous", 0, "place"), "previous[0].place: missing"),
        (put("format", "planning/2"), "format: must be 'planning/1', not 'planning/2'"),
        (put("name", 3), "name: must be a string, not 3"),
        (put("slots", {}), "slots: must be a list, not an object"),
        (put("places", 0, []), "places[0]: must be an object, not a list"),
        (put("slots", []), "slots: there must be at least one slot"),
        (put("slots", 1, "id", "a1"), "slots[1].id: 'a1' is already slots[0]"),
        (put("requests", 3, "id", "r1"), "requests[3].id: 'r1' is already requests[0]"),
        (put("delegates", 0, "id", 7), "delegates[0].id: must be a string, not 7"),
        (
            put("slots", 1, "start", "2027-03-09T09:10"),
            "slots[1].start: overlaps slots[0], which ends later",
        ),
        (
            put("slots", 1, "start", "2027-03-09T08:00"),
            "slots[1].start: out of order: before that of slots[0]",
        ),
        (put("slots", 0, "end", "2027-03-09T09:00"), "slots[0].end: must be after the start"),
        (
            put("slots", 0, "start", "9 o'clock"),
            'slots[0].start: must be a time like 2027-03-09T09:00, not "9 o\'clock"',
        ),
        (
            put("slots", 0, "start", "2027-02-30T09:00"),
            "slots[0].start: must be a time like 2027-03-09T09:00, not '2027-02-30T09:00'",
        ),
        (
            put("slots", 0, "start", "2027-03-09"),
            "slots[0].start: must be a time like 2027-03-09T09:00, not '2027-03-09'",
        ),
        (put("slots", 0, "start", 900), "slots[0].start: must be a string, not 900"),
        (
            put("slots", 0, "start", "2027-03-09T09:00Z"),
            "slots[0].end: a time zone in one of start and end only",
        ),
        (
            put("slots", 3, {"id": "b1", "start": "2027-03-10T09:00Z", "end": "2027-03-10T10:00Z"}),
            "slots[3].start: a time zone in one of it and slots[2] only",
        ),
        (put("places", 0, "capacity", 0), "places[0].capacity: must be at least 1, not 0"),
        (
            put("places", 0, "capacity", True),
            "places[0].capacity: must be a whole number, not true",
        ),
        (put("places", 0, "capacity", 1.0), "places[0].capacity: must be a whole number, not 1.0"),
        (put("places", 1, "owner", "nix"), "places[1].owner: no delegation 'nix'"),
        (put("places", 0, "unavailable", ["x"]), "places[0].unavailable[0]: no slot 'x'"),
        (
            put("places", 0, "unavailable", ["a1", "a1"]),
            "places[0].unavailable[1]: slot 'a1' named twice",
        ),
        (
            put("delegations", 0, "max_meetings", -1),
            "delegations[0].max_meetings: must be at least 0, not -1",
        ),
        (
            put("delegations", 0, "max_meetings", None),
            "delegations[0].max_meetings: must be a whole number, not null",
        ),
        (
            put("delegations", 0, "min_meetings", "2"),
            "delegations[0].min_meetings: must be a whole number, not a string",
        ),
        (put("delegates", 1, "delegation", "x"), "delegates[1].delegation: no delegation 'x'"),
        (put("delegates", 1, "no_meeting", ["x"]), "delegates[1].no_meeting[0]: no slot 'x'"),
        (
            put("delegates", 1, "unavailable", "a1"),
            "delegates[1].unavailable: must be a list, not a string",
        ),
        (
            put("requests", 0, "attendees", 0, "ben2"),
            "requests[0].attendees[0]: no delegate 'ben2'",
        ),
        (
            put("requests", 0, "attendees", 1, ["ben", "x"]),
            "requests[0].attendees[1][1]: no delegate 'x'",
        ),
        (
            put("requests", 0, "attendees", ["ana"]),
            "requests[0].attendees: must have at least two entries, not 1",
        ),
        (
            put("requests", 0, "attendees", ["ana", []]),
            "requests[0].attendees[1]: must name at least one delegate",
        ),
        (
            put("requests", 0, "attendees", ["ana", 3]),
            "requests[0].attendees[1]: must be the id of a delegate or a list of ids, not 3",
        ),
        (
            put("requests", 0, "attendees", ["ana", ["ben", "cy"]]),
            "requests[0].attendees[1]: delegates of more than one delegation: 'bolt' and 'crux'",
        ),
        (
            put("requests", 0, "attendees", ["ana", ["bea", "bea"]]),
            "requests[0].attendees[1][1]: delegate 'bea' named twice",
        ),
        (
            put("requests", 0, "attendees", ["bea", ["ben", "bea"]]),
            "requests[0].attendees[1]: delegation 'bolt' already stands in [0]",
        ),
        (
            put("requests", 0, "attendees", ["ana", "ana"]),
            "requests[0].attendees[1]: delegation 'acme' already stands in [0]",
        ),
        (put("requests", 0, "weight", 0), "requests[0].weight: must be at least 1, not 0"),
        (
            put("requests", 0, "weight", True),
            "requests[0].weight: must be a whole number, not true",
        ),
        (put("requests", 0, "weight", 2.5), "requests[0].weight: must be a whole number, not 2.5"),
        (
            put("requests", 0, "weight", 10**30),
            "requests[0].weight: must be at most 1000000000, not 1000000000000000000000000000000",
        ),
        (put("requests", 1, "slots", ["x"]), "requests[1].slots[0]: no slot 'x'"),
        (put("requests", 1, "after", ["x"]), "requests[1].after[0]: no request 'x'"),
        (
            put("requests", 0, "after", ["r2"]),
            "requests[0].after: a cycle: 'r1' after 'r2' after 'r1'",
        ),
        (put("requests", 0, "after", ["r1"]), "requests[0].after: a cycle: 'r1' after 'r1'"),
        (put("requests", 3, "must", 1), "requests[3].must: must be true or false, not 1"),
        (
            put("requests", 1, "fixed", {"slot": "a3"}),
            "requests[1].fixed.slot: 'a3' is not one of the request's slots",
        ),
        (
            put("requests", 3, "fixed", {"slot": "a1"}),
            "requests[3].fixed.slot: attendees[0] can't meet in 'a1': 'ben'",
        ),
        (
            put("delegates", 2, "unavailable", ["b1"]),
            "requests[2].fixed.slot: attendees[0] can't meet in 'b1': 'bea'",
        ),
        (
            put("requests", 2, "fixed", {"slot": "a3", "place": "hall"}),
            "requests[2].fixed.place: 'hall' is unavailable in the fixed slot",
        ),
        (
            put("requests", 2, "fixed", "place", "stand"),
            "requests[2].fixed.place: its owner 'acme' is no part of the meeting",
        ),
        (put("requests", 2, "fixed", "place", "x"), "requests[2].fixed.place: no place 'x'"),
        (put("requests", 2, "fixed", None), "requests[2].fixed: must be an object, not null"),
        (put("rules", "max_in_a_row", 0), "rules.max_in_a_row: must be at least 1, not 0"),
        (
            put("rules", "max_break_spread", -1),
            "rules.max_break_spread: must be at least 0, not -1",
        ),
        (
            put("rules", "all_placed", "yes"),
            "rules.all_placed: must be true or false, not a string",
        ),
        (put("rules", []), "rules: must be an object, not a list"),
        (put("objective", ["weight", "wait"]), "objective[1]: no level 'wait'"),
        (put("objective", ["weight", "weight"]), "objective[1]: level 'weight' named twice"),
        (put("objective", None), "objective: must be a list, not null"),
        (put("previous", 0, "request", "x"), "previous[0].request: no request 'x'"),
        (put("previous", 0, "slot", "x"), "previous[0].slot: no slot 'x'"),
        (put("previous", 0, "place", "x"), "previous[0].place: no place 'x'"),
        (
            put("previous", 0, "attendees", ["ana", "x"]),
            "previous[0].attendees[1]: no delegate 'x'",
        ),
        (
            put("previous", 0, "attendees", ["ana"]),
            "previous[0].attendees: must have 2 delegates, one for each entry of request 'r1', "
            "not 1",
        ),
        (
            put("previous", 0, "attendees", ["ana", "cy"]),
            "previous[0].attendees[1]: 'cy' is not in entry 1 of request 'r1'",
        ),
        (
            lambda raw: raw["previous"].append(raw["previous"][0]),
            "previous[1].request: already held in previous[0]",
        ),
    ],
)
def test_a_fault_names_its_spot(change: Change, fault: str) -> None:
    assert fault in faults(change)


def test_a_single_fault_gives_a_single_line() -> None:
    assert faults(put("requests", 0, "weight", 0)) == (
        "requests[0].weight: must be at least 1, not 0",
    )


def test_all_faults_are_told_at_once() -> None:
    def change(raw: dict[str, Any]) -> None:
        raw["slots"][0]["start"] = "x"
        raw["places"][0]["capacity"] = 0
        raw["requests"][0]["attendees"][0] = "nix"
        raw["requests"][1]["after"] = ["r2"]

    assert [fault.split(":")[0] for fault in faults(change)] == [
        "slots[0].start",
        "places[0].capacity",
        "requests[0].attendees[0]",
        "requests[1].after",
    ]


@pytest.mark.parametrize("root", [[], None, 3, "planning/1"])
def test_the_root_must_be_an_object(root: Any) -> None:
    with pytest.raises(ProblemError, match="must be an object"):
        problem_from_json(root)


def test_slots_may_touch_and_keep_their_time_zone() -> None:
    raw = document()
    for slot in raw["slots"]:
        slot["start"] += "+01:00"
        slot["end"] += "+01:00"
    problem = problem_from_json(raw)
    assert problem.slots[0].end == problem.slots[1].start
    assert problem_to_json(problem)["slots"] == raw["slots"]


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ('{"format": "planning/1", "format": "planning/1"}', "format: key given more than once"),
        ('{"slots": [{"id": "a", "id": "b"}]}', "slots[0].id: key given more than once"),
        ('{"name": NaN}', "problem: not JSON: 'NaN' is no JSON number"),
        ('{"name": -Infinity}', "problem: not JSON: '-Infinity' is no JSON number"),
        ('{"name": ', "problem: not JSON: Expecting value at line 1 column 10"),
        ("", "problem: not JSON: Expecting value at line 1 column 1"),
        ("[" * 100_000, "problem: nested too deeply"),
    ],
)
def test_text_that_is_no_proper_json(text: str, fault: str) -> None:
    with pytest.raises(ProblemError) as caught:
        parse_problem(text)
    assert fault in caught.value.faults


def test_bytes_that_are_not_utf8() -> None:
    with pytest.raises(ProblemError, match="not UTF-8 at byte 1"):
        parse_problem(b"{\xff}")


def test_a_long_value_is_shortened_and_stays_on_its_line() -> None:
    (fault,) = faults(put("format", "x\n" * 10_000))
    assert len(fault) < 200
    assert "\n" not in fault


@pytest.mark.parametrize("name", ["p.json", "p.json.gz"])
def test_a_file_round_trip(tmp_path: Path, name: str) -> None:
    problem = problem_from_json(document())
    path = tmp_path / name
    write_problem(str(path), problem)
    assert path.read_bytes().startswith(b"\x1f\x8b") == name.endswith("gz")
    assert read_problem(str(path)) == problem
    assert [entry.name for entry in tmp_path.iterdir()] == [name]


def test_files_that_cannot_be_read(tmp_path: Path) -> None:
    cut = tmp_path / "cut.json.gz"
    cut.write_bytes(gzip.compress(json.dumps(document()).encode())[:-20])
    for path in (cut, tmp_path / "missing.json", tmp_path):
        with pytest.raises(ProblemError) as caught:
            read_problem(str(path))
        assert caught.value.faults[0].startswith(f"{path}: can't be read: ")


@settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(documents())
def test_writing_is_the_reverse_of_reading(raw: dict[str, Any]) -> None:
    problem: Problem = problem_from_json(raw)
    assert problem_from_json(json.loads(json.dumps(problem_to_json(problem)))) == problem


@pytest.mark.parametrize(
    "entries",
    [
        ["ana", ["ben", "bea"]],
        [["ben", "bea"], "ana"],
        [["ana"], ["ben"]],
    ],
)
def test_entries_seen_before_read_the_same(entries: list[Any]) -> None:
    # Known entries take a short cut the second time: same request, same faults.
    raw = document()
    raw["requests"] = [{"id": f"r{i}", "attendees": entries, "weight": 2} for i in range(3)]
    raw["previous"] = None
    first, *others = problem_from_json(raw).requests
    assert {other.attendees for other in others} == {first.attendees}
    raw["requests"][2]["attendees"] = [entries[0], entries[0]]
    raw["requests"][1]["weight"] = True
    with pytest.raises(ProblemError) as caught:
        problem_from_json(raw)
    assert [fault.split(":")[0] for fault in caught.value.faults] == [
        "requests[1].weight",
        "requests[2].attendees[1]",
    ]


@settings(max_examples=300, deadline=None)
@given(st.data())
def test_whatever_is_changed_it_reads_or_tells_its_faults(data: st.DataObject) -> None:
    raw = document()
    for _ in range(data.draw(st.integers(1, 3))):
        holder, key = data.draw(st.sampled_from(spots(raw)))
        holder[key] = data.draw(ANY_JSON | KNOWN_TEXT | st.lists(KNOWN_TEXT))
    faults: tuple[str, ...] | None = None
    try:
        problem = problem_from_json(raw)
    except ProblemError as error:
        faults = error.faults
    if faults is None:
        assert problem_from_json(problem_to_json(problem)) == problem
    else:
        assert faults
        assert all("\n" not in fault for fault in faults)
