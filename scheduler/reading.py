"""Reads ``planning/1`` documents into a ``Problem``, naming every fault."""

from __future__ import annotations

import gc
import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from scheduler.cycles import find_cycles
from scheduler.documents import parse_document, read_document
from scheduler.faults import GREATEST_NUMBER, FaultError, Faults, kind, quoted
from scheduler.problem import (
    DEFAULT_OBJECTIVE,
    LEVELS,
    Delegate,
    Delegation,
    Fixed,
    Level,
    Meeting,
    Place,
    Problem,
    Request,
    Rules,
    Slot,
)

PROBLEM_FORMAT = "planning/1"

_TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d{1,6})?)?(Z|[+-]\d\d:\d\d)?", re.ASCII)
_NONE: frozenset[str] = frozenset()
_PROBLEM_REQUIRED = frozenset({"format", "slots", "places", "delegations", "delegates", "requests"})
_PROBLEM_OPTIONAL = frozenset({"name", "rules", "objective", "previous"})
_REQUEST_REQUIRED = frozenset({"id", "attendees"})
_REQUEST_OPTIONAL = frozenset({"weight", "slots", "fixed", "after", "must"})
_REQUEST_KEYS = _REQUEST_REQUIRED | _REQUEST_OPTIONAL
_MEETING_KEYS = frozenset({"request", "slot", "place", "attendees"})


class ProblemError(FaultError):
    """A ``planning/1`` document with faults: nothing was read."""


def read_problem(path: str) -> Problem:
    """Read and validate the problem at ``path`` (``.json``, ``.json.gz``, ``-``: standard input).

    Raises:
        ProblemError: with every fault found, each naming its spot.
    """
    return _quietly(lambda: problem_from_json(read_document(path)))


def parse_problem(text: bytes | str, name: str = "problem") -> Problem:
    """Read and validate a problem given as JSON text. Raises ``ProblemError``."""
    return _quietly(lambda: problem_from_json(parse_document(text, name)))


def problem_from_json(document: object) -> Problem:
    """Validate a parsed ``planning/1`` document and resolve its ids. Raises ``ProblemError``."""
    reader = _Reader()
    problem = reader.problem(document)
    if reader.faults.lines:
        raise ProblemError(reader.faults.lines)
    return problem


def _quietly(read: Any) -> Problem:
    # Reading makes a great many objects that all stay: the collector would only look at them
    # again and again.
    collecting = gc.isenabled()
    gc.disable()
    try:
        problem: Problem = read()
        return problem
    except ProblemError:
        raise
    except FaultError as error:
        raise ProblemError(error.faults) from error
    finally:
        if collecting:
            gc.enable()


