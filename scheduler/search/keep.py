"""``kept``: what people were told stays wherever it still can; then the best of the rest.

A meeting that is not where people were told counts nothing, so that the model needs only the
meetings as told, and what must be placed besides. Mostly all that is still possible fits together,
which is then plain to see; otherwise CP-SAT chooses, on this small model.

For the levels after it the kept meetings are fixed and all the rest is planned around them. Where
no other choice keeps as much, what is proven of the rest is proven of the whole problem.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import replace

from ortools.sat.python import cp_model

from scheduler.clock import remaining
from scheduler.levels import kept
from scheduler.model import complete
from scheduler.options import Options
from scheduler.problem import Fixed, Level, Meeting, Problem
from scheduler.schedule import Schedule
from scheduler.search.cpsat import Watch, solver
from scheduler.search.run import Run


def improve(run: Run, end: float | None) -> bool:
    """Keep as much as possible, and prove it; True if only one choice keeps so much."""
    told = _still_possible(run.options)
    most = sum(_worth(run.options, m) for m in told)
    run.prove("kept", most)
    plan = Schedule(run.options)
    musts = [r for r in range(len(run.problem.requests)) if run.problem.must_place(r)]
    if not musts:
        for m in told:
            _add(plan, m)
        run.offer(plan)
    if not run.closed("kept"):
        _choose(run, told, musts, end)
    return run.closed("kept") and run.value("kept") == most


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
    """The previous meetings that could be held as told if they were alone."""
    return [
        m
        for m in options.problem.previous or ()
        if options.slots[m.request] >> m.slot & 1
        and all(options.meetable[d] >> m.slot & 1 for d in m.attendees)
    ]


def _worth(options: Options, m: Meeting) -> int:
    """What the meeting can count at most."""
    there = m.place in options.places[m.request] and options.open[m.place] >> m.slot & 1
    return 3 if there else 2


def _add(plan: Schedule, m: Meeting) -> bool:
    for place in (m.place, *plan.room(m.request, m.slot)):
        if plan.replace((), [m._replace(place=place)]):
            return True
    return False


def _choose(run: Run, told: list[Meeting], musts: list[int], end: float | None) -> None:
    slots = {m.request: 1 << m.slot for m in told}
    for r in musts:
        slots[r] = -1
    v = complete(run.options, slots, (), slots)
    v.model.maximize(kept.expression(v))
    if run.best is not None:
        v.hint(run.best.meetings())
    engine = solver(seconds=remaining(end), workers=run.workers, seed=run.seed)
    if run.left() <= 0:
        return
    with Watch(engine, lambda: run.left() <= 0):
        status = engine.solve(v.model)
    if status in (cp_model.OPTIMAL, cp_model.FEASIBLE):
        run.offer(v.meetings(engine))
        run.prove("kept", math.floor(engine.best_objective_bound + 1e-6))
