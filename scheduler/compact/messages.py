"""What a worker is told, and what it tells."""

from __future__ import annotations

from dataclasses import dataclass

from scheduler.problem import Problem

Held = list[tuple[int, tuple[int, ...]]]


@dataclass(frozen=True, slots=True)
class Task:
    """What a worker is asked: one way of searching ``problem``.

    ``stable``: see ``CoreSearch``. ``cpu_seconds``: it ends after so much processor time, come what
    may. ``conflicts``: it ends after about so many, which is the same on every machine. ``brief``:
    see ``encode``.
    """

    problem: Problem
    seed: int
    stable: bool
    parent: int
    cpu_seconds: int | None
    conflicts: int | None = None
    brief: bool = False


@dataclass(frozen=True, slots=True)
class Infeasible:
    """There is no plan at all."""


@dataclass(frozen=True, slots=True)
class Bound:
    """No plan has fewer breaks."""

    breaks: int


@dataclass(frozen=True, slots=True)
class Found:
    """A plan: the slot and the attendees of each request."""

    held: Held


Event = Infeasible | Bound | Found
