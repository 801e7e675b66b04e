"""A small valid ``planning/1`` document that tests alter, and what to alter it with."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st


def document() -> dict[str, Any]:
    """Two days, three delegations, a hall and a stand; everything allowed is used once."""
    return {
        "format": "planning/1",
        "name": "Small",
        "slots": [
            {"id": "a1", "start": "2027-03-09T09:00", "end": "2027-03-09T09:20"},
            {"id": "a2", "start": "2027-03-09T09:20", "end": "2027-03-09T09:40"},
            {"id": "a3", "start": "2027-03-09T10:00", "end": "2027-03-09T10:20"},
            {"id": "b1", "start": "2027-03-10T09:00", "end": "2027-03-10T09:20"},
        ],
        "places": [
            {"id": "hall", "capacity": 2, "unavailable": ["a3"]},
            {"id": "stand", "owner": "acme"},
        ],
        "delegations": [
            {"id": "acme", "max_meetings": 3, "min_meetings": 1},
            {"id": "bolt"},
            {"id": "crux"},
        ],
        "delegates": [
            {"id": "ana", "delegation": "acme", "unavailable": ["b1"]},
            {"id": "ben", "delegation": "bolt", "no_meeting": ["a1"]},
            {"id": "bea", "delegation": "bolt"},
            {"id": "cy", "delegation": "crux"},
        ],
        "requests": [
            {"id": "r1", "attendees": ["ana", ["ben", "bea"]], "weight": 5},
            {"id": "r2", "attendees": ["ana", "cy"], "slots": ["a1", "a2"], "after": ["r1"]},
            {"id": "r3", "attendees": ["bea", "cy"], "fixed": {"slot": "b1", "place": "hall"}},
            {"id": "r4", "attendees": ["ben", "cy"], "must": True},
        ],
        "rules": {"max_in_a_row": 2, "max_break_spread": 3},
        "objective": ["kept", "weight", "fairness", "breaks", "waiting", "places"],
        "previous": [{"request": "r1", "slot": "a1", "place": "hall", "attendees": ["ana", "bea"]}],
    }


def spots(raw: Any) -> list[tuple[Any, Any]]:
    """Every container in a document with each of its keys or positions."""
    keys = list(raw) if isinstance(raw, dict) else range(len(raw)) if isinstance(raw, list) else ()
    return [(raw, key) for key in keys] + [spot for key in keys for spot in spots(raw[key])]


ANY_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=3),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner),
    max_leaves=4,
)
KNOWN_TEXT = st.sampled_from(["a1", "b1", "hall", "acme", "ana", "ben", "r1", "r2", "id", "weight"])
