"""``breaks``, ``waiting`` and ``places`` by walks that cool down as their time runs out."""

from __future__ import annotations

import time
from random import Random

from scheduler.problem import Level, Meeting
from scheduler.search.run import Run
from scheduler.search.walk import BATCH, Pace, Walk

WALKED: frozenset[Level] = frozenset({"breaks", "waiting", "places"})
"""The levels that walks improve."""
HEAT: dict[Level, tuple[float, float]] = {
    "breaks": (0.5, 0.05),
    "waiting": (0.5, 0.05),
    "places": (0.7, 0.1),
}
"""Per level, the temperature at the start and at the end."""
PENALTY = (6.0, 12.0)
"""The weight of earlier levels, likewise."""
STEPS_PER_MEETING = 1_000
"""How long to walk where there is no limit of time."""
OFFER_EVERY = 0.5
"""Seconds between two plans handed on, while they still get better quickly."""


def walks(run: Run) -> bool:
    """Whether walks keep the rules of the problem: they know all but ``max_break_spread``."""
    return run.problem.rules.max_break_spread is None


def improve(run: Run, level: Level, end: float | None, random: Random) -> None:
    """Improve the level, with those before it no worse, until the moment ``end``."""
    if run.best is None or run.closed(level):
        return
    objective = run.problem.objective
    levels = [k for k in objective[: objective.index(level) + 1] if k in WALKED]
    meetings = run.best.meetings()
    walk = Walk(run.options, meetings, levels)
    started = time.monotonic()
    most = STEPS_PER_MEETING * len(meetings)
    steps = 0
    bound = run.bound(level)
    pending: list[list[Meeting]] = []
    offered = started

    def pace() -> Pace | None:
        nonlocal steps, offered
        steps += BATCH
        now = time.monotonic()
        if pending and (now - offered > OFFER_EVERY):
            run.offer(pending.pop())
            pending.clear()
            offered = time.monotonic()
        gone = steps / most if end is None else (now - started) / max(0.01, end - started)
        if gone >= 1 or run.left() <= 0 or (walk.now == bound and run.closed(level)):
            return None
        hot, cold = HEAT[level]
        low, high = PENALTY
        return Pace(hot * (cold / hot) ** gone, low * (high / low) ** gone)

    def better() -> None:
        pending[:] = [walk.meetings()]

    walk.run(random, pace, better)
    if pending:
        run.offer(pending.pop())
