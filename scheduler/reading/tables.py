"""What is known of a document while it is read: its faults and where each id stands."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from scheduler.faults import Faults, kind, quoted
from scheduler.problem import Delegate, Place


@dataclass(slots=True)
class Tables:
    """The tables of ids fill up as the sections of the document are read, in their order.

    ``known_entries`` has the faultless entries of requests seen so far, by what stands in the
    document: the delegates and their delegation.
    """

    faults: Faults = field(default_factory=Faults)
    slot_of: dict[str, int] = field(default_factory=dict)
    place_of: dict[str, int] = field(default_factory=dict)
    delegation_of: dict[str, int] = field(default_factory=dict)
    delegate_of: dict[str, int] = field(default_factory=dict)
    request_of: dict[str, int] = field(default_factory=dict)
    places: list[Place] = field(default_factory=list)
    delegates: list[Delegate] = field(default_factory=list)
    known_entries: dict[object, tuple[tuple[int, ...], int]] = field(default_factory=dict)

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

    def slot_set(self, raw: Mapping[str, Any], key: str, spot: str) -> frozenset[int]:
        """The slots that ``key`` names; none if it isn't there."""
        if key not in raw:
            return frozenset()
        return frozenset(self.faults.expect_ids(raw[key], f"{spot}.{key}", self.slot_of, "slot"))

    def name_of(self, delegation: int) -> str:
        """The id of a delegation, as shown in a fault."""
        return quoted(next(i for i, at in self.delegation_of.items() if at == delegation))
