"""The planning problem in memory: ids resolved to positions, everything immutable.

Every cross-reference is an index into the tuple of its kind (``Delegate.delegation`` is a
position in ``Problem.delegations``, a slot is a position in ``Problem.slots``, and so on), so
that the algorithms work on small integers. Ids are only used to read and to write.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal, NamedTuple

Level = Literal["kept", "weight", "fairness", "breaks", "waiting", "places"]

LEVELS: tuple[Level, ...] = ("kept", "weight", "fairness", "breaks", "waiting", "places")
MAXIMISED: frozenset[Level] = frozenset({"kept", "weight"})
DEFAULT_OBJECTIVE: tuple[Level, ...] = ("weight", "fairness", "waiting", "places")


class Meeting(NamedTuple):
    """One placed request. ``attendees`` follows the order of the request's entries."""

    request: int
    slot: int
    place: int
    attendees: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Slot:
    """A time slot; ``day`` counts calendar dates from 0 in the order of the slots."""

    id: str
    start: datetime
    end: datetime
    day: int


@dataclass(frozen=True, slots=True)
class Place:
    """A place that holds up to ``capacity`` meetings in each slot not in ``unavailable``."""

    id: str
    capacity: int = 1
    owner: int | None = None
    unavailable: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Delegation:
    """One participation: ``max_meetings`` at most (None: no limit), ``min_meetings`` promised."""

    id: str
    max_meetings: int | None = None
    min_meetings: int = 0


@dataclass(frozen=True, slots=True)
class Delegate:
    """A person. ``unavailable``: away (never waiting); ``no_meeting``: present, not meeting."""

    id: str
    delegation: int
    unavailable: frozenset[int] = frozenset()
    no_meeting: frozenset[int] = frozenset()

    def can_meet(self, slot: int) -> bool:
        """Whether the delegate can take a meeting in ``slot``."""
        return slot not in self.unavailable and slot not in self.no_meeting


@dataclass(frozen=True, slots=True)
class Fixed:
    """Where a request is held exactly so; ``place`` None: at any place."""

    slot: int
    place: int | None = None


@dataclass(frozen=True, slots=True)
class Request:
    """An accepted request. Of each entry of ``attendees`` exactly one delegate attends."""

    id: str
    attendees: tuple[tuple[int, ...], ...]
    weight: int = 1
    slots: frozenset[int] | None = None
    fixed: Fixed | None = None
    after: tuple[int, ...] = ()
    must: bool = False


@dataclass(frozen=True, slots=True)
class Rules:
    """The event's rules; None or False: not in force."""

    all_placed: bool = False
    max_in_a_row: int | None = None
    max_break_spread: int | None = None


@dataclass(frozen=True, slots=True)
class Problem:
    """A whole planning problem, already validated (see ``scheduler.reading``)."""

    name: str
    slots: tuple[Slot, ...]
    places: tuple[Place, ...]
    delegations: tuple[Delegation, ...]
    delegates: tuple[Delegate, ...]
    requests: tuple[Request, ...]
    rules: Rules = field(default_factory=Rules)
    objective: tuple[Level, ...] = DEFAULT_OBJECTIVE
    previous: tuple[Meeting, ...] | None = None

    def must_place(self, request: int) -> bool:
        """Whether a plan without this request is no plan at all (``fixed`` implies it)."""
        asked = self.requests[request]
        return self.rules.all_placed or asked.must or asked.fixed is not None

    @property
    def longest_run(self) -> int | None:
        """``max_in_a_row`` if the event has enough slots for it to matter, else None."""
        most = self.rules.max_in_a_row
        return None if most is None or most >= len(self.slots) else most
