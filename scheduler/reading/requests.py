"""Requests, and the meetings of a previous plan."""

from __future__ import annotations

from typing import Any

from scheduler.cycles import find_cycles
from scheduler.faults import GREATEST_NUMBER, kind, quoted
from scheduler.problem import Fixed, Meeting, Request
from scheduler.reading.tables import Tables

_REQUEST_REQUIRED = frozenset({"id", "attendees"})
_REQUEST_OPTIONAL = frozenset({"weight", "slots", "fixed", "after", "must"})
_MEETING_KEYS = frozenset({"request", "slot", "place", "attendees"})


def read_requests(tables: Tables, items: list[Any]) -> list[Request]:
    """All requests, and no cycle in what comes after what."""
    # In a large event most requests are two entries and a weight, and the same entries come
    # back again and again: those known to be right are not spelled out a second time.
    known = tables.known_entries
    for delegate, position in tables.delegate_of.items():
        if (delegation := tables.delegates[position].delegation) >= 0:
            known[delegate] = (position,), delegation
    requests = [
        _plain_request(tables, raw) or _request(tables, raw, f"requests[{i}]")
        for i, raw in enumerate(items)
    ]
    for cycle in find_cycles([request.after for request in requests]):
        ids = " after ".join(quoted(requests[r].id) for r in (*cycle, cycle[0]))
        tables.faults.add(f"requests[{cycle[0]}].after", f"a cycle: {ids}")
    return requests


def _plain_request(tables: Tables, raw: Any) -> Request | None:
    """A faultless request of two known entries and a weight; None: to be looked at closely."""
    if type(raw) is not dict or len(raw) != 3:
        return None
    try:
        name, weight, (one, other) = raw["id"], raw["weight"], raw["attendees"]
        first = tables.known_entries[tuple(one) if type(one) is list else one]
        second = tables.known_entries[tuple(other) if type(other) is list else other]
    except (KeyError, TypeError, ValueError):
        return None
    if first[1] == second[1] or type(name) is not str or type(weight) is not int:
        return None
    if not 1 <= weight <= GREATEST_NUMBER or type(raw["attendees"]) is not list:
        return None
    return Request(name, (first[0], second[0]), weight)


def _request(tables: Tables, item: Any, spot: str) -> Request:
    faults = tables.faults
    raw = faults.expect_object(item, spot, _REQUEST_REQUIRED, _REQUEST_OPTIONAL)
    entries = _entries(tables, raw["attendees"], f"{spot}.attendees") if "attendees" in raw else ()
    slots = None
    if "slots" in raw:
        slots = tables.slot_set(raw, "slots", spot)
    fixed = None
    if "fixed" in raw:
        fixed = _fixed(tables, raw["fixed"], f"{spot}.fixed", slots, entries)
    after: list[int] = []
    if "after" in raw:
        after = faults.expect_ids(raw["after"], f"{spot}.after", tables.request_of, "request")
    return Request(
        id=str(raw.get("id")),
        attendees=entries,
        weight=faults.expect_number(raw.get("weight", 1), f"{spot}.weight", 1) or 1,
        slots=slots,
        fixed=fixed,
        after=tuple(after),
        must=bool(faults.expect_flag(raw.get("must", False), f"{spot}.must")),
    )


def _entries(tables: Tables, value: Any, spot: str) -> tuple[tuple[int, ...], ...]:
    items = tables.faults.expect_list(value, spot)
    if isinstance(value, list) and len(items) < 2:
        tables.faults.add(spot, f"must have at least two entries, not {len(items)}")
    entries: list[tuple[int, ...]] = []
    entry_of_delegation: dict[int, int] = {}
    for i, item in enumerate(items):
        entry = _entry(tables, item, f"{spot}[{i}]")
        entries.append(entry)
        if not entry:
            continue
        delegation = tables.delegates[entry[0]].delegation
        if delegation < 0:
            continue  # the delegate's own fault
        first = entry_of_delegation.setdefault(delegation, i)
        if first != i:
            name = tables.name_of(delegation)
            tables.faults.add(f"{spot}[{i}]", f"delegation {name} already stands in [{first}]")
    return tuple(entries)


