"""The parts of ``planning/1`` that requests refer to, the rules and the objective."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from scheduler.faults import quoted
from scheduler.problem import LEVELS, Delegate, Delegation, Level, Place, Rules, Slot
from scheduler.reading.tables import Tables

_TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d{1,6})?)?(Z|[+-]\d\d:\d\d)?", re.ASCII)
_NONE: frozenset[str] = frozenset()


def read_slots(tables: Tables, items: list[Any], given: bool) -> list[Slot]:
    """Slots, in time order and apart; ``given`` tells an empty list from a missing one."""
    if given and not items:
        tables.faults.add("slots", "there must be at least one slot")
    keys = frozenset({"id", "start", "end"})
    slots: list[Slot] = []
    before: tuple[int, Slot] | None = None
    for i, item in enumerate(items):
        spot = f"slots[{i}]"
        raw = tables.faults.expect_object(item, spot, keys, _NONE)
        start = _time(tables, raw, "start", spot)
        end = _time(tables, raw, "end", spot)
        if start is None or end is None:
            continue
        if (start.tzinfo is None) != (end.tzinfo is None):
            tables.faults.add(f"{spot}.end", "a time zone in one of start and end only")
            continue
        if end <= start:
            tables.faults.add(f"{spot}.end", "must be after the start")
        day = 0
        if before is not None:
            j, last = before
            if (start.tzinfo is None) != (last.start.tzinfo is None):
                tables.faults.add(f"{spot}.start", f"a time zone in one of it and slots[{j}] only")
                continue
            if start < last.start or start.date() < last.start.date():
                tables.faults.add(f"{spot}.start", f"out of order: before that of slots[{j}]")
            elif start < last.end:
                tables.faults.add(f"{spot}.start", f"overlaps slots[{j}], which ends later")
            day = last.day + (start.date() != last.start.date())
        slots.append(Slot(str(raw.get("id")), start, end, day))
        before = (i, slots[-1])
    return slots


def _time(tables: Tables, raw: Mapping[str, Any], key: str, spot: str) -> datetime | None:
    if key not in raw:
        return None  # already noted as missing
    value = tables.faults.expect_text(raw[key], f"{spot}.{key}")
    if value is None:
        return None
    try:
        if _TIME.fullmatch(value):
            return datetime.fromisoformat(value)
    except ValueError:
        pass  # well formed, but no such time, as 25:00
    tables.faults.add(f"{spot}.{key}", f"must be a time like 2027-03-09T09:00, not {quoted(value)}")
    return None


def read_place(tables: Tables, item: Any, spot: str) -> Place:
    """One place."""
    faults = tables.faults
    optional = frozenset({"capacity", "owner", "unavailable"})
    raw = faults.expect_object(item, spot, frozenset({"id"}), optional)
    owner = None
    if "owner" in raw:
        owner = faults.expect_id(raw["owner"], f"{spot}.owner", tables.delegation_of, "delegation")
    return Place(
        id=str(raw.get("id")),
        capacity=faults.expect_number(raw.get("capacity", 1), f"{spot}.capacity", 1) or 1,
        owner=owner,
        unavailable=tables.slot_set(raw, "unavailable", spot),
    )


def read_delegation(tables: Tables, item: Any, spot: str) -> Delegation:
    """One delegation."""
    faults = tables.faults
    optional = frozenset({"max_meetings", "min_meetings"})
    raw = faults.expect_object(item, spot, frozenset({"id"}), optional)
    most = None
    if "max_meetings" in raw:
        most = faults.expect_number(raw["max_meetings"], f"{spot}.max_meetings", 0)
    least = faults.expect_number(raw.get("min_meetings", 0), f"{spot}.min_meetings", 0)
    return Delegation(str(raw.get("id")), most, least or 0)


def read_delegate(tables: Tables, item: Any, spot: str) -> Delegate:
    """One delegate; -1 stands for a delegation that isn't known."""
    faults = tables.faults
    optional = frozenset({"unavailable", "no_meeting"})
    raw = faults.expect_object(item, spot, frozenset({"id", "delegation"}), optional)
    delegation = None
    if "delegation" in raw:
        delegation = faults.expect_id(
            raw["delegation"], f"{spot}.delegation", tables.delegation_of, "delegation"
        )
    return Delegate(
        id=str(raw.get("id")),
        delegation=-1 if delegation is None else delegation,
        unavailable=tables.slot_set(raw, "unavailable", spot),
        no_meeting=tables.slot_set(raw, "no_meeting", spot),
    )


def read_rules(tables: Tables, value: Any) -> Rules:
    """The rules in force."""
    faults = tables.faults
    optional = frozenset({"all_placed", "max_in_a_row", "max_break_spread"})
    raw = faults.expect_object(value, "rules", _NONE, optional)
    in_a_row = spread = None
    if "max_in_a_row" in raw:
        in_a_row = faults.expect_number(raw["max_in_a_row"], "rules.max_in_a_row", 1)
    if "max_break_spread" in raw:
        spread = faults.expect_number(raw["max_break_spread"], "rules.max_break_spread", 0)
    all_placed = faults.expect_flag(raw.get("all_placed", False), "rules.all_placed")
    return Rules(bool(all_placed), in_a_row, spread)


def read_objective(tables: Tables, value: Any) -> tuple[Level, ...]:
    """The levels, most important first."""
    levels: list[Level] = []
    known: dict[str, Level] = {level: level for level in LEVELS}
    for i, item in enumerate(tables.faults.expect_list(value, "objective")):
        level = known.get(item) if isinstance(item, str) else None
        if level is None:
            tables.faults.add(f"objective[{i}]", f"no level {quoted(item)}")
        elif level in levels:
            tables.faults.add(f"objective[{i}]", f"level {quoted(item)} named twice")
        else:
            levels.append(level)
    return tuple(levels)
