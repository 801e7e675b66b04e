"""``breaks``, ``waiting`` and ``places`` by walks, one on each core."""

from __future__ import annotations

from dataclasses import replace

from scheduler.clock import remaining
from scheduler.problem import Level
from scheduler.search.cooling import Task, cool
from scheduler.search.helper import helping
from scheduler.search.run import Run

WALKED: frozenset[Level] = frozenset({"breaks", "waiting", "places"})
"""The levels that walks improve."""
STEPS_PER_MEETING = 1_000
"""How long to walk where there is no limit."""
STEPS_PER_SECOND = 40_000
"""Steps that count as a second of a deterministic limit."""
HANDING_OVER = 0.3
"""Seconds before the end at which another process ends, so that its plan still counts."""
WORTH_HELP = 2.0
"""Seconds below which starting another process doesn't pay."""


def walks(run: Run) -> bool:
    """Whether walks keep the rules of the problem: they know all but ``max_break_spread``."""
    return run.problem.rules.max_break_spread is None


def improve(run: Run, level: Level, end: float | None) -> None:
    """Improve the level, with those before it no worse, until the moment ``end``."""
    if run.best is None or run.closed(level):
        return
    objective = run.problem.objective
    meetings = run.best.meetings()
    by_steps = end is None or run.effort is not None
    steps = STEPS_PER_MEETING * len(meetings)
    if run.effort is not None:
        steps = round(STEPS_PER_SECOND * run.effort / len(objective))
    task = Task(
        options=run.options,
        meetings=meetings,
        levels=[k for k in objective[: objective.index(level) + 1] if k in WALKED],
        seed=run.seed,
        end=None if by_steps else end,
        steps=steps,
        enough=run.bound(level),
    )
    helped = run.effort is None and remaining(end) > WORTH_HELP
    tasks = [
        replace(task, seed=run.seed + i, end=None if end is None else end - HANDING_OVER)
        for i in range(1, run.workers if helped else 1)
    ]
    with helping(tasks, run.offer):
        cool(task, run.offer, lambda: run.left() <= 0 or run.closed(level))