def _entry(tables: Tables, item: Any, spot: str) -> tuple[int, ...]:
    """One entry: a delegate's id, or a list of ids of delegates of one delegation."""
    if isinstance(item, str):
        delegate = tables.faults.expect_id(item, spot, tables.delegate_of, "delegate")
        return () if delegate is None else (delegate,)
    if not isinstance(item, list):
        tables.faults.add(spot, f"must be the id of a delegate or a list of ids, not {kind(item)}")
        return ()
    if not item:
        tables.faults.add(spot, "must name at least one delegate")
    faults_before = len(tables.faults.lines)
    choice = tables.faults.expect_ids(item, spot, tables.delegate_of, "delegate")
    delegations = {tables.delegates[delegate].delegation for delegate in choice}
    if len(delegations - {-1}) > 1:
        names = " and ".join(tables.name_of(d) for d in sorted(delegations - {-1}))
        tables.faults.add(spot, f"delegates of more than one delegation: {names}")
    if len(tables.faults.lines) == faults_before and choice and -1 not in delegations:
        tables.known_entries[tuple(item)] = tuple(choice), delegations.pop()
    return tuple(choice)


def _fixed(
    tables: Tables,
    value: Any,
    spot: str,
    slots: frozenset[int] | None,
    entries: tuple[tuple[int, ...], ...],
) -> Fixed | None:
    faults = tables.faults
    raw = faults.expect_object(value, spot, frozenset({"slot"}), frozenset({"place"}))
    slot = place = None
    if "slot" in raw:
        slot = faults.expect_id(raw["slot"], f"{spot}.slot", tables.slot_of, "slot")
    if "place" in raw:
        place = faults.expect_id(raw["place"], f"{spot}.place", tables.place_of, "place")
    if slot is None:
        return None
    if slots is not None and slot not in slots:
        faults.add(f"{spot}.slot", f"{quoted(raw['slot'])} is not one of the request's slots")
    for i, entry in enumerate(entries):
        if entry and not any(tables.delegates[d].can_meet(slot) for d in entry):
            who = " or ".join(quoted(tables.delegates[d].id) for d in entry)
            faults.add(f"{spot}.slot", f"attendees[{i}] can't meet in {quoted(raw['slot'])}: {who}")
    if place is not None:
        where = tables.places[place]
        if slot in where.unavailable:
            faults.add(f"{spot}.place", f"{quoted(where.id)} is unavailable in the fixed slot")
        attending = {tables.delegates[entry[0]].delegation for entry in entries if entry}
        if where.owner is not None and all(entries) and where.owner not in attending:
            owner = tables.name_of(where.owner)
            faults.add(f"{spot}.place", f"its owner {owner} is no part of the meeting")
    return Fixed(slot, place)


def read_previous(
    tables: Tables, value: Any, requests: list[Request]
) -> tuple[Meeting, ...] | None:
    """The meetings that people have been told of; None: nobody has been told of any."""
    if value is None:
        return None
    meetings: list[Meeting] = []
    held: dict[int, int] = {}
    for i, item in enumerate(tables.faults.expect_list(value, "previous")):
        meeting = _meeting(tables, item, f"previous[{i}]", requests)
        if meeting is None:
            continue
        first = held.setdefault(meeting.request, i)
        if first != i:
            tables.faults.add(f"previous[{i}].request", f"already held in previous[{first}]")
        meetings.append(meeting)
    return tuple(meetings)


def _meeting(tables: Tables, item: Any, spot: str, requests: list[Request]) -> Meeting | None:
    faults = tables.faults
    raw = faults.expect_object(item, spot, _MEETING_KEYS, frozenset())
    if not raw.keys() >= _MEETING_KEYS:
        return None
    request = faults.expect_id(raw["request"], f"{spot}.request", tables.request_of, "request")
    slot = faults.expect_id(raw["slot"], f"{spot}.slot", tables.slot_of, "slot")
    place = faults.expect_id(raw["place"], f"{spot}.place", tables.place_of, "place")
    before = len(faults.lines)
    attendees = faults.expect_ids(
        raw["attendees"], f"{spot}.attendees", tables.delegate_of, "delegate"
    )
    if request is None or slot is None or place is None or len(faults.lines) > before:
        return None
    entries = requests[request].attendees
    if len(attendees) != len(entries):
        faults.add(
            f"{spot}.attendees",
            f"must have {len(entries)} delegates, one for each entry of request "
            f"{quoted(raw['request'])}, not {len(attendees)}",
        )
        return None
    for i, (delegate, entry) in enumerate(zip(attendees, entries, strict=True)):
        if entry and delegate not in entry:
            faults.add(
                f"{spot}.attendees[{i}]",
                f"{quoted(raw['attendees'][i])} is not in entry {i} of request "
                f"{quoted(raw['request'])}",
            )
    return Meeting(request, slot, place, tuple(attendees))
