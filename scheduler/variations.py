"""An event with a little more: tables, slots, credits, time of a delegate.

Each function returns a new problem with ``more`` of something, in which every plan of the old one
still holds (by the ids; ``more_slots`` shifts positions), unless ``changes_gaps`` says that runs of
meetings and breaks are counted anew. A negative ``more`` takes away instead. ``previous`` is
dropped: the questions are about what is possible, not about what was told.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from datetime import date, datetime, timedelta
from itertools import pairwise

from scheduler.faults import FaultError, quoted
from scheduler.problem import Place, Problem, Slot


def more_tables(
    problem: Problem, more: int, *, place: int | None = None, slot: int | None = None
) -> Problem:
    """``more`` meetings at once at a place, in each slot that it is open in or in one slot.

    ``place`` None: the common place of the largest capacity, or a new one if there is none.

    Raises:
        FaultError: tables are taken away where there are none, or from one slot only.
    """
    if place is None:
        common = [p for p, where in enumerate(problem.places) if where.owner is None]
        place = max(common, key=lambda p: problem.places[p].capacity, default=None)
    known = None if place is None else problem.places[place]
    if slot is not None or known is None or place is None:
        if more < 0:
            raise FaultError(["tables can only be taken away from a place, and in every slot"])
        every = frozenset(range(len(problem.slots)))
        extra = Place(
            _fresh("more tables", (where.id for where in problem.places)),
            max(1, more),
            None if known is None else known.owner,
            (every - {slot} if slot is not None else frozenset()) if more else every,
        )
        return replace(problem, places=(*problem.places, extra), previous=None)
    if known.capacity + more < 0:
        raise FaultError([f"{quoted(known.id)} has only {known.capacity} tables"])
    places = list(problem.places)
    places[place] = replace(known, capacity=known.capacity + more)
    return replace(problem, places=tuple(places), previous=None)


def more_credits(
    problem: Problem, more: int, *, delegations: Collection[int] | None = None
) -> Problem:
    """``more`` meeting credits for each of ``delegations`` that has a limit (None: for all)."""
    raised = tuple(
        replace(one, max_meetings=max(0, one.max_meetings + more))
        if one.max_meetings is not None and (delegations is None or d in delegations)
        else one
        for d, one in enumerate(problem.delegations)
    )
    return replace(problem, delegations=raised, previous=None)


def later_slots(
    problem: Problem, delegates: Iterable[int], *, day: int | None = None
) -> dict[int, list[int]]:
    """For each of ``delegates``, the slots after the last one in which they are there, in order.

    ``day``: of that day only.

    Raises:
        FaultError: someone of them is there to the end.
    """
    slots = [s for s, slot in enumerate(problem.slots) if day in (None, slot.day)]
    found = {}
    for delegate in delegates:
        away = problem.delegates[delegate].unavailable
        last = max((s for s in slots if s not in away), default=-1)
        found[delegate] = [s for s in slots if s > last]
        if not found[delegate]:
            raise FaultError([f"{quoted(problem.delegates[delegate].id)} is there to the end"])
    return found


def longer_stay(problem: Problem, freed: Mapping[int, Collection[int]]) -> Problem:
    """Delegates are there, and take meetings, in slots as well: ``freed``, by delegate."""
    delegates = list(problem.delegates)
    for d, slots in freed.items():
        one, free = delegates[d], frozenset(slots)
        delegates[d] = replace(
            one, unavailable=one.unavailable - free, no_meeting=one.no_meeting - free
        )
    return replace(problem, delegates=tuple(delegates), previous=None)


def changes_gaps(problem: Problem, slots: Iterable[int]) -> bool:
    """Whether rules that look at neighbours may see another event once ``slots`` are open.

    A slot between two others of its day parts meetings that were in a row, and makes a break.
    """
    if problem.longest_run is None and problem.rules.max_break_spread is None:
        return False
    days = [slot.day for slot in problem.slots]
    return any(days[s - 1 : s] == [days[s]] == days[s + 1 : s + 2] for s in slots)


def without_slots(problem: Problem, slots: Iterable[int]) -> Problem:
    """Nobody takes a meeting in ``slots``, so that it is as if there were none."""
    shut = frozenset(slots)
    delegates = tuple(replace(one, no_meeting=one.no_meeting | shut) for one in problem.delegates)
    return replace(problem, delegates=delegates)


def more_slots(
    problem: Problem, more: int, *, day: date | None = None, at: datetime | None = None
) -> Problem:
    """``more`` slots at the end of ``day`` (None: the last), or one after the other from ``at``.

    They are as long as the slot before them and as far apart as the slots of that day are at
    least. Whoever and whatever is there in the slot before is there in them too (at the start of a
    day: in the slot after them; on a day without slots: everyone and everything). Requests with
    ``slots`` of their own stay with those.

    Raises:
        FaultError: the event has no slot on ``day``, or a new slot would overlap another.
    """
    for _ in range(more):
        start, length = _next_slot(problem, day, at)
        problem = _with_slot(problem, start, length)
        day, at = start.date(), None if at is None else start + length + _rhythm(problem, start)
    return replace(problem, previous=None)


def _next_slot(
    problem: Problem, day: date | None, at: datetime | None
) -> tuple[datetime, timedelta]:
    slots = problem.slots
    if at is not None:
        if (at.tzinfo is None) != (slots[0].start.tzinfo is None):
            at = at.replace(tzinfo=slots[0].start.tzinfo)
        before = [slot for slot in slots if slot.start <= at] or [slots[0]]
        return at, before[-1].end - before[-1].start
    last = slots[-1]
    if day is not None:
        of_day = [slot for slot in slots if slot.start.date() == day]
        if not of_day:
            raise FaultError([f"there is no slot on {day}"])
        last = of_day[-1]
    return last.end + _rhythm(problem, last.start), last.end - last.start


def _rhythm(problem: Problem, time: datetime) -> timedelta:
    """The least time between two slots of the day."""
    of_day = [slot for slot in problem.slots if slot.start.date() == time.date()]
    return min((b.start - a.end for a, b in pairwise(of_day)), default=timedelta())


def _with_slot(problem: Problem, start: datetime, length: timedelta) -> Problem:
    end = start + length
    name = _fresh(start.isoformat(timespec="minutes"), (slot.id for slot in problem.slots))
    for slot in problem.slots:
        if slot.start < end and start < slot.end:
            raise FaultError([f"a slot at {start:%Y-%m-%d %H:%M} overlaps {quoted(slot.id)}"])
    new = sum(slot.start < start for slot in problem.slots)
    rows = [*problem.slots[:new], Slot(name, start, end, 0), *problem.slots[new:]]
    dates = sorted({slot.start.date() for slot in rows})
    slots = tuple(replace(slot, day=dates.index(slot.start.date())) for slot in rows)
    like = next(
        (s for s in (new - 1, new + 1) if 0 <= s < len(slots) and slots[s].day == slots[new].day),
        None,
    )
    like_before = None if like is None else like - (like > new)

    def moved(old: int) -> int:
        return old + (old >= new)

    def known(away: frozenset[int]) -> frozenset[int]:
        return frozenset(map(moved, away)) | ({new} if like_before in away else set())

    return replace(
        problem,
        slots=slots,
        places=tuple(replace(p, unavailable=known(p.unavailable)) for p in problem.places),
        delegates=tuple(
            replace(d, unavailable=known(d.unavailable), no_meeting=known(d.no_meeting))
            for d in problem.delegates
        ),
        requests=tuple(
            request
            if request.slots is None and request.fixed is None
            else replace(
                request,
                slots=None if request.slots is None else frozenset(map(moved, request.slots)),
                fixed=None
                if request.fixed is None
                else replace(request.fixed, slot=moved(request.fixed.slot)),
            )
            for request in problem.requests
        ),
        previous=None,
    )


def _fresh(name: str, taken: Iterable[str]) -> str:
    used = set(taken)
    while name in used:
        name += "+"
    return name
