"""Placing one more request by moving others: a search along chains of ejected meetings."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice, product

from scheduler.occupancy import Ask, Occupancy, bits

_MOST_EJECTED = 2
_MOST_CHOICES = 16


class Exchange:
    """Tries to place a request: where it fits, else in place of meetings that can move.

    Depth-first search of ejection chains up to ``depth`` long, with ``tries`` attempts in all.
    """

    def __init__(self, occupancy: Occupancy, *, depth: int, tries: int) -> None:
        self.occupancy = occupancy
        self.depth = depth
        self.tries = tries

    def place(self, ask: Ask) -> bool:
        """Whether ``ask`` is now held; if not, nothing has changed."""
        return self._place(ask, self.depth, frozenset({ask.request}))

    def _place(self, ask: Ask, depth: int, settled: frozenset[int]) -> bool:
        occupancy = self.occupancy
        if occupancy.spent(ask.delegations):
            return False
        mark = occupancy.mark()
        slots = ask.slots & occupancy.order(ask.request)
        direct = slots & occupancy.room(ask.delegations)
        for entry in ask.entries:
            direct &= _any_open(occupancy, entry)
        for slot in bits(direct):
            choice = [[d for d in entry if occupancy.open(d) >> slot & 1] for entry in ask.entries]
            for attendees in islice(product(*choice), _MOST_CHOICES):
                occupancy.add(ask, slot, attendees)
                if occupancy.spread_holds():
                    return True
                occupancy.undo(mark)
        if depth == 0:
            return False
        for slot, attendees, ejected in self._ejections(ask, slots, settled):
            if self.tries <= 0:
                return False
            self.tries -= 1
            if self._eject(ask, slot, attendees, ejected, depth, settled):
                return True
            occupancy.undo(mark)
        return False

    def _ejections(
        self, ask: Ask, slots: int, settled: frozenset[int]
    ) -> Iterator[tuple[int, tuple[int, ...], tuple[int, ...]]]:
        """Slots and attendees for ``ask``, and the meetings that have to give way."""
        occupancy = self.occupancy
        for slot in bits(slots):
            present = [
                [d for d in entry if not occupancy.away[d] >> slot & 1] for entry in ask.entries
            ]
            for attendees in islice(product(*present), _MOST_CHOICES):
                found = {occupancy.held.get((delegate, slot)) for delegate in attendees}
                ejected = tuple(sorted(request for request in found if request is not None))
                movable = not any(
                    request in settled or occupancy.problem.requests[request].fixed
                    for request in ejected
                )
                if movable and 0 < len(ejected) <= _MOST_EJECTED:
                    yield slot, attendees, ejected

    def _eject(
        self,
        ask: Ask,
        slot: int,
        attendees: tuple[int, ...],
        ejected: tuple[int, ...],
        depth: int,
        settled: frozenset[int],
    ) -> bool:
        """Hold ``ask`` in ``slot``, and each ejected meeting elsewhere."""
        occupancy = self.occupancy
        for request in ejected:
            occupancy.remove(request)
        fits = occupancy.room(ask.delegations) & occupancy.order(ask.request)
        for delegate in attendees:
            fits &= occupancy.open(delegate)
        if not fits >> slot & 1:
            return False
        occupancy.add(ask, slot, attendees)
        settled |= set(ejected)
        return all(self._place(occupancy.ask(r), depth - 1, settled) for r in ejected)


def _any_open(occupancy: Occupancy, entry: tuple[int, ...]) -> int:
    mask = 0
    for delegate in entry:
        mask |= occupancy.open(delegate)
    return mask
