"""Parts of a plan that are worth deciding anew together.

Each kind draws some requests of a plan, and the slots among which they may move: all that is held
in a few slots of a day; what the people around one delegate have; what happens at a few places.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from random import Random

from scheduler.options import bits
from scheduler.problem import Meeting
from scheduler.schedule import Schedule


@dataclass(frozen=True, slots=True)
class Neighbourhood:
    """The requests to decide anew, and the slots open to them (a mask)."""

    requests: frozenset[int]
    slots: int


Kind = Callable[[Schedule, Random, int], Neighbourhood]
"""Draws a neighbourhood of about as many meetings as told from a plan."""


def window(plan: Schedule, random: Random, size: int) -> Neighbourhood:
    """What is held in some neighbouring slots of a day, or as much of it as fits around someone."""
    day = random.choice([mask for mask in plan.options.days if mask])
    slots = list(bits(day))
    length = random.randint(2, min(6, len(slots))) if len(slots) > 1 else 1
    first = random.randrange(len(slots) - length + 1)
    chosen = sum(1 << s for s in slots[first : first + length])
    return Neighbourhood(_around(plan, random, size, chosen), chosen)


def scattered(plan: Schedule, random: Random, size: int) -> Neighbourhood:
    """What is held in some slots of any day, or as much of it as fits around someone."""
    count = len(plan.problem.slots)
    chosen = sum(1 << s for s in random.sample(range(count), min(count, random.randint(2, 5))))
    return Neighbourhood(_around(plan, random, size, chosen), chosen)


def people(plan: Schedule, random: Random, size: int) -> Neighbourhood:
    """All that some linked people have on one day."""
    chosen = random.choice([mask for mask in plan.options.days if mask])
    return Neighbourhood(_around(plan, random, size, chosen), chosen)


def everything_of(plan: Schedule, random: Random, size: int) -> Neighbourhood:
    """All that some linked people have on any day."""
    chosen = (1 << len(plan.problem.slots)) - 1
    return Neighbourhood(_around(plan, random, size, chosen), chosen)


KINDS: tuple[Kind, ...] = (window, scattered, people, everything_of)


def _around(plan: Schedule, random: Random, size: int, slots: int) -> frozenset[int]:
    """Meetings in the slots, spreading from a random one over the people who share them."""
    inside = [m for m in plan.meeting if m is not None and slots >> m.slot & 1]
    if len(inside) <= size:
        return frozenset(m.request for m in inside)
    found: dict[int, None] = {}
    pending: list[Meeting] = [random.choice(inside)]
    known: set[int] = set()
    while len(found) < size:
        if not pending:
            pending.append(random.choice(inside))
        m = pending.pop(0)
        if m.request in found:
            continue
        found[m.request] = None
        for d in m.attendees:
            if d not in known:
                known.add(d)
                others = [r for s, r in plan.agenda[d].items() if slots >> s & 1]
                random.shuffle(others)
                pending += [n for r in others if (n := plan.meeting[r]) is not None]
    return frozenset(found)
