"""Simulated annealing over Kempe chains: the same meetings, in better slots and places.

Two slots *s* and *t* split the meetings held in them into chains: meetings linked by a delegate
who is in both. Exchanging the slots along one chain keeps everyone at one meeting at a time
(Kempe 1879; as a neighbourhood of timetabling: Thompson & Dowsland 1998). Only people at the
ends of the chain, who are in a meeting at *s* or *t* but not both, see another pattern of their
day, so a chain's effect on ``waiting`` and ``breaks`` costs little to tell. Worse plans are
accepted with a probability that falls with time (Kirkpatrick, Gelatt & Vecchi 1983).

Which requests are placed, and by whom they are attended, never changes: the levels that depend on
that alone keep their values.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from operator import ne
from random import Random
from typing import NamedTuple

from scheduler.figures import ELSEWHERE, breaks_of_day, waiting_of_day
from scheduler.options import Options, bits
from scheduler.problem import Level, Meeting

LONGEST = 400
"""Chains with more meetings are not followed."""
LONGEST_PLACED = 60
"""The same where places count: every meeting of a chain then has to be looked at."""
HOPE = 4
"""What a chain that worsens an earlier level may at best gain in places, for a first look."""
COLLEAGUES = 0.1
"""How often another delegate of an entry is tried, where entries leave a choice."""
REPLACED = 0.25
"""How often another place is tried, where places count."""
FOCUSED = 0.4
"""How often a chain starts from someone whose day is not yet as it should be."""
REFOCUS = 20
"""Batches between two looks at whose days those are."""
BATCH = 200
"""Steps between two looks at the clock."""

FIGURES: dict[str, Callable[[int, int], int]] = {
    "waiting": waiting_of_day,
    "breaks": breaks_of_day,
}

Chain = dict[int, int]
"""Request to its new slot."""


class Pace(NamedTuple):
    """How ready a walk is to accept what is worse.

    ``penalty``: what one unit of an earlier level counts in units of the present one.
    """

    heat: float
    penalty: float

    def accepts(self, early: int, now: int, draw: Callable[[], float]) -> bool:
        """Whether to accept a change of the earlier levels and of the present one."""
        change = self.penalty * early + now
        return change <= 0 or (self.heat > 0 and draw() < math.exp(-change / self.heat))


class Walk:
    """A plan whose meetings move; what it costs is kept up to date.

    ``levels`` are those of ``breaks``, ``waiting`` and ``places`` that count, in order of
    importance: the last is to be improved, those before it not to get worse in the end.
    ``early`` and ``now`` are their values (the sum of the earlier ones).
    """

    def __init__(
        self, options: Options, meetings: Sequence[Meeting], levels: Sequence[Level]
    ) -> None:
        problem = options.problem
        self.options = options
        self.problem = problem
        self.width = len(problem.slots)
        self.span = [
            (min(bits(day)), max(bits(day)) + 1) if day else (0, 0) for day in options.days
        ]
        self.early_figures = [FIGURES[level] for level in levels[:-1] if level in FIGURES]
        self.figure = FIGURES.get(levels[-1])
        self.places_now = levels[-1] == "places"
        self.places_count = "places" in levels
        self.meeting: dict[int, Meeting] = {m.request: m for m in meetings}
        self.at = [-1] * (len(problem.delegates) * self.width)
        self.where = [-1] * (len(problem.delegates) * self.width)
        self.busy = [0] * len(problem.delegates)
        self.load = [[0] * len(problem.places) for _ in problem.slots]
        self.capacity = [place.capacity for place in problem.places]
        self.longest = problem.longest_run
        self.stiff = {r for r, q in enumerate(problem.requests) if q.after}
        self.stiff |= {before for q in problem.requests for before in q.after}
        self.movable = [
            m.request
            for m in meetings
            if m.request not in self.stiff and options.slots[m.request].bit_count() > 1
        ]
        self.choosable = [
            m.request
            for m in meetings
            if any(len(entry) > 1 for entry in problem.requests[m.request].attendees)
        ]
        self.focus: list[int] = []
        self.replaceable = [m.request for m in meetings if len(options.places[m.request]) > 1]
        self.targets = [list(bits(mask)) for mask in options.slots]
        for m in meetings:
            self.load[m.slot][m.place] += 1
            self._enter(m)
        self.early = self.now = 0
        for d, busy in enumerate(self.busy):
            for i, day in enumerate(options.days):
                early, now = self._day(d, busy & day)
                self.early += early
                self.now += now
                if self.places_count:
                    self._count_places(self._moves(d, i))
        if self.places_count:
            for m in meetings:
                self._count_places(self._elsewhere(m))

    def meetings(self) -> list[Meeting]:
        """The plan as it is."""
        return list(self.meeting.values())

    def run(
        self,
        random: Random,
        pace: Callable[[], Pace | None],
        better: Callable[[], None],
    ) -> None:
        """Walk until ``pace``, asked now and then, is None.

        ``better`` is called whenever the present level is at its least so far and the earlier
        ones are no worse than at the start.
        """
        least, allowed = self.now, self.early
        rounds = 0
        draw = random.random
        step = self._step_with_places if self.places_count else self._step
        while self.movable or self.replaceable:
            now = pace()
            if now is None:
                return
            if rounds % REFOCUS == 0:
                self._look()
            rounds += 1
            for _ in range(BATCH):
                step(draw, now)
                if self.early <= allowed and (self.now < least or self.early < allowed):
                    least, allowed = self.now, self.early
                    better()

    # -- steps

    def _step(self, draw: Callable[[], float], pace: Pace) -> None:
        """Try one chain, or one other delegate; places are only a matter of room."""
        if self.choosable and draw() < COLLEAGUES:
            found = self._colleague(draw)
            if found is not None and pace.accepts(found[1], found[2], draw):
                self._leave([self.meeting[found[0].request]])
                self._enter(found[0])
                self.early += found[1]
                self.now += found[2]
            return
        picked = self._pick(draw, LONGEST)
        if picked is None:
            return
        moved, early, now = picked
        if pace.accepts(early, now, draw):
            new = self._seat(moved)
            if new is not None:
                self._leave([self.meeting[r] for r in moved])
                for m in new:
                    self._enter(m)
                self.early += early
                self.now += now

    def _step_with_places(self, draw: Callable[[], float], pace: Pace) -> None:
        """Try one chain, or another place for one meeting."""
        early = now = 0
        new: list[Meeting] | None
        if self.replaceable and (not self.movable or draw() < REPLACED):
            new = self._other_place(draw)
            if new is None:
                return
        elif self.choosable and draw() < COLLEAGUES:
            found = self._colleague(draw)
            if found is None:
                return
            new = [found[0]]
            _, early, now = found
        else:
            picked = self._pick(draw, LONGEST_PLACED)
            if picked is None:
                return
            moved, early, now = picked
            if early > 0 and not pace.accepts(early, now - HOPE, draw):
                return
            new = self._seat(moved)
            if new is None:
                return
        old = [self.meeting[m.request] for m in new]
        day_of = self.options.day_of
        days = {(d, day_of[m.slot]) for m in (*old, *new) for d in m.attendees}
        change = -sum(self._moves(d, day) for d, day in days) - sum(map(self._elsewhere, old))
        self._leave(old)
        for m in new:
            self._enter(m)
        change += sum(self._moves(d, day) for d, day in days) + sum(map(self._elsewhere, new))
        if self.places_now:
            now += change
        else:
            early += change
        if pace.accepts(early, now, draw):
            self.early += early
            self.now += now
            return
        self._leave(new)
        for m in new:
            self.load[m.slot][m.place] -= 1
        for m in old:
            self.load[m.slot][m.place] += 1
            self._enter(m)

    def _pick(self, draw: Callable[[], float], longest: int) -> tuple[Chain, int, int] | None:
        among = self.focus if self.focus and draw() < FOCUSED else self.movable
        if not among:
            return None
        request = among[int(draw() * len(among))]
        choice = self.targets[request]
        target = choice[int(draw() * len(choice))]
        first = self.meeting[request]
        if target == first.slot:
            return None
        return self._chain(first, target, longest)

    def _chain(self, first: Meeting, target: int, longest: int) -> tuple[Chain, int, int] | None:
        """The chain of a meeting between its slot and ``target``, and what exchanging changes.

        None if a meeting of the chain can't move, or a rule would break.
        """
        source = first.slot
        at, width, busy, meeting = self.at, self.width, self.busy, self.meeting
        slots, meetable = self.options.slots, self.options.meetable
        moved = {first.request: target}
        stack = [first.request]
        ends = []
        while stack:
            request = stack.pop()
            goal = moved[request]
            if not slots[request] >> goal & 1 or request in self.stiff:
                return None
            left = source if goal == target else target
            for d in meeting[request].attendees:
                other = at[d * width + goal]
                if other < 0:
                    if not meetable[d] >> goal & 1:
                        return None
                    ends.append((d, left, goal))
                elif other not in moved:
                    if len(moved) == longest:
                        return None
                    moved[other] = left
                    stack.append(other)
        early = now = 0
        days, day_of = self.options.days, self.options.day_of
        for d, left, entered in ends:
            before = busy[d]
            after = before ^ (1 << left | 1 << entered)
            if self.longest is not None and self._too_long(after, entered):
                return None
            day = days[day_of[left]]
            changes = [day] if day >> entered & 1 else [day, days[day_of[entered]]]
            for mask in changes:
                was, becomes = self._day(d, before & mask), self._day(d, after & mask)
                early += becomes[0] - was[0]
                now += becomes[1] - was[1]
        return moved, early, now

    def _colleague(self, draw: Callable[[], float]) -> tuple[Meeting, int, int] | None:
        """One meeting with another delegate of an entry, and what that changes."""
        m = self.meeting[self.choosable[int(draw() * len(self.choosable))]]
        entries = self.problem.requests[m.request].attendees
        e = int(draw() * len(entries))
        other = entries[e][int(draw() * len(entries[e]))]
        one = m.attendees[e]
        bit = 1 << m.slot
        if other == one or self.busy[other] & bit or not self.options.meetable[other] & bit:
            return None
        if self.longest is not None and self._too_long(self.busy[other] | bit, m.slot):
            return None
        day = self.options.days[self.options.day_of[m.slot]]
        early = now = 0
        for d in (one, other):
            was = self._day(d, self.busy[d] & day)
            becomes = self._day(d, (self.busy[d] ^ bit) & day)
            early += becomes[0] - was[0]
            now += becomes[1] - was[1]
        people = (*m.attendees[:e], other, *m.attendees[e + 1 :])
        return m._replace(attendees=people), early, now

    def _look(self) -> None:
        """Focus on the meetings of those whose days are not yet as they should be."""
        if self.figure is None and not self.early_figures:
            return
        movable = set(self.movable)
        restless: set[int] = set()
        for d, busy in enumerate(self.busy):
            if any(any(self._day(d, busy & day)) for day in self.options.days):
                cells = self.at[d * self.width : (d + 1) * self.width]
                restless.update(r for r in cells if r in movable)
        self.focus = sorted(restless)

    def _other_place(self, draw: Callable[[], float]) -> list[Meeting] | None:
        """One meeting at another place, in exchange with a meeting there if it is full."""
        m = self.meeting[self.replaceable[int(draw() * len(self.replaceable))]]
        choice = self.options.places[m.request]
        place = choice[int(draw() * len(choice))]
        if place == m.place or not self.options.open[place] >> m.slot & 1:
            return None
        new = [m._replace(place=place)]
        load = self.load[m.slot]
        if load[place] >= self.capacity[place]:
            others = {
                r
                for d in range(len(self.busy))
                if self.where[d * self.width + m.slot] == place
                and m.place in self.options.places[r := self.at[d * self.width + m.slot]]
            }
            if not others:
                return None
            other = sorted(others)[int(draw() * len(others))]
            new.append(self.meeting[other]._replace(place=m.place))
        else:
            load[place] += 1
            load[m.place] -= 1
        return new

    # -- figures

    def _day(self, delegate: int, busy: int) -> tuple[int, int]:
        present = self.options.present[delegate]
        early = 0
        for figure in self.early_figures:
            early += figure(busy, present)
        return early, 0 if self.figure is None else self.figure(busy, present)

    def _moves(self, delegate: int, day: int) -> int:
        first, end = self.span[day]
        start = delegate * self.width
        places = [p for p in self.where[start + first : start + end] if p >= 0]
        return sum(map(ne, places, places[1:]))

    def _elsewhere(self, m: Meeting) -> int:
        owned = self.options.owned
        found = 0
        for g in self.options.delegations[m.request]:
            if owned[g] and m.place not in owned[g]:
                found += ELSEWHERE
        return found

    def _count_places(self, change: int) -> None:
        if self.places_now:
            self.now += change
        else:
            self.early += change

    def _too_long(self, busy: int, slot: int) -> bool:
        run = busy & self.options.days[self.options.day_of[slot]]
        for _ in range(self.longest or 0):
            run &= run >> 1
        return run != 0

    # -- changes

    def _seat(self, moved: Chain) -> list[Meeting] | None:
        """The meetings of a chain in their new slots, at their place or another; None: no room.

        The load of the places follows; the agendas don't yet.
        """
        load = self.load
        old = [self.meeting[r] for r in moved]
        for m in old:
            load[m.slot][m.place] -= 1
        new: list[Meeting] = []
        for m in old:
            slot = moved[m.request]
            place = self._place(m, slot)
            if place < 0:
                for n in new:
                    load[n.slot][n.place] -= 1
                for m in old:
                    load[m.slot][m.place] += 1
                return None
            load[slot][place] += 1
            new.append(Meeting(m.request, slot, place, m.attendees))
        return new

    def _place(self, m: Meeting, slot: int) -> int:
        load = self.load[slot]
        if load[m.place] < self.capacity[m.place] and self.options.open[m.place] >> slot & 1:
            return m.place
        for p in self.options.places[m.request]:
            if load[p] < self.capacity[p] and self.options.open[p] >> slot & 1:
                return p
        return -1

    def _leave(self, meetings: list[Meeting]) -> None:
        for m in meetings:
            for d in m.attendees:
                cell = d * self.width + m.slot
                self.at[cell] = self.where[cell] = -1
                self.busy[d] &= ~(1 << m.slot)

    def _enter(self, m: Meeting) -> None:
        self.meeting[m.request] = m
        for d in m.attendees:
            cell = d * self.width + m.slot
            self.at[cell] = m.request
            self.where[cell] = m.place
            self.busy[d] |= 1 << m.slot
