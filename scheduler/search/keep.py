"""``kept``: what people were told stays wherever it still can; then the best of the rest.

A meeting that is not where people were told counts nothing, so that the model needs only the
meetings as told, and what must be placed besides. Mostly as many fit together as there are seats in
each slot, which is then plain to see; otherwise CP-SAT chooses, on this small model.

For the levels after it the kept meetings are fixed and all the rest is planned around them. Where
no other choice keeps as much, what is proven of the rest is proven of the whole problem.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import replace
from itertools import islice, product
from operator import itemgetter

from scheduler.clock import remaining
from scheduler.options import Options, bits
from scheduler.problem import Fixed, Level, Meeting, Problem
from scheduler.schedule import Schedule
from scheduler.search.run import Run

MOST_WAYS = 16
"""Choices of attendees that are looked at to make room for a request."""


def improve(run: Run, end: float | None) -> bool:
    """Keep as much as possible, and prove it; True if only one choice keeps so much."""
    problem = run.problem
    told = _still_possible(run.options)
    run.prove("kept", _most(run.options, told))
    plan = Schedule(run.options)
    musts = [r for r in range(len(problem.requests)) if problem.must_place(r)]
    elsewhere = _fixed_elsewhere(run.options, told)
    for m in elsewhere:
        _add(plan, m)
    # What must be goes first, then what weighs most; at its place before anything changes place.
    told.sort(
        key=lambda m: (not problem.must_place(m.request), -problem.requests[m.request].weight)
    )
    left = [m for m in told if not plan.replace((), [m])]
    for m in left:
        _add(plan, m)
    for r in musts:
        if run.left() <= 0 or remaining(end) <= 0:
            break
        if plan.meeting[r] is None:
            _squeeze(plan, r)
    if plan.complete():
        run.offer(plan)
    if not run.closed("kept"):
        _choose(run, told, musts, end)
    everything = sum(_worth(run.options, m) for m in told)
    return run.closed("kept") and run.value("kept") == everything


def optimise_rest(
    run: Run, certain: bool, method: Callable[[Run], bool], levels: Sequence[Level]
) -> None:
    """Plan ``levels`` by ``method`` around what the best plan keeps.

    ``certain``: no other choice keeps as much, so that bounds hold for the whole problem.
    """
    if run.best is None or not levels:
        return
    problem = run.problem
    standing = {
        m.request: (m, run.best.kept(m)) for m in run.best.meetings() if run.best.kept(m) > 0
    }
    requests = list(problem.requests)
    for r, (m, worth) in standing.items():
        requests[r] = replace(
            requests[r],
            attendees=tuple((d,) for d in m.attendees),
            slots=None,
            fixed=Fixed(m.slot, m.place if worth == 3 else None),
        )
    rest = replace(problem, requests=tuple(requests), objective=tuple(levels), previous=None)
    method(_Rest(run, rest, certain))


class _Rest(Run):
    """A run on the problem around the kept meetings; what it finds belongs to the whole run."""

    def __init__(self, whole: Run, problem: Problem, certain: bool) -> None:
        super().__init__(
            Options.of(problem),
            time_limit=None if whole.deadline is None else whole.left(),
            stop=whole.stop,
            on_progress=None,
            workers=whole.workers,
            seed=whole.seed,
            effort=whole.effort,
        )
        self._whole = whole
        self._certain = certain
        if whole.best is not None:
            super().offer(whole.best.meetings())

    def offer(self, plan: Schedule | Sequence[Meeting]) -> bool:
        """Take a better plan, and hand it on."""
        better = super().offer(plan)
        if better and self.best is not None:
            self._whole.offer(self.best.meetings())
        return better

    def prove(self, level: Level, bound: int) -> None:
        """Note a bound; it counts for the whole if no other choice keeps as much."""
        super().prove(level, bound)
        if self._certain:
            self._whole.prove(level, bound)

    def enter(self, level: Level, phase: str = "") -> None:
        """Work on this level from now on."""
        super().enter(level, phase)
        self._whole.enter(level, phase)


def _still_possible(options: Options) -> list[Meeting]:
    """The previous meetings that could be held as told if they were alone with what is fixed."""
    taken = {
        (entry[0], request.fixed.slot): r
        for r, request in enumerate(options.problem.requests)
        if request.fixed is not None
        for entry in request.attendees
        if len(entry) == 1
    }
    return [
        m
        for m in options.problem.previous or ()
        if options.slots[m.request] >> m.slot & 1
        and all(options.meetable[d] >> m.slot & 1 for d in m.attendees)
        and all(taken.get((d, m.slot), m.request) == m.request for d in m.attendees)
    ]


def _fixed_elsewhere(options: Options, told: Sequence[Meeting]) -> list[Meeting]:
    """What is fixed and not among ``told``, each in its slot with the first who can."""
    kept = {m.request for m in told}
    return [
        Meeting(
            r,
            request.fixed.slot,
            options.places[r][0],
            tuple(
                next(d for d in entry if options.meetable[d] >> request.fixed.slot & 1)
                for entry in request.attendees
            ),
        )
        for r, request in enumerate(options.problem.requests)
        if request.fixed is not None and r not in kept and options.slots[r]
    ]


def _worth(options: Options, m: Meeting) -> int:
    """What the meeting can count at most."""
    there = m.place in options.places[m.request] and options.open[m.place] >> m.slot & 1
    return 3 if there else 2


def _most(options: Options, told: Sequence[Meeting]) -> int:
    """What can be kept at most, by the seats of each slot: two a meeting, one for its place.

    What is fixed in the slot and not among ``told`` needs a seat too.
    """
    problem = options.problem
    of_slot: dict[int, list[Meeting]] = {}
    for m in told:
        of_slot.setdefault(m.slot, []).append(m)
    kept = {m.request for m in told}
    others: dict[int, list[int]] = {}
    for r, request in enumerate(problem.requests):
        if request.fixed is not None and r not in kept:
            others.setdefault(request.fixed.slot, []).append(r)
    total = 0
    for slot, meetings in of_slot.items():
        besides = others.get(slot, [])
        wanted = Counter(m.place for m in meetings)
        sitting = [*(m.request for m in meetings), *besides]
        usable = Counter(p for r in sitting for p in set(options.places[r]))
        seats = -len(besides)
        for p, place in enumerate(problem.places):
            if options.open[p] >> slot & 1:
                seats += min(place.capacity, usable[p])
                total += min(place.capacity, wanted[p])
        total += 2 * max(0, min(seats, len(meetings)))
    return total


def _add(plan: Schedule, m: Meeting) -> bool:
    for place in plan.room(m.request, m.slot):
        if plan.replace((), [m._replace(place=place)]):
            return True
    return False


def _squeeze(plan: Schedule, request: int) -> bool:
    """Hold what must be where the least of what could go is in its way."""
    options, problem = plan.options, plan.problem
    ways = []
    for slot in bits(options.slots[request]):
        for attendees in islice(product(*problem.requests[request].attendees), MOST_WAYS):
            if not all(options.meetable[d] >> slot & 1 for d in attendees):
                continue
            out = {plan.agenda[d][slot] for d in attendees if slot in plan.agenda[d]}
            out |= _over_credits(plan, attendees, out)
            if not any(map(problem.must_place, out)):
                held = [m for m in (plan.meeting[r] for r in out) if m is not None]
                cost = len(held) + sum(plan.kept(m) for m in held)
                ways.append((cost, slot, attendees, out))
    for _, slot, attendees, out in sorted(ways, key=itemgetter(0)):
        for place in options.places[request]:
            m = Meeting(request, slot, place, attendees)
            if plan.replace(out, [m]):
                return True
        for guest in [m for m in plan.meetings() if m.slot == slot and m.request not in out]:
            if not problem.must_place(guest.request) and guest.place in options.places[request]:
                m = Meeting(request, slot, guest.place, attendees)
                if plan.replace({*out, guest.request}, [m]):
                    return True
    return False


def _over_credits(plan: Schedule, attendees: Sequence[int], out: set[int]) -> set[int]:
    """For each delegation without a credit left, a meeting that it gives up."""
    problem = plan.problem
    given: set[int] = set()
    for d in attendees:
        g = problem.delegates[d].delegation
        most = problem.delegations[g].max_meetings
        mine = [r for r in plan.options.requests_of[g] if plan.meeting[r] is not None]
        if most is not None and len(set(mine) - out - given) >= most:
            free = [r for r in mine if not problem.must_place(r) and r not in out | given]
            if free:
                given.add(min(free, key=lambda r: problem.requests[r].weight))
    return given


def _choose(run: Run, told: list[Meeting], musts: list[int], end: float | None) -> None:
    # Imported here since mostly nothing is to be chosen.
    from ortools.sat.python import cp_model

    from scheduler.levels import kept
    from scheduler.model import complete
    from scheduler.search.cpsat import Watch, solver

    slots = {m.request: 1 << m.slot for m in told}
    for r in musts:
        slots[r] = -1
    v = complete(run.options, slots, (), slots)
    v.model.maximize(kept.expression(v))
    if run.best is not None:
        v.hint(run.best.meetings())
    engine = solver(
        seconds=remaining(end),
        workers=run.workers,
        seed=run.seed,
        deterministic=run.share_of_effort(),
    )
    if run.left() <= 0:
        return
    with Watch(engine, lambda: run.left() <= 0):
        status = engine.solve(v.model)
    if status in (cp_model.OPTIMAL, cp_model.FEASIBLE):
        run.offer(v.meetings(engine))
        run.prove("kept", math.floor(engine.best_objective_bound + 1e-6))
