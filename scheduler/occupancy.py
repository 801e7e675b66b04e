"""Who and what is taken in each slot of a plan, as sets of slots in the bits of whole numbers.

Bit ``s`` of a mask stands for slot ``s``: what several people and places have in common is one
``&`` away. Meetings can be added, removed and restored, to try what else would fit.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass

from scheduler.figures import breaks_of_day
from scheduler.problem import Meeting, Problem


def mask_of(slots: Iterable[int]) -> int:
    """The mask of some slots."""
    mask = 0
    for slot in slots:
        mask |= 1 << slot
    return mask


def bits(mask: int) -> Iterator[int]:
    """The slots of a mask, in order."""
    while mask:
        low = mask & -mask
        yield low.bit_length() - 1
        mask ^= low


@dataclass(slots=True)
class Ask:
    """What one request needs: its slots and the delegates of each entry."""

    request: int
    slots: int
    entries: tuple[tuple[int, ...], ...]
    delegations: tuple[int, ...]


class Occupancy:
    """A plan that holds, open to small changes; ``undo`` takes them back."""

    def __init__(self, problem: Problem, meetings: Iterable[Meeting]) -> None:
        self.problem = problem
        self.every_slot = (1 << len(problem.slots)) - 1
        self.away = [mask_of(d.unavailable | d.no_meeting) for d in problem.delegates]
        self.busy = [0] * len(problem.delegates)
        self.credits: list[float] = [
            float("inf") if d.max_meetings is None else d.max_meetings for d in problem.delegations
        ]
        self.meeting_of: dict[int, Meeting] = {}
        self.held: dict[tuple[int, int], int] = {}
        self.later: dict[int, list[int]] = {}
        for number, request in enumerate(problem.requests):
            for earlier in request.after:
                self.later.setdefault(earlier, []).append(number)
        self._delegation_of = [d.delegation for d in problem.delegates]
        self._load: dict[tuple[int, int], int] = {}
        self._extra_tables = [0] * len(problem.slots)
        self._common_places = [p for p, place in enumerate(problem.places) if place.owner is None]
        self._own_places: dict[int, list[int]] = {}
        for number, place in enumerate(problem.places):
            if place.owner is not None:
                self._own_places.setdefault(place.owner, []).append(number)
        self._usable = [self.every_slot & ~mask_of(p.unavailable) for p in problem.places]
        self._full = [0] * len(problem.places)
        self._tired: dict[int, int] = {}
        self._day_start = [
            slot.day != problem.slots[i - 1].day if i else True
            for i, slot in enumerate(problem.slots)
        ]
        self._day_masks = [
            mask_of(s for s, slot in enumerate(problem.slots) if slot.day == day)
            for day in sorted({slot.day for slot in problem.slots})
        ]
        # Breaks of each delegate, how many have each number of them, and whose are out of date.
        self._breaks = [-1] * len(problem.delegates)
        self._with_breaks: Counter[int] = Counter()
        self._unsure = set(range(len(problem.delegates)))
        self._trail: list[Callable[[], None]] = []
        self._common_room: int | None = None
        for meeting in meetings:
            self._put(meeting)

    # --- what is free

    def ask(self, number: int) -> Ask:
        """What request ``number`` needs."""
        request = self.problem.requests[number]
        slots = self.every_slot if request.slots is None else mask_of(request.slots)
        if request.fixed is not None:
            slots &= 1 << request.fixed.slot
        delegations = tuple(self._delegation_of[entry[0]] for entry in request.attendees)
        return Ask(number, slots, request.attendees, delegations)

    def idle(self, delegate: int) -> int:
        """Slots in which the delegate can meet and doesn't."""
        return self.every_slot & ~(self.away[delegate] | self.busy[delegate])

    def open(self, delegate: int) -> int:
        """Slots in which the delegate could have one more meeting, meetings in a row included."""
        return self.idle(delegate) & ~self.tired(delegate)

    def tired(self, delegate: int) -> int:
        """Slots in which one more meeting would make too many in a row."""
        longest = self.problem.longest_run
        if longest is None:
            return 0
        known = self._tired.get(delegate)
        if known is None:
            known = self._tired[delegate] = self._too_many_in_a_row(delegate, longest)
        return known

    def room(self, delegations: Collection[int]) -> int:
        """Slots in which a place is left for a meeting of these delegations."""
        if self._common_room is None:
            self._common_room = 0
            for place in self._common_places:
                self._common_room |= self._usable[place] & ~self._full[place]
        room = self._common_room | mask_of(s for s, n in enumerate(self._extra_tables) if n)
        for delegation in delegations:
            for place in self._own_places.get(delegation, ()):
                room |= self._usable[place] & ~self._full[place]
        return room

    def order(self, request: int) -> int:
        """Slots that leave the request after those it follows, and before those that follow it."""
        mask = self.every_slot
        for earlier in self.problem.requests[request].after:
            if earlier in self.meeting_of:
                mask &= -1 << (self.meeting_of[earlier].slot + 1)
        for later in self.later.get(request, ()):
            if later in self.meeting_of:
                mask &= (1 << self.meeting_of[later].slot) - 1
        return mask

    def spent(self, delegations: Iterable[int]) -> tuple[int, ...]:
        """Those of the delegations that have no credit left."""
        return tuple(d for d in delegations if self.credits[d] <= 0)

    def place_for(self, delegations: Collection[int], slot: int) -> int | None:
        """A place with room in ``slot``: one's own if possible; None: a table brought in."""
        for delegation in delegations:
            for place in self._own_places.get(delegation, ()):
                if self._usable[place] & ~self._full[place] & 1 << slot:
                    return place
        for place in self._common_places:
            if self._usable[place] & ~self._full[place] & 1 << slot:
                return place
        return None

    def spread_holds(self) -> bool:
        """Whether the delegates' numbers of breaks are as close as the rules want them."""
        most = self.problem.rules.max_break_spread
        if most is None:
            return True
        for delegate in self._unsure:
            before, now = self._breaks[delegate], self._breaks_of(delegate)
            if now != before:
                self._breaks[delegate] = now
                self._with_breaks[now] += 1
                if before >= 0:
                    self._with_breaks[before] -= 1
        self._unsure.clear()
        found = [breaks for breaks, delegates in self._with_breaks.items() if delegates]
        return max(found) - min(found) <= most

    # --- changes

    def mark(self) -> int:
        """A moment to go back to."""
        return len(self._trail)

    def undo(self, mark: int) -> None:
        """Take back every change since ``mark``."""
        while len(self._trail) > mark:
            self._trail.pop()()

    def add(self, ask: Ask, slot: int, attendees: tuple[int, ...]) -> None:
        """Hold a request; the caller has seen that it fits."""
        place = self.place_for(ask.delegations, slot)
        if place is None:
            self._extra_tables[slot] -= 1
            self._trail.append(lambda: self._bring_table(slot))
        meeting = Meeting(ask.request, slot, -1 if place is None else place, attendees)
        self._put(meeting)
        self._trail.append(lambda: self._take(meeting))

    def remove(self, request: int) -> None:
        """No longer hold a request."""
        meeting = self.meeting_of[request]
        self._take(meeting)
        self._trail.append(lambda: self._put(meeting))

    def free(self, delegate: int, slot: int) -> None:
        """Let the delegate take a meeting in a slot in which they could not."""
        self.away[delegate] ^= 1 << slot

        def back() -> None:
            self.away[delegate] ^= 1 << slot

        self._trail.append(back)

    def bring_table(self, slot: int) -> None:
        """One more table in one slot."""
        self._bring_table(slot)

        def back() -> None:
            self._extra_tables[slot] -= 1

        self._trail.append(back)

    def grant_credits(self, delegations: Sequence[int]) -> None:
        """One more credit for each of the delegations."""

        def grant(credits: int) -> None:
            for delegation in delegations:
                self.credits[delegation] += credits

        grant(1)
        self._trail.append(lambda: grant(-1))

    # --- inside

    def _bring_table(self, slot: int) -> None:
        self._extra_tables[slot] += 1

    def _put(self, meeting: Meeting) -> None:
        self._change(meeting, 1)
        self.meeting_of[meeting.request] = meeting
        for delegate in meeting.attendees:
            self.held[delegate, meeting.slot] = meeting.request

    def _take(self, meeting: Meeting) -> None:
        self._change(meeting, -1)
        del self.meeting_of[meeting.request]
        for delegate in meeting.attendees:
            del self.held[delegate, meeting.slot]

    def _change(self, meeting: Meeting, sign: int) -> None:
        bit = 1 << meeting.slot
        for delegate in meeting.attendees:
            self.busy[delegate] ^= bit
            self.credits[self._delegation_of[delegate]] -= sign
            self._tired.pop(delegate, None)
            self._unsure.add(delegate)
        if meeting.place < 0:
            return
        key = meeting.place, meeting.slot
        load = self._load[key] = self._load.get(key, 0) + sign
        full = load >= self.problem.places[meeting.place].capacity
        if full != bool(self._full[meeting.place] & bit):
            self._full[meeting.place] ^= bit
            self._common_room = None

    def _breaks_of(self, delegate: int) -> int:
        present = self.every_slot & ~mask_of(self.problem.delegates[delegate].unavailable)
        busy = self.busy[delegate]
        return sum(breaks_of_day(busy & day, present) for day in self._day_masks)

    def _too_many_in_a_row(self, delegate: int, longest: int) -> int:
        """Runs of ``longest`` + 1 slots of a day that one more meeting would fill."""
        busy = self.busy[delegate]
        window = (1 << (longest + 1)) - 1
        tired = 0
        for first in range(len(self._day_start) - longest):
            if any(self._day_start[first + 1 : first + longest + 1]):
                continue
            gaps = (window << first) & ~busy
            if gaps & (gaps - 1) == 0:
                tired |= gaps
        return tired
