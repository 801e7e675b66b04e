"""A plan that changes: meetings come and go, and the value of every level follows.

This is what local search works on. Each change costs time in proportion to the delegates' days
that it touches, not to the size of the plan.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from scheduler.figures import ELSEWHERE, breaks_of_day, waiting_of_day
from scheduler.options import Options
from scheduler.problem import Level, Meeting

Costs = tuple[int, ...]
"""Per level of the objective, in order, its value; negated where it is maximised.

Compared as tuples, the smaller is the better plan.
"""


class Schedule:
    """Meetings in place, with what they leave free and what they are worth.

    Attributes, to be read only: ``meeting[r]`` (None: not placed), ``busy[d]`` (mask of slots),
    ``agenda[d]`` (request by slot), ``load[p][s]`` (meetings held), ``count[g]`` (meetings of a
    delegation), ``costs`` (see ``Costs``).
    """

    def __init__(self, options: Options, meetings: Iterable[Meeting] = ()) -> None:
        problem = options.problem
        self.options = options
        self.problem = problem
        self.meeting: list[Meeting | None] = [None] * len(problem.requests)
        self.busy = [0] * len(problem.delegates)
        self.agenda: list[dict[int, int]] = [{} for _ in problem.delegates]
        self.load = [[0] * len(problem.slots) for _ in problem.places]
        self.count = [0] * len(problem.delegations)
        self.row = problem.longest_run
        self._told = {m.request: m for m in problem.previous or ()}
        self._followers: dict[int, list[int]] = {}
        for r, request in enumerate(problem.requests):
            for earlier in request.after:
                self._followers.setdefault(earlier, []).append(r)
        self._level = {level: i for i, level in enumerate(problem.objective)}
        self._by_day: list[tuple[int, Level]] = [
            (i, level)
            for level, i in self._level.items()
            if level in ("breaks", "waiting", "places")
        ]
        self._costs = [0] * len(problem.objective)
        if "fairness" in self._level:
            self._costs[self._level["fairness"]] = sum(
                options.unfairness(g, 0) for g in range(len(problem.delegations))
            )
        self.change((), meetings)

    @classmethod
    def checked(cls, options: Options, meetings: Sequence[Meeting]) -> Schedule | None:
        """The plan of these meetings, if it breaks no rule and has all that must be placed."""
        if len({m.request for m in meetings}) != len(meetings):
            return None
        for m in meetings:
            bit = 1 << m.slot
            if not options.slots[m.request] & options.open[m.place] & bit:
                return None
            if m.place not in options.places[m.request]:
                return None
            if any(not options.meetable[d] & bit for d in m.attendees):
                return None
        plan = cls(options, meetings)
        return plan if plan._sound() and plan.complete() else None

    def _sound(self) -> bool:
        """Whether nobody and nothing is used twice or beyond its limits."""
        problem = self.problem
        attended = sum(len(m.attendees) for m in self.meeting if m is not None)
        if attended != sum(busy.bit_count() for busy in self.busy):
            return False
        for place, row in zip(problem.places, self.load, strict=True):
            if max(row) > place.capacity:
                return False
        for delegation, count in zip(problem.delegations, self.count, strict=True):
            if delegation.max_meetings is not None and count > delegation.max_meetings:
                return False
        if self.row is not None:
            for busy in self.busy:
                if any(_runs_over(busy & day, self.row) for day in self.options.days):
                    return False
        tied = (m for m in self.meeting if m is not None and problem.requests[m.request].after)
        return all(self.in_order(m.request, m.slot) for m in tied) and self._even()

    @property
    def costs(self) -> Costs:
        """The value of each level, smaller is better."""
        return tuple(self._costs)

    def meetings(self) -> list[Meeting]:
        """All meetings, in the order of their requests."""
        return [m for m in self.meeting if m is not None]

    def copy(self) -> Schedule:
        """An independent copy."""
        twin = object.__new__(Schedule)
        twin.__dict__.update(self.__dict__)
        twin.meeting = self.meeting[:]
        twin.busy = self.busy[:]
        twin.agenda = [dict(agenda) for agenda in self.agenda]
        twin.load = [row[:] for row in self.load]
        twin.count = self.count[:]
        twin._costs = self._costs[:]
        return twin

    def change(self, removed: Iterable[int], added: Iterable[Meeting]) -> None:
        """Take requests out and put meetings in, unchecked (see ``fits`` and ``holds``)."""
        gone = [m for m in (self.meeting[r] for r in removed) if m is not None]
        come = list(added)
        days = {(d, self.options.day_of[m.slot]) for m in (*gone, *come) for d in m.attendees}
        costs = self._costs
        before = [self.of_day(level, d, day) for _, level in self._by_day for d, day in days]
        for m in gone:
            self.meeting[m.request] = None
            self.load[m.place][m.slot] -= 1
            for d in m.attendees:
                self.busy[d] ^= 1 << m.slot
                del self.agenda[d][m.slot]
            self._count(m, -1)
        for m in come:
            self.meeting[m.request] = m
            self.load[m.place][m.slot] += 1
            for d in m.attendees:
                self.busy[d] |= 1 << m.slot
                self.agenda[d][m.slot] = m.request
            self._count(m, 1)
        position = 0
        for i, level in self._by_day:
            for d, day in days:
                costs[i] += self.of_day(level, d, day) - before[position]
                position += 1

    def _count(self, m: Meeting, sign: int) -> None:
        """The levels that each meeting counts in by itself or by its number."""
        costs, level = self._costs, self._level
        if "weight" in level:
            costs[level["weight"]] -= sign * self.problem.requests[m.request].weight
        if "kept" in level:
            costs[level["kept"]] -= sign * self.kept(m)
        if "places" in level:
            costs[level["places"]] += sign * self.elsewhere(m)
        for g in self.options.delegations[m.request]:
            placed = self.count[g]
            self.count[g] = placed + sign
            if "fairness" in level:
                unfairness = self.options.unfairness
                costs[level["fairness"]] += unfairness(g, placed + sign) - unfairness(g, placed)

    def kept(self, m: Meeting) -> int:
        """What the meeting counts for ``kept``."""
        told = self._told.get(m.request)
        if told is None or told.slot != m.slot or told.attendees != m.attendees:
            return 0
        return 3 if told.place == m.place else 2

    def elsewhere(self, m: Meeting) -> int:
        """What the meeting counts for ``places`` because owners meet elsewhere."""
        owned = self.options.owned
        return sum(
            ELSEWHERE
            for g in self.options.delegations[m.request]
            if owned[g] and m.place not in owned[g]
        )

    def of_day(self, level: Level, delegate: int, day: int) -> int:
        """What a delegate's day counts on ``breaks``, ``waiting`` or ``places``."""
        busy = self.busy[delegate] & self.options.days[day]
        if level == "waiting":
            return waiting_of_day(busy, self.options.present[delegate])
        if level == "breaks":
            return breaks_of_day(busy, self.options.present[delegate])
        return self.moves(delegate, busy)

    def moves(self, delegate: int, busy: int) -> int:
        """How often the delegate changes place from meeting to meeting of the slots ``busy``."""
        agenda, meeting = self.agenda[delegate], self.meeting
        found, last = 0, -1
        while busy:
            low = busy & -busy
            busy ^= low
            held = meeting[agenda[low.bit_length() - 1]]
            if held is not None and held.place != last:
                found += last >= 0
                last = held.place
        return found

    def fits(self, m: Meeting) -> bool:
        """Whether the meeting can be added as things are (break spread aside)."""
        options, bit = self.options, 1 << m.slot
        if not options.slots[m.request] & bit or self.meeting[m.request] is not None:
            return False
        if not options.open[m.place] & bit or m.place not in options.places[m.request]:
            return False
        if self.load[m.place][m.slot] >= self.problem.places[m.place].capacity:
            return False
        for d in m.attendees:
            if self.busy[d] & bit or not options.meetable[d] & bit:
                return False
            if self.row is not None and self.too_long(self.busy[d] | bit, m.slot):
                return False
        for g in options.delegations[m.request]:
            most = self.problem.delegations[g].max_meetings
            if most is not None and self.count[g] >= most:
                return False
        return self.in_order(m.request, m.slot)

    def too_long(self, busy: int, slot: int) -> bool:
        """Whether the run of meetings through ``slot`` breaks ``max_in_a_row``."""
        if self.row is None:
            return False
        return _runs_over(busy & self.options.days[self.options.day_of[slot]], self.row)

    def in_order(self, request: int, slot: int) -> bool:
        """Whether ``after`` allows the request in the slot."""
        for earlier in self.problem.requests[request].after:
            held = self.meeting[earlier]
            if held is not None and held.slot >= slot:
                return False
        for later in self._followers.get(request, ()):
            held = self.meeting[later]
            if held is not None and held.slot <= slot:
                return False
        return True

    def tied(self, request: int) -> bool:
        """Whether the request comes before or after another."""
        return bool(self.problem.requests[request].after) or request in self._followers

    def replace(self, removed: Iterable[int], added: Sequence[Meeting]) -> bool:
        """Make the change if the plan still holds afterwards; otherwise leave it as it is."""
        gone = [m for m in (self.meeting[r] for r in removed) if m is not None]
        self.change([m.request for m in gone], ())
        done: list[Meeting] = []
        for m in added:
            if not self.fits(m):
                break
            self.change((), [m])
            done.append(m)
        if len(done) == len(added) and self._holds(gone, done):
            return True
        self.change([m.request for m in done], gone)
        return False

    def _holds(self, gone: list[Meeting], come: list[Meeting]) -> bool:
        placed = {m.request for m in come}
        if any(self.problem.must_place(m.request) and m.request not in placed for m in gone):
            return False
        return self._even()

    def _even(self) -> bool:
        """Whether ``max_break_spread`` holds."""
        spread = self.problem.rules.max_break_spread
        if spread is None:
            return True
        breaks = [self.breaks(d) for d in range(len(self.busy))]
        return max(breaks) - min(breaks) <= spread

    def complete(self) -> bool:
        """Whether everything is placed without which there is no plan."""
        return all(
            held is not None or not self.problem.must_place(r)
            for r, held in enumerate(self.meeting)
        )

    def breaks(self, delegate: int) -> int:
        """The delegate's breaks over all days."""
        present, busy = self.options.present[delegate], self.busy[delegate]
        return sum(breaks_of_day(busy & day, present) for day in self.options.days)

    def candidates(self, request: int, slot: int) -> list[tuple[int, ...]]:
        """The choices of attendees that are free and may meet in the slot."""
        bit = 1 << slot
        found: list[tuple[int, ...]] = [()]
        for entry in self.problem.requests[request].attendees:
            free = [d for d in entry if self.options.meetable[d] & bit and not self.busy[d] & bit]
            found = [(*some, d) for some in found for d in free]
        return found

    def room(self, request: int, slot: int) -> list[int]:
        """The places that could hold the request in the slot as things are."""
        return [
            p
            for p in self.options.places[request]
            if self.options.open[p] >> slot & 1
            and self.load[p][slot] < self.problem.places[p].capacity
        ]


def _runs_over(busy: int, longest: int) -> bool:
    """Whether more than ``longest`` bits of ``busy`` stand in a row."""
    for _ in range(longest):
        busy &= busy >> 1
    return busy != 0
