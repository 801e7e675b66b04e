"""What a new plan changes for people who have been told of another: who is affected, and how."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Literal

from scheduler.problem import Meeting, Problem
from scheduler.writing import meeting_to_json

Kind = Literal["kept", "place", "moved", "cancelled", "new"]
KINDS: tuple[Kind, ...] = ("kept", "place", "moved", "cancelled", "new")


@dataclass(frozen=True, slots=True)
class Change:
    """What becomes of one meeting.

    ``kind``: ``kept`` as told; ``place``: at another place, else as told; ``moved``: in another
    slot, or with another colleague; ``cancelled``; ``new``. ``before`` is None where it is new,
    ``after`` where it is cancelled.
    """

    kind: Kind
    before: Meeting | None
    after: Meeting | None

    @property
    def request(self) -> int:
        """The request that it is about."""
        return next(m.request for m in (self.before, self.after) if m is not None)

    @property
    def delegates(self) -> tuple[int, ...]:
        """Those who have to know of it, before or after, in order."""
        meetings = (m for m in (self.before, self.after) if m is not None)
        return tuple(sorted({d for m in meetings for d in m.attendees}))


@dataclass(frozen=True)
class Changes:
    """All that becomes of what people were told, in the order of the requests."""

    problem: Problem
    changes: tuple[Change, ...]

    @cached_property
    def counts(self) -> Mapping[Kind, int]:
        """How many meetings there are of each kind."""
        found = Counter(change.kind for change in self.changes)
        return {kind: found[kind] for kind in KINDS}

    @cached_property
    def affected(self) -> Mapping[int, tuple[Change, ...]]:
        """Per delegate for whom anything changes: what, in the order of the requests."""
        found: dict[int, list[Change]] = {}
        for change in self.changes:
            if change.kind != "kept":
                for d in change.delegates:
                    found.setdefault(d, []).append(change)
        return {d: tuple(found[d]) for d in sorted(found)}

    def as_json(self) -> dict[str, Any]:
        """The same with the ids of the problem; what is kept is only counted."""
        problem = self.problem
        return {
            "counts": dict(self.counts),
            "changes": [
                {
                    "request": problem.requests[change.request].id,
                    "kind": change.kind,
                    "before": _as_json(problem, change.before),
                    "after": _as_json(problem, change.after),
                }
                for change in self.changes
                if change.kind != "kept"
            ],
            "delegates": {
                problem.delegates[d].id: dict(Counter(change.kind for change in changes))
                for d, changes in self.affected.items()
            },
        }


def changes_of(problem: Problem, meetings: Sequence[Meeting]) -> Changes:
    """What ``meetings`` change of the ``previous`` ones of ``problem`` (none: all are new)."""
    told = {m.request: m for m in problem.previous or ()}
    held = {m.request: m for m in meetings}
    return Changes(
        problem,
        tuple(
            Change(_kind(told.get(r), held.get(r)), told.get(r), held.get(r))
            for r in sorted({*told, *held})
        ),
    )


def _kind(before: Meeting | None, after: Meeting | None) -> Kind:
    if before is None:
        return "new"
    if after is None:
        return "cancelled"
    if (before.slot, before.attendees) != (after.slot, after.attendees):
        return "moved"
    return "kept" if before.place == after.place else "place"


def _as_json(problem: Problem, meeting: Meeting | None) -> dict[str, Any] | None:
    if meeting is None:
        return None
    row = meeting_to_json(problem, meeting)
    del row["request"]
    return row
