"""What each request, delegate and place could do at all, before any meeting is placed.

Sets of slots are Python integers used as bit masks (bit ``s`` is slot ``s``): intersection, union
and emptiness are then single machine operations on the sizes that occur.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from scheduler.figures import unfairness
from scheduler.problem import Problem


def mask_of(slots: frozenset[int] | set[int] | range) -> int:
    """The slots as a bit mask."""
    return sum(1 << slot for slot in slots)


def bits(mask: int) -> Iterator[int]:
    """The positions of the set bits, lowest first."""
    while mask:
        low = mask & -mask
        yield low.bit_length() - 1
        mask ^= low


@dataclass(frozen=True, slots=True)
class Options:
    """Derived, immutable facts of a problem; every ``int`` below is a mask of slots."""

    problem: Problem
    days: tuple[int, ...]
    """Per day: its slots."""
    day_of: tuple[int, ...]
    """Per slot: its day."""
    meetable: tuple[int, ...]
    """Per delegate: the slots in which they can take a meeting."""
    present: tuple[int, ...]
    """Per delegate: the slots in which they are not unavailable."""
    open: tuple[int, ...]
    """Per place: the slots in which it can be used."""
    slots: tuple[int, ...]
    """Per request: the slots in which it could be held if it were alone."""
    places: tuple[tuple[int, ...], ...]
    """Per request: the places that may hold it."""
    owned: tuple[frozenset[int], ...]
    """Per delegation: the places it owns."""
    delegations: tuple[tuple[int, ...], ...]
    """Per request: the delegations that take part in it, in the order of its entries."""
    requests_of: tuple[tuple[int, ...], ...]
    """Per delegation: its requests."""
    possible: tuple[int, ...]
    """Per delegation: the most meetings it could have by its credits and its requests."""

    @property
    def pairs(self) -> int:
        """How many pairs there are of a request and a slot that it could be held in."""
        return sum(mask.bit_count() for mask in self.slots)

    def unfairness(self, delegation: int, placed: int) -> int:
        """What the delegation counts on the level ``fairness`` with ``placed`` meetings."""
        promised = self.problem.delegations[delegation].min_meetings
        asked = len(self.requests_of[delegation])
        return unfairness(placed, self.possible[delegation], min(promised, asked))

    @classmethod
    def of(cls, problem: Problem) -> Options:
        """Work the options of a problem out."""
        day_count = max(slot.day for slot in problem.slots) + 1
        days = [0] * day_count
        for position, slot in enumerate(problem.slots):
            days[slot.day] |= 1 << position
        every = (1 << len(problem.slots)) - 1
        present = tuple(every & ~mask_of(d.unavailable) for d in problem.delegates)
        meetable = tuple(
            mask & ~mask_of(d.no_meeting)
            for mask, d in zip(present, problem.delegates, strict=True)
        )
        opened = tuple(every & ~mask_of(place.unavailable) for place in problem.places)
        common = [p for p, place in enumerate(problem.places) if place.owner is None]
        owned: list[set[int]] = [set() for _ in problem.delegations]
        for p, place in enumerate(problem.places):
            if place.owner is not None:
                owned[place.owner].add(p)
        parties, slots, places = [], [], []
        requests_of: list[list[int]] = [[] for _ in problem.delegations]
        for r, request in enumerate(problem.requests):
            party = tuple(problem.delegates[entry[0]].delegation for entry in request.attendees)
            parties.append(party)
            for delegation in party:
                requests_of[delegation].append(r)
            where = sorted({*common, *(p for g in party for p in owned[g])})
            when = every if request.slots is None else mask_of(request.slots)
            if request.fixed is not None:
                when &= 1 << request.fixed.slot
                if request.fixed.place is not None:
                    where = [p for p in where if p == request.fixed.place]
            for entry in request.attendees:
                some = 0
                for delegate in entry:
                    some |= meetable[delegate]
                when &= some
            somewhere = 0
            for p in where:
                somewhere |= opened[p]
            slots.append(when & somewhere)
            places.append(tuple(where))
        possible = tuple(
            len(asked) if d.max_meetings is None else min(d.max_meetings, len(asked))
            for d, asked in zip(problem.delegations, requests_of, strict=True)
        )
        return cls(
            problem=problem,
            days=tuple(days),
            day_of=tuple(slot.day for slot in problem.slots),
            meetable=meetable,
            present=present,
            open=opened,
            slots=tuple(slots),
            places=tuple(places),
            owned=tuple(frozenset(group) for group in owned),
            delegations=tuple(parties),
            requests_of=tuple(map(tuple, requests_of)),
            possible=possible,
        )
