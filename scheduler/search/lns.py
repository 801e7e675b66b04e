"""Large neighbourhood search (Shaw 1998): decide a part of the plan anew, by CP-SAT.

The part keeps all its meetings; slots, delegates and places are free. Its levels are minimised
together, an earlier one outweighing all later ones, from the present plan as a hint. Kinds of
neighbourhood and sizes that pay are drawn more often (Ropke & Pisinger 2006).
"""

from __future__ import annotations

from collections.abc import Sequence
from random import Random

from ortools.sat.python import cp_model
from ortools.sat.python.cp_model import LinearExpr

from scheduler.levels import EXPRESSIONS
from scheduler.model import complete
from scheduler.problem import MAXIMISED, Level, Meeting
from scheduler.schedule import Schedule
from scheduler.search.cpsat import Watch, remaining, solver
from scheduler.search.neighbourhoods import KINDS, Kind, Neighbourhood
from scheduler.search.run import Run

OUTWEIGHS = 2_000
"""How many units of a level one unit of the level before it outweighs in a neighbourhood."""
EFFORT = 1.5
"""Deterministic seconds for a neighbourhood."""
SMALLEST, LARGEST = 15, 1_000


class Search:
    """Improves the best plan of a run on ``levels``, which don't depend on what is placed."""

    def __init__(self, run: Run, levels: Sequence[Level], random: Random) -> None:
        self.run = run
        self.levels = levels
        self.random = random
        self.size = dict.fromkeys(KINDS, 60.0)
        self.worth = dict.fromkeys(KINDS, 1.0)

    def until(self, end: float | None) -> None:
        """Search until the moment ``end``, or until the last level is proven optimal."""
        while remaining(end) > 0.05 and self.run.left() > 0 and self.run.best is not None:
            if all(self.run.closed(level) for level in self.levels):
                return
            self.step(self.run.best, min(remaining(end), self.run.left()))

    def step(self, plan: Schedule, seconds: float) -> bool:
        """Decide one neighbourhood of the plan anew; True if the plan became better."""
        kind = self._draw()
        part = kind(plan, self.random, int(self.size[kind]))
        if not part.requests:
            return False
        meetings, status = self._solve(plan, part, seconds)
        better = False
        if meetings is not None:
            changed = plan.copy()
            changed.change([m.request for m in meetings], meetings)
            better = changed.costs < plan.costs and self.run.offer(changed)
        self.worth[kind] = max(0.05, 0.95 * self.worth[kind] + (1.0 if better else 0.0))
        grown = 1.1 if status == cp_model.OPTIMAL else 0.9
        self.size[kind] = min(LARGEST, max(SMALLEST, self.size[kind] * grown))
        return better

    def _draw(self) -> Kind:
        return self.random.choices(KINDS, [self.worth[kind] for kind in KINDS])[0]

    def _solve(
        self, plan: Schedule, part: Neighbourhood, seconds: float
    ) -> tuple[list[Meeting] | None, cp_model.CpSolverStatus]:
        others = [m for m in plan.meeting if m is not None and m.request not in part.requests]
        v = complete(
            self.run.options,
            part.requests,
            others,
            dict.fromkeys(part.requests, part.slots),
        )
        for r in part.requests:
            v.model.add_exactly_one(v.placed(r))
        goal: LinearExpr | int = 0
        for level in self.levels:
            sign = -1 if level in MAXIMISED else 1
            goal = OUTWEIGHS * goal + sign * EXPRESSIONS[level](v)
        v.model.minimize(goal)
        v.hint(m for r in part.requests if (m := plan.meeting[r]) is not None)
        engine = solver(
            seconds=seconds, workers=1, seed=self.random.randrange(1 << 30), deterministic=EFFORT
        )
        engine.parameters.linearization_level = 0
        with Watch(engine, lambda: self.run.left() <= 0):
            status = engine.solve(v.model)
        found = status in (cp_model.OPTIMAL, cp_model.FEASIBLE)
        return v.meetings(engine) if found else None, status
