"""The plan under construction: who meets when, in which pool of places, as integers and bit masks.

A slot is known by its *position*: its index plus the number of its day, so that a bit mask over
positions has a zero bit between two days and runs of meetings never reach over midnight.

Places are grouped into *pools*. The hall is all places without an owner; the stand of a delegation
is all places that it owns. Which place of its pool a meeting takes is only decided when the plan is
written, because places of one pool differ in nothing but the slots in which they are there.
"""

from __future__ import annotations

from itertools import product
from typing import NamedTuple

from scheduler.problem import Meeting, Problem

UNLIMITED = 1 << 40
HALL = -1
KEPT_PLACE = -2
"""Pool of a meeting whose place is fixed: its capacity is set aside from the start."""

Choice = tuple[int, ...]
"""The delegates who attend, in the order of the request's entries."""


class Change(NamedTuple):
    """One entry of the journal: ``request`` was placed, or (``placed`` false) taken away."""

    placed: bool
    request: int
    slot: int
    who: Choice


class Timetable:
    """A partial plan that holds at any moment; ``put`` refuses whatever would break a rule.

    ``worth`` is the weight of a request, raised for those that must be placed so that no sum of
    others outweighs one of them; ``total`` is the worth of what is placed. ``credits`` and
    ``pools`` are the limits; ``credit``, ``hall`` and ``stand`` are what is left of them.
    """

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        slots = problem.slots
        self.position = [index + slot.day for index, slot in enumerate(slots)]
        self.width = self.position[-1] + 1
        self.slot_at = {position: index for index, position in enumerate(self.position)}
        self.every = self.mask(range(len(slots)))
        self.delegation = [delegate.delegation for delegate in problem.delegates]
        self.members: list[list[int]] = [[] for _ in problem.delegations]
        for index, delegation in enumerate(self.delegation):
            self.members[delegation].append(index)
        # Slots in which a delegate can meet at all, and those of them without a meeting.
        self.available = [
            self.every & ~self.mask(delegate.unavailable) & ~self.mask(delegate.no_meeting)
            for delegate in problem.delegates
        ]
        self.free = list(self.available)
        self.credits = [
            UNLIMITED if delegation.max_meetings is None else delegation.max_meetings
            for delegation in problem.delegations
        ]
        self.credit = list(self.credits)
        # 0: runs of any length.
        self.longest = problem.longest_run or 0
        requests = problem.requests
        self.musts = sum(map(problem.must_place, range(len(requests))))
        self.premium = sum(request.weight for request in requests) + 1 if self.musts else 0
        self.worth = [
            request.weight + (self.premium if self.premium and problem.must_place(index) else 0)
            for index, request in enumerate(requests)
        ]
        self.choices: list[tuple[Choice, ...]] = [
            tuple(product(*request.attendees)) for request in requests
        ]
        self.allowed = [self.every] * len(requests)
        for index, request in enumerate(requests):
            if request.slots is not None:
                self.allowed[index] = self.mask(request.slots)
            if request.fixed is not None:
                self.allowed[index] = self.mask((request.fixed.slot,))
        self.earlier: dict[int, list[int]] = {}
        self.later: dict[int, list[int]] = {}
        for index, request in enumerate(requests):
            for before in request.after:
                self.earlier.setdefault(index, []).append(before)
                self.later.setdefault(before, []).append(index)
        self._open_pools()
        self.at = [-1] * (len(problem.delegates) * self.width)
        self.slot = [-1] * len(requests)
        self.who: list[Choice] = [()] * len(requests)
        self.pool = [HALL] * len(requests)
        self.total = 0
        self.journal: list[Change] | None = None

    def mask(self, slots: object) -> int:
        """The bit mask of an iterable of slot indices."""
        mask = 0
        for slot in slots:  # type: ignore[attr-defined]
            mask |= 1 << self.position[slot]
        return mask

    def _open_pools(self) -> None:
        problem = self.problem
        self.place_capacity = {
            (place, self.position[slot]): 0 if slot in described.unavailable else described.capacity
            for place, described in enumerate(problem.places)
            for slot in range(len(problem.slots))
        }
        # Set aside what fixed meetings take; they are no longer part of any pool.
        self.kept_place: dict[int, int] = {}
        for index, request in enumerate(problem.requests):
            if request.fixed is not None and request.fixed.place is not None:
                cell = (request.fixed.place, self.position[request.fixed.slot])
                if self.place_capacity[cell] > 0:
                    self.place_capacity[cell] -= 1
                    self.kept_place[index] = request.fixed.place
                else:
                    self.allowed[index] = 0
        self.pools: dict[int, list[int]] = {HALL: [0] * self.width}
        for (place, position), capacity in self.place_capacity.items():
            owner = problem.places[place].owner
            pool = self.pools.setdefault(HALL if owner is None else owner, [0] * self.width)
            pool[position] += capacity
        # What is left of them.
        self.hall = list(self.pools[HALL])
        self.stand = {pool: list(seats) for pool, seats in self.pools.items() if pool != HALL}
        # Meetings in the hall that could also be held at a stand, per position.
        self.movable: list[set[int]] = [set() for _ in range(self.width)]

    # -- places ----------------------------------------------------------------------------

    def _enter(self, request: int, slot: int, pool: int) -> None:
        self.pool[request] = pool
        if pool == HALL:
            self.hall[slot] -= 1
            if any(self.delegation[one] in self.stand for one in self.who[request]):
                self.movable[slot].add(request)
        elif pool != KEPT_PLACE:
            self.stand[pool][slot] -= 1

    def _leave(self, request: int, slot: int) -> None:
        pool = self.pool[request]
        if pool == HALL:
            self.hall[slot] += 1
            self.movable[slot].discard(request)
        elif pool != KEPT_PLACE:
            self.stand[pool][slot] += 1

    def _find_pool(self, request: int, slot: int) -> bool:
        """Seat ``request``, moving others to another pool of theirs where that is needed."""
        if request in self.kept_place:
            self.pool[request] = KEPT_PLACE
            return True
        stand = self.stand
        for one in self.who[request]:
            own = stand.get(self.delegation[one])
            if own is not None and own[slot] > 0:
                self._enter(request, slot, self.delegation[one])
                return True
        if self.hall[slot] > 0:
            self._enter(request, slot, HALL)
            return True
        return bool(stand) and self._make_room(request, slot, set())

    def _make_room(self, request: int, slot: int, seen: set[int]) -> bool:
        """One augmenting path of the matching of meetings to pools (Kuhn)."""
        pools = [self.delegation[one] for one in self.who[request]]
        pools = [pool for pool in pools if pool in self.stand and pool not in seen]
        for pool in pools:
            if self.stand[pool][slot] > 0:
                self._enter(request, slot, pool)
                return True
        if HALL not in seen:
            pools.append(HALL)
        for pool in pools:
            if pool in seen:
                continue
            seen.add(pool)
            if pool == HALL:
                guests = sorted(self.movable[slot])
            else:
                seats = (self.at[one * self.width + slot] for one in self.members[pool])
                guests = [guest for guest in seats if guest >= 0 and self.pool[guest] == pool]
            for guest in guests:
                if guest == request:
                    continue
                before = self.pool[guest]
                if self._make_room(guest, slot, seen):
                    # The guest has entered its new pool: give back the seat that it left.
                    if before == HALL:
                        self.hall[slot] += 1
                        self.movable[slot].discard(guest)
                    else:
                        self.stand[before][slot] += 1
                    self._enter(request, slot, pool)
                    return True
        return False

    # -- meetings --------------------------------------------------------------------------

    def in_order(self, request: int, slot: int) -> bool:
        """Whether ``after`` holds for ``request`` at ``slot`` against what is placed."""
        for other in self.earlier.get(request, ()):
            if self.slot[other] >= slot:
                return False
        return all(not -1 < self.slot[other] <= slot for other in self.later.get(request, ()))

    def too_long(self, delegate: int, slot: int) -> bool:
        """Whether one more meeting at ``slot`` makes a run longer than ``max_in_a_row``."""
        run = (self.available[delegate] & ~self.free[delegate]) | 1 << slot
        for _ in range(self.longest):
            run &= run >> 1
        return run != 0

    def put(self, request: int, slot: int, who: Choice) -> bool:
        """Place ``request`` if every rule allows it; credits are the caller's to look at first."""
        bit = 1 << slot
        free = self.free
        for one in who:
            if not free[one] & bit:
                return False
        if self.longest:
            for one in who:
                if self.too_long(one, slot):
                    return False
        if (self.earlier or self.later) and not self.in_order(request, slot):
            return False
        self.who[request] = who
        if not self._find_pool(request, slot):
            return False
        self.slot[request] = slot
        for one in who:
            free[one] ^= bit
            self.at[one * self.width + slot] = request
            self.credit[self.delegation[one]] -= 1
        self.total += self.worth[request]
        if self.journal is not None:
            self.journal.append(Change(True, request, slot, who))
        return True

    def drop(self, request: int) -> None:
        """Take a placed request away."""
        slot = self.slot[request]
        who = self.who[request]
        bit = 1 << slot
        for one in who:
            self.free[one] |= bit
            self.at[one * self.width + slot] = -1
            self.credit[self.delegation[one]] += 1
        self._leave(request, slot)
        self.slot[request] = -1
        self.total -= self.worth[request]
        if self.journal is not None:
            self.journal.append(Change(False, request, slot, who))

    def undo(self, journal: list[Change]) -> None:
        """Take back the changes of ``journal``, last one first."""
        for change in reversed(journal):
            if change.placed:
                self.drop(change.request)
            elif not self.put(change.request, change.slot, change.who):
                raise AssertionError("a plan that held before no longer does")

    def has_credit(self, request: int) -> bool:
        """Whether every delegation of ``request`` may still have a meeting."""
        return all(self.credit[self.delegation[one]] > 0 for one in self.choices[request][0])

    # -- the plan as people read it --------------------------------------------------------

    @property
    def weight(self) -> int:
        """The sum of weights of what is placed."""
        return self.total - self.premium * (self.musts - len(self.missing_musts()))

    def missing_musts(self) -> list[int]:
        """Requests that must be placed and are not."""
        if not self.musts:
            return []
        must = self.problem.must_place
        return [index for index, slot in enumerate(self.slot) if slot < 0 and must(index)]

    def meetings(self) -> list[Meeting]:
        """The plan, each meeting at a place of its pool, in the order of the requests."""
        left = dict(self.place_capacity)
        by_pool: dict[int, list[int]] = {}
        for place, described in enumerate(self.problem.places):
            owner = HALL if described.owner is None else described.owner
            by_pool.setdefault(owner, []).append(place)
        found = []
        for request, slot in enumerate(self.slot):
            if slot < 0:
                continue
            pool = self.pool[request]
            if pool == KEPT_PLACE:
                place = self.kept_place[request]
            else:
                place = next(one for one in by_pool[pool] if left[one, slot] > 0)
                left[place, slot] -= 1
            found.append(Meeting(request, self.slot_at[slot], place, self.who[request]))
        return found
