"""How a walk cools down as its time, or its number of steps, runs out."""

from __future__ import annotations

import time
from collections.abc import Callable
from random import Random

from scheduler.problem import Level, Meeting
from scheduler.search.task import Task
from scheduler.search.walk import BATCH, Pace, Walk

HEAT: dict[Level, tuple[float, float]] = {
    "breaks": (0.5, 0.05),
    "waiting": (0.5, 0.05),
    "places": (0.7, 0.1),
}
"""Per level, the temperature at the start and at the end."""
AMPLE = 300
"""Steps for each meeting for which that start is right; with fewer, it is colder."""
PENALTY = (6.0, 12.0)
"""The weight of earlier levels, likewise."""
OFFER_EVERY = 0.5
"""Seconds between two plans handed on, while they still get better quickly."""


def cool(task: Task, offer: Callable[[list[Meeting]], object], ended: Callable[[], bool]) -> None:
    """Walk until the task's time is up or ``ended``; ``offer`` is called with better plans."""
    walk = Walk(task.options, task.meetings, task.levels)
    started = offered = time.monotonic()
    seconds = None if task.end is None else max(0.01, task.end - started)
    allowed = walk.early
    ample = max(1, AMPLE * len(task.meetings))
    steps = 0
    pending: list[list[Meeting]] = []

    def pace() -> Pace | None:
        nonlocal steps, offered
        steps += BATCH
        now = time.monotonic()
        if pending and now - offered > OFFER_EVERY:
            offer(pending.pop())
            offered = time.monotonic()
        gone = steps / max(1, task.steps) if seconds is None else (now - started) / seconds
        done = walk.now == task.enough and walk.early <= allowed
        if gone >= 1 or done or ended():
            return None
        hot, cold = HEAT[task.levels[-1]]
        hot = max(cold, hot * min(1.0, steps / gone / ample))
        low, high = PENALTY
        return Pace(hot * (cold / hot) ** gone, low * (high / low) ** gone)

    def better() -> None:
        pending[:] = [walk.meetings()]

    walk.run(Random(task.seed), pace, better)
    if pending:
        offer(pending.pop())