class _Reader:
    """Reads one document; the tables of ids fill up as its sections are read in order."""

    def __init__(self) -> None:
        self.faults = Faults()
        self.slot_of: dict[str, int] = {}
        self.place_of: dict[str, int] = {}
        self.delegation_of: dict[str, int] = {}
        self.delegate_of: dict[str, int] = {}
        self.request_of: dict[str, int] = {}
        self.places: list[Place] = []
        self.delegates: list[Delegate] = []
        self.known_entries: dict[object, tuple[tuple[int, ...], int]] = {}

    def problem(self, document: object) -> Problem:
        """Read the whole document; its result means nothing if there are faults."""
        faults = self.faults
        raw = faults.expect_object(document, "", _PROBLEM_REQUIRED, _PROBLEM_OPTIONAL)
        if "format" in raw and raw["format"] != PROBLEM_FORMAT:
            faults.add("format", f"must be '{PROBLEM_FORMAT}', not {quoted(raw['format'])}")
        name = faults.expect_text(raw.get("name", ""), "name") or ""

        raw_slots, self.slot_of = self.section(raw, "slots")
        raw_places, self.place_of = self.section(raw, "places")
        raw_delegations, self.delegation_of = self.section(raw, "delegations")
        raw_delegates, self.delegate_of = self.section(raw, "delegates")
        raw_requests, self.request_of = self.section(raw, "requests")

        slots = self.slots(raw_slots, "slots" in raw)
        self.places = [self.place(item, f"places[{i}]") for i, item in enumerate(raw_places)]
        delegations = [
            self.delegation(item, f"delegations[{i}]") for i, item in enumerate(raw_delegations)
        ]
        self.delegates = [
            self.delegate(item, f"delegates[{i}]") for i, item in enumerate(raw_delegates)
        ]
        requests = self.requests(raw_requests)
        rules = self.rules(raw.get("rules", {}))
        previous = self.previous(raw.get("previous"), requests)
        default = DEFAULT_OBJECTIVE if previous is None else ("kept", *DEFAULT_OBJECTIVE)
        objective = self.objective(raw["objective"]) if "objective" in raw else default
        return Problem(
            name=name,
            slots=tuple(slots),
            places=tuple(self.places),
            delegations=tuple(delegations),
            delegates=tuple(self.delegates),
            requests=tuple(requests),
            rules=rules,
            objective=objective,
            previous=previous,
        )

    def section(self, raw: Mapping[str, Any], key: str) -> tuple[list[Any], dict[str, int]]:
        """A list of things with ids, and the position of each id."""
        items = self.faults.expect_list(raw.get(key, []), key)
        positions: dict[str, int] = {}
        for i, item in enumerate(items):
            if not isinstance(item, dict) or "id" not in item:
                continue  # a fault of its own, noted where the item is read
            identity = item["id"]
            if not isinstance(identity, str):
                self.faults.add(f"{key}[{i}].id", f"must be a string, not {kind(identity)}")
            elif identity in positions:
                self.faults.add(
                    f"{key}[{i}].id", f"{quoted(identity)} is already {key}[{positions[identity]}]"
                )
            else:
                positions[identity] = i
        return items, positions

    # --- slots

    def slots(self, items: list[Any], given: bool) -> list[Slot]:
        if given and not items:
            self.faults.add("slots", "there must be at least one slot")
        keys = frozenset({"id", "start", "end"})
        slots: list[Slot] = []
        before: tuple[int, Slot] | None = None
        for i, item in enumerate(items):
            spot = f"slots[{i}]"
            raw = self.faults.expect_object(item, spot, keys, _NONE)
            start = self.time(raw, "start", spot)
            end = self.time(raw, "end", spot)
            if start is None or end is None:
                continue
            if (start.tzinfo is None) != (end.tzinfo is None):
                self.faults.add(f"{spot}.end", "a time zone in one of start and end only")
                continue
            if end <= start:
                self.faults.add(f"{spot}.end", "must be after the start")
            day = 0
            if before is not None:
                j, last = before
                if (start.tzinfo is None) != (last.start.tzinfo is None):
                    self.faults.add(
                        f"{spot}.start", f"a time zone in one of it and slots[{j}] only"
                    )
                    continue
                if start < last.start or start.date() < last.start.date():
                    self.faults.add(f"{spot}.start", f"out of order: before that of slots[{j}]")
                elif start < last.end:
                    self.faults.add(f"{spot}.start", f"overlaps slots[{j}], which ends later")
                day = last.day + (start.date() != last.start.date())
            slots.append(Slot(str(raw.get("id")), start, end, day))
            before = (i, slots[-1])
        return slots

    def time(self, raw: Mapping[str, Any], key: str, spot: str) -> datetime | None:
        if key not in raw:
            return None  # already noted as missing
        value = self.faults.expect_text(raw[key], f"{spot}.{key}")
        if value is None:
            return None
        try:
            if _TIME.fullmatch(value):
                return datetime.fromisoformat(value)
        except ValueError:
            pass  # well formed, but no such time, as 25:00
        self.faults.add(
            f"{spot}.{key}", f"must be a time like 2027-03-09T09:00, not {quoted(value)}"
        )
        return None

    # --- places, delegations, delegates

    def place(self, item: Any, spot: str) -> Place:
        faults = self.faults
        optional = frozenset({"capacity", "owner", "unavailable"})
        raw = faults.expect_object(item, spot, frozenset({"id"}), optional)
        owner = None
        if "owner" in raw:
            owner = faults.expect_id(
                raw["owner"], f"{spot}.owner", self.delegation_of, "delegation"
            )
        return Place(
            id=str(raw.get("id")),
            capacity=faults.expect_number(raw.get("capacity", 1), f"{spot}.capacity", 1) or 1,
            owner=owner,
            unavailable=self.slot_set(raw, "unavailable", spot),
        )

    def delegation(self, item: Any, spot: str) -> Delegation:
        faults = self.faults
        optional = frozenset({"max_meetings", "min_meetings"})
        raw = faults.expect_object(item, spot, frozenset({"id"}), optional)
        most = None
        if "max_meetings" in raw:
            most = faults.expect_number(raw["max_meetings"], f"{spot}.max_meetings", 0)
        least = faults.expect_number(raw.get("min_meetings", 0), f"{spot}.min_meetings", 0)
        return Delegation(str(raw.get("id")), most, least or 0)

    def delegate(self, item: Any, spot: str) -> Delegate:
        faults = self.faults
        optional = frozenset({"unavailable", "no_meeting"})
        raw = faults.expect_object(item, spot, frozenset({"id", "delegation"}), optional)
        delegation = None
        if "delegation" in raw:
            delegation = faults.expect_id(
                raw["delegation"], f"{spot}.delegation", self.delegation_of, "delegation"
            )
        return Delegate(
            id=str(raw.get("id")),
            delegation=-1 if delegation is None else delegation,
            unavailable=self.slot_set(raw, "unavailable", spot),
            no_meeting=self.slot_set(raw, "no_meeting", spot),
        )

    def slot_set(self, raw: Mapping[str, Any], key: str, spot: str) -> frozenset[int]:
        if key not in raw:
            return frozenset()
        return frozenset(self.faults.expect_ids(raw[key], f"{spot}.{key}", self.slot_of, "slot"))

    # --- requests

    def requests(self, items: list[Any]) -> list[Request]:
        # In a large event most requests are two entries and a weight, and the same entries come
        # back again and again: those known to be right are not spelled out a second time.
        known = self.known_entries
        for delegate, position in self.delegate_of.items():
            if (delegation := self.delegates[position].delegation) >= 0:
                known[delegate] = (position,), delegation
        requests = [
            self.plain_request(raw) or self.request(raw, f"requests[{i}]")
            for i, raw in enumerate(items)
        ]
        for cycle in find_cycles([request.after for request in requests]):
            ids = " after ".join(quoted(requests[r].id) for r in (*cycle, cycle[0]))
            self.faults.add(f"requests[{cycle[0]}].after", f"a cycle: {ids}")
        return requests

    def plain_request(self, raw: Any) -> Request | None:
        """A faultless request of two known entries and a weight; None: to be looked at closely."""
        if type(raw) is not dict or len(raw) != 3:
            return None
        try:
            name, weight, (one, other) = raw["id"], raw["weight"], raw["attendees"]
            first = self.known_entries[tuple(one) if type(one) is list else one]
            second = self.known_entries[tuple(other) if type(other) is list else other]
        except (KeyError, TypeError, ValueError):
            return None
        if first[1] == second[1] or type(name) is not str or type(weight) is not int:
            return None
        if not 1 <= weight <= GREATEST_NUMBER or type(raw["attendees"]) is not list:
            return None
        return Request(name, (first[0], second[0]), weight)

    def request(self, item: Any, spot: str) -> Request:
        faults = self.faults
        raw = faults.expect_object(item, spot, _REQUEST_REQUIRED, _REQUEST_OPTIONAL)
        entries = self.entries(raw["attendees"], f"{spot}.attendees") if "attendees" in raw else ()
        slots = None
        if "slots" in raw:
            slots = self.slot_set(raw, "slots", spot)
        fixed = None
        if "fixed" in raw:
            fixed = self.fixed(raw["fixed"], f"{spot}.fixed", slots, entries)
        after: list[int] = []
        if "after" in raw:
            after = faults.expect_ids(raw["after"], f"{spot}.after", self.request_of, "request")
        return Request(
            id=str(raw.get("id")),
            attendees=entries,
            weight=faults.expect_number(raw.get("weight", 1), f"{spot}.weight", 1) or 1,
            slots=slots,
            fixed=fixed,
            after=tuple(after),
            must=bool(faults.expect_flag(raw.get("must", False), f"{spot}.must")),
        )

    def entries(self, value: Any, spot: str) -> tuple[tuple[int, ...], ...]:
        items = self.faults.expect_list(value, spot)
        if isinstance(value, list) and len(items) < 2:
            self.faults.add(spot, f"must have at least two entries, not {len(items)}")
        entries: list[tuple[int, ...]] = []
        entry_of_delegation: dict[int, int] = {}
        for i, item in enumerate(items):
            entry = self.entry(item, f"{spot}[{i}]")
            entries.append(entry)
            if not entry:
                continue
            delegation = self.delegates[entry[0]].delegation
            if delegation < 0:
                continue  # the delegate's own fault
            first = entry_of_delegation.setdefault(delegation, i)
            if first != i:
                name = self.name_of(delegation)
                self.faults.add(f"{spot}[{i}]", f"delegation {name} already stands in [{first}]")
        return tuple(entries)

    def entry(self, item: Any, spot: str) -> tuple[int, ...]:
        """One entry: a delegate's id, or a list of ids of delegates of one delegation."""
        if isinstance(item, str):
            delegate = self.faults.expect_id(item, spot, self.delegate_of, "delegate")
            return () if delegate is None else (delegate,)
        if not isinstance(item, list):
            self.faults.add(
                spot, f"must be the id of a delegate or a list of ids, not {kind(item)}"
            )
            return ()
        if not item:
            self.faults.add(spot, "must name at least one delegate")
        faults_before = len(self.faults.lines)
        choice = self.faults.expect_ids(item, spot, self.delegate_of, "delegate")
        delegations = {self.delegates[delegate].delegation for delegate in choice}
        if len(delegations - {-1}) > 1:
            names = " and ".join(self.name_of(d) for d in sorted(delegations - {-1}))
            self.faults.add(spot, f"delegates of more than one delegation: {names}")
        if len(self.faults.lines) == faults_before and choice and -1 not in delegations:
            self.known_entries[tuple(item)] = tuple(choice), delegations.pop()
        return tuple(choice)

    def name_of(self, delegation: int) -> str:
        return quoted(next(i for i, at in self.delegation_of.items() if at == delegation))

    def fixed(
        self,
        value: Any,
        spot: str,
        slots: frozenset[int] | None,
        entries: tuple[tuple[int, ...], ...],
    ) -> Fixed | None:
        faults = self.faults
        raw = faults.expect_object(value, spot, frozenset({"slot"}), frozenset({"place"}))
        slot = place = None
        if "slot" in raw:
            slot = faults.expect_id(raw["slot"], f"{spot}.slot", self.slot_of, "slot")
        if "place" in raw:
            place = faults.expect_id(raw["place"], f"{spot}.place", self.place_of, "place")
        if slot is None:
            return None
        if slots is not None and slot not in slots:
            faults.add(f"{spot}.slot", f"{quoted(raw['slot'])} is not one of the request's slots")
        for i, entry in enumerate(entries):
            if entry and not any(self.delegates[d].can_meet(slot) for d in entry):
                who = " or ".join(quoted(self.delegates[d].id) for d in entry)
                faults.add(
                    f"{spot}.slot", f"attendees[{i}] can't meet in {quoted(raw['slot'])}: {who}"
                )
        if place is not None:
            where = self.places[place]
            if slot in where.unavailable:
                faults.add(f"{spot}.place", f"{quoted(where.id)} is unavailable in the fixed slot")
            attending = {self.delegates[entry[0]].delegation for entry in entries if entry}
            if where.owner is not None and all(entries) and where.owner not in attending:
                owner = self.name_of(where.owner)
                faults.add(f"{spot}.place", f"its owner {owner} is no part of the meeting")
        return Fixed(slot, place)

    # --- rules, objective, previous

    def rules(self, value: Any) -> Rules:
        faults = self.faults
        optional = frozenset({"all_placed", "max_in_a_row", "max_break_spread"})
        raw = faults.expect_object(value, "rules", _NONE, optional)
        in_a_row = spread = None
        if "max_in_a_row" in raw:
            in_a_row = faults.expect_number(raw["max_in_a_row"], "rules.max_in_a_row", 1)
        if "max_break_spread" in raw:
            spread = faults.expect_number(raw["max_break_spread"], "rules.max_break_spread", 0)
        all_placed = faults.expect_flag(raw.get("all_placed", False), "rules.all_placed")
        return Rules(bool(all_placed), in_a_row, spread)

    def objective(self, value: Any) -> tuple[Level, ...]:
        levels: list[Level] = []
        known: dict[str, Level] = {level: level for level in LEVELS}
        for i, item in enumerate(self.faults.expect_list(value, "objective")):
            level = known.get(item) if isinstance(item, str) else None
            if level is None:
                self.faults.add(f"objective[{i}]", f"no level {quoted(item)}")
            elif level in levels:
                self.faults.add(f"objective[{i}]", f"level {quoted(item)} named twice")
            else:
                levels.append(level)
        return tuple(levels)

    def previous(self, value: Any, requests: list[Request]) -> tuple[Meeting, ...] | None:
        if value is None:
            return None
        meetings: list[Meeting] = []
        held: dict[int, int] = {}
        for i, item in enumerate(self.faults.expect_list(value, "previous")):
            meeting = self.meeting(item, f"previous[{i}]", requests)
            if meeting is None:
                continue
            first = held.setdefault(meeting.request, i)
            if first != i:
                self.faults.add(f"previous[{i}].request", f"already held in previous[{first}]")
            meetings.append(meeting)
        return tuple(meetings)

    def meeting(self, item: Any, spot: str, requests: list[Request]) -> Meeting | None:
        faults = self.faults
        raw = faults.expect_object(item, spot, _MEETING_KEYS, _NONE)
        if not raw.keys() >= _MEETING_KEYS:
            return None
        request = faults.expect_id(raw["request"], f"{spot}.request", self.request_of, "request")
        slot = faults.expect_id(raw["slot"], f"{spot}.slot", self.slot_of, "slot")
        place = faults.expect_id(raw["place"], f"{spot}.place", self.place_of, "place")
        before = len(faults.lines)
        attendees = faults.expect_ids(
            raw["attendees"], f"{spot}.attendees", self.delegate_of, "delegate"
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
