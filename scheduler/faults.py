"""Faults of a document, each naming the spot where it stands, all of them collected.

A spot is written as one would reach it in the document: ``requests[12].attendees[0]``.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from reprlib import Repr
from typing import Any

_SHORT = Repr(maxstring=80, maxother=80, maxlong=40)
quoted = _SHORT.repr
"""A value as shown in a fault: on one line, never very long."""

GREATEST_NUMBER = 1_000_000_000
"""No number of a document may exceed this, so that no sum over requests exceeds 64 bits."""
GREATEST_SEED = 2**31 - 1
"""No seed may exceed this: solvers take 32 bits."""


class FaultError(ValueError):
    """A document that can't be used; ``faults`` are readable lines, one for each fault."""

    def __init__(self, faults: Iterable[str]) -> None:
        self.faults = tuple(faults)
        super().__init__("\n".join(self.faults))


class RepeatedKeys(dict[str, Any]):
    """A JSON object in which a key stood more than once; ``repeated`` names those keys."""

    repeated: tuple[str, ...] = ()


def kind(value: object) -> str:
    """What a JSON value is, in words."""
    match value:
        case None:
            return "null"
        case bool():
            return "true" if value else "false"
        case int() | float():
            return quoted(value)
        case str():
            return "a string"
        case list():
            return "a list"
        case _:
            return "an object"


def member(spot: str, key: str) -> str:
    """The spot of ``key`` in the object at ``spot``."""
    if not key.isidentifier():
        return f"{spot}[{quoted(key)}]"
    return f"{spot}.{key}" if spot else key


class Faults:
    """Collects faults while a document is read.

    Each ``expect_*`` method returns the value if it is of the expected kind; otherwise it notes
    a fault and returns something harmless (None, or an empty list or object), so that reading
    goes on and finds the other faults.
    """

    def __init__(self) -> None:
        self.lines: list[str] = []

    def add(self, spot: str, message: str) -> None:
        """Note that ``message`` holds at ``spot`` (empty: the document as a whole)."""
        self.lines.append(f"{spot}: {message}" if spot else message)

    def expect_object(
        self, value: object, spot: str, required: frozenset[str], optional: frozenset[str]
    ) -> Mapping[str, Any]:
        """Return an object with all ``required`` keys and no others than those and ``optional``."""
        if not isinstance(value, dict):
            self.add(spot, f"must be an object, not {kind(value)}")
            return {}
        if isinstance(value, RepeatedKeys):
            for key in value.repeated:
                self.add(member(spot, key), "key given more than once")
        for key in value.keys() - required - optional:
            self.add(member(spot, key), "unknown key")
        for key in sorted(required - value.keys()):
            self.add(member(spot, key), "missing")
        return value

    def expect_list(self, value: object, spot: str) -> list[Any]:
        """Return a list."""
        if isinstance(value, list):
            return value
        self.add(spot, f"must be a list, not {kind(value)}")
        return []

    def expect_text(self, value: object, spot: str) -> str | None:
        """Return a string."""
        if isinstance(value, str):
            return value
        self.add(spot, f"must be a string, not {kind(value)}")
        return None

    def expect_flag(self, value: object, spot: str) -> bool | None:
        """Return true or false."""
        if isinstance(value, bool):
            return value
        self.add(spot, f"must be true or false, not {kind(value)}")
        return None

    def expect_number(
        self, value: object, spot: str, least: int, most: int = GREATEST_NUMBER
    ) -> int | None:
        """Return a whole number from ``least`` to ``most``."""
        if type(value) is not int:
            self.add(spot, f"must be a whole number, not {kind(value)}")
        elif value < least:
            self.add(spot, f"must be at least {least}, not {quoted(value)}")
        elif value > most:
            self.add(spot, f"must be at most {most}, not {quoted(value)}")
        else:
            return value
        return None

    def expect_id(
        self, value: object, spot: str, positions: Mapping[str, int], what: str
    ) -> int | None:
        """Return the position of the ``what`` (delegate, slot …) whose id is ``value``."""
        if not isinstance(value, str):
            self.add(spot, f"must be the id of a {what}, not {kind(value)}")
            return None
        position = positions.get(value)
        if position is None:
            self.add(spot, f"no {what} {quoted(value)}")
        return position

    def expect_ids(
        self, value: object, spot: str, positions: Mapping[str, int], what: str
    ) -> list[int]:
        """Return the positions of a list of different ids; those with a fault are left out."""
        found: dict[int, None] = {}
        for i, item in enumerate(self.expect_list(value, spot)):
            position = self.expect_id(item, f"{spot}[{i}]", positions, what)
            if position is None:
                continue
            if position in found:
                self.add(f"{spot}[{i}]", f"{what} {quoted(item)} named twice")
            else:
                found[position] = None
        return list(found)
