"""How a walk in compiled code cools down as its time, or its number of steps, runs out.

Where only one level counts, the temperature falls from start to end. Where earlier ones count too,
a walk that never loses anything on them hardly moves. So it crosses that boundary and comes back
(strategic oscillation: Glover & Laguna 1997): first it takes what can be had without crossing, then
it wanders, what is lost on earlier levels becoming dearer and dearer; then it mends what is still
lost, at whatever cost to the present level within reason; and polishes the rest of the time.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import datetime
from typing import Any

import numpy as np

from scheduler.options import Options
from scheduler.problem import Delegate, Delegation, Level, Meeting, Place, Problem, Request, Slot
from scheduler.search.compiled.arrays import board_of, meetings_of
from scheduler.search.compiled.changes import BEST, THERE, count_all
from scheduler.search.compiled.walk import look, sow, walk
from scheduler.search.task import Task

HEAT: dict[Level, tuple[float, float]] = {
    "breaks": (0.6, 0.05),
    "waiting": (0.6, 0.05),
    "places": (0.7, 0.25),
}
"""Per level, the temperature at the start and at the end."""
AMPLE = 3_000
"""Steps for each meeting for which that start is right; with fewer, it is colder."""
FIRST, LAST, EARLY_LAST = 0.06, 0.65, 0.3
"""The shares of the time at which the walk begins to wander, and to mend: the earlier, the fewer
steps there are."""
LOSS = (1.2, 3.5)
"""What a unit of an earlier level costs at the start and the end of wandering."""
DEAR = 10.0
"""The same while polishing."""
MENDING = (0.15, 0.005)
MENDING_HEAT = (0.25, 0.1)
"""While mending: what the present level costs in units of the earlier ones, and how hot it is, at
the start and from two thirds of the time on. Without some heat the last units are never mended:
what is in the way is several people together."""
UNFAIR = 1.0
"""What a unit of ``fairness`` costs beyond what it may be."""
BATCH = 20_000
"""Steps at one temperature."""
LONGEST = 400
"""Chains with more meetings are not followed."""
CHANCES = {False: (0.1, 0.2, 0.2, 0.3, 0.5), True: (0.1, 0.15, 0.25, 0.3, 0.5)}
"""Whether places matter most: up to which draw an exchange, a colleague, a place, a slot is tried;
beyond, a chain. The last: how often it starts from somebody whose day isn't yet as it should be."""
FOCUSED = 0.9
"""The same while mending."""
OFFER_EVERY = 0.5
"""Seconds between two plans handed on, while they still get better quickly."""
FIGURES: tuple[Level, ...] = ("fairness", "breaks", "waiting", "places")


Prices = np.ndarray[Any, np.dtype[np.float64]]


def warm_up() -> None:
    """Load the compiled code, or compile it."""
    problem = Problem(
        name="",
        slots=(Slot("", datetime.min, datetime.min, 0),),
        places=(Place(""),),
        delegations=(Delegation(""), Delegation("")),
        delegates=(Delegate("", 0), Delegate("", 1)),
        requests=(Request("", ((0,), (1,))),),
    )
    task = Task(Options.of(problem), [Meeting(0, 0, 0, (0, 1))], ["places"], 1, None, 1, None)
    cool(task, lambda meetings: None, lambda: False)


def cool(task: Task, offer: Callable[[list[Meeting]], object], ended: Callable[[], bool]) -> None:
    """Walk until the task's time is up or ``ended``; ``offer`` is called with better plans."""
    board = board_of(task.options, task.meetings)
    count_all(board)
    sow(task.seed)
    level = FIGURES.index(task.levels[-1])
    early = [FIGURES.index(k) for k in task.levels[:-1]]
    figures, best = board.total[THERE], board.total[BEST]
    limit = np.zeros(4, np.int64)
    limit[[0, *early]] = best[[0, *early]]
    started = offered = time.monotonic()
    seconds = None if task.end is None else max(0.01, task.end - started)
    known = best.tolist()
    steps = 0
    mended = False
    while not ended():
        now = time.monotonic()
        gone = steps / max(1, task.steps) if seconds is None else (now - started) / seconds
        if best.tolist() != known and now - offered > OFFER_EVERY:
            known = best.tolist()
            offer(meetings_of(board))
            offered = time.monotonic()
        enough = task.enough is not None and best[level] <= task.enough
        if gone >= 1 or (enough and all(best[early] <= limit[early])):
            break
        pace = steps / gone / max(1, len(task.meetings)) if gone > 0 else 0.0
        last = EARLY_LAST + (LAST - EARLY_LAST) * min(1.0, pace / AMPLE)
        if not early:
            heat, loss, price = _falling(task.levels[-1], gone, pace), 0.0, 1.0
        elif FIRST <= gone < last:
            share = (gone - FIRST) / (last - FIRST)
            heat, loss = _falling(task.levels[-1], share, pace), _between(LOSS, share)
            price = 1.0
        elif gone >= last and not mended and any(figures[early] > limit[early]):
            share = min(1.0, 1.5 * (gone - last) / (1 - last))
            heat, price = _between(MENDING_HEAT, share), _between(MENDING, share)
            loss = 1.0
        else:
            mended = gone >= last
            heat, loss, price = HEAT[task.levels[-1]][1], DEAR, 1.0
        prices = np.zeros(4)
        prices[0], prices[early], prices[level] = UNFAIR, loss, price
        chances = np.array(CHANCES[task.levels[-1] == "places" and price == 1.0])
        if price < 1:
            chances[4] = FOCUSED
        look(board, _worries(prices, level, price))
        walk(board, BATCH, heat, prices, limit, level, chances, LONGEST)
        steps += BATCH
    if best.tolist() != known:
        offer(meetings_of(board))


def _falling(level: Level, share: float, pace: float) -> float:
    """The temperature when a share of the time has gone, at so many steps for each meeting."""
    hot, cold = HEAT[level]
    return _between((max(cold, hot * min(1.0, pace / AMPLE)), cold), share)


def _between(ends: tuple[float, float], share: float) -> float:
    """From one end to the other, by the same factor in the same time."""
    start, end = ends
    return start * (end / start) ** share


def _worries(prices: Prices, level: int, price: float) -> Prices:
    """What makes a person's day one to look at first: while mending, only the earlier levels."""
    worries = prices.copy()
    if price < 1:
        worries[level] = 0.0
    return worries
