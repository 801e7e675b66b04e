"""``breaks``, ``waiting`` and ``places`` by walks, then by CP-SAT in parts, one on each core."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace
from threading import Lock

from scheduler.problem import Level, Meeting
from scheduler.schedule import Schedule
from scheduler.search.cooling import cool
from scheduler.search.crew import Crew
from scheduler.search.run import Run
from scheduler.search.task import Task

WALKED: frozenset[Level] = frozenset({"breaks", "waiting", "places"})
"""The levels that walks improve."""
STEPS_PER_MEETING = 1_000
"""How long to walk where there is no limit; ten times as long in compiled code."""
STEPS_PER_SECOND = 40_000
"""Steps that count as a second of a deterministic limit."""
HANDING_OVER = 0.3
"""Seconds before the end at which other processes end, so that their plans still count."""
REARRANGED: frozenset[Level] = frozenset({"places"})
"""Those for which rearranging parts was seen to find something; for ``waiting`` it found nothing,
for ``breaks`` it was not measured."""
WALK = 0.012
"""Seconds of walking for each meeting after which rearranging parts finds more than walking on."""
WALK_AT_LEAST = 0.5
"""The least share of the time that is walked."""
ROUNDS = 4
"""How often the processes that rearrange parts begin anew with the best plan of all of them."""
WORTH_ROUND = 2.0
"""Seconds below which such a round isn't begun."""
WORTH_HELP = 8.0
"""Seconds below which starting other processes doesn't pay."""


def walks(run: Run) -> bool:
    """Whether walks keep the rules of the problem: they know all but ``max_break_spread``."""
    return run.problem.rules.max_break_spread is None


def improve(
    run: Run,
    level: Level,
    end: float | None,
    crew: Crew | None = None,
    meanwhile: Callable[[], None] | None = None,
) -> None:
    """Improve the level, with those before it no worse, until the moment ``end``.

    The ``crew`` walks in compiled code, and ``meanwhile`` is done here; until it is ready, or
    without one, a walk in Python does what it can.
    """
    if run.best is None or run.closed(level):
        return
    objective = run.problem.objective
    by_steps = end is None or run.effort is not None
    task = Task(
        options=run.options,
        meetings=run.best.meetings(),
        levels=[k for k in objective[: objective.index(level) + 1] if k in WALKED],
        seed=run.seed,
        end=None if by_steps else end,
        steps=STEPS_PER_MEETING * len(run.best.meetings()),
        enough=run.bound(level),
    )
    if (effort := run.share_of_effort()) is not None:
        task = replace(task, steps=round(STEPS_PER_SECOND * effort))

    def ended() -> bool:
        return run.left() <= 0 or run.closed(level)

    if crew is None:
        if meanwhile is not None:
            meanwhile()
        cool(replace(task, enough=run.bound(level)), run.offer, ended)
        return
    cool(task, run.offer, lambda: ended() or crew.ready())
    if ended() or not crew.ready():
        return
    last = None if task.end is None else task.end - HANDING_OVER
    walked = last
    if last is not None and level in REARRANGED:
        walked = _end_of_walks(last, len(task.meetings))
    task = replace(task, meetings=run.best.meetings(), end=walked, steps=10 * task.steps)
    tasks = [replace(task, seed=run.seed + i) for i in range(run.workers)]
    with crew.walking(tasks, run.offer, ended):
        if meanwhile is not None:
            meanwhile()
    if last is not None and walked != last:
        _rearrange(run, task, last, crew, ended)


def _end_of_walks(last: float, meetings: int) -> float:
    """The moment at which walking ends, of a time until ``last``."""
    now = time.monotonic()
    end = now + max(WALK_AT_LEAST * (last - now), WALK * meetings)
    return last if last - end < WORTH_ROUND else end


def _rearrange(run: Run, task: Task, last: float, crew: Crew, ended: Callable[[], bool]) -> None:
    """Have the crew rearrange parts of the plan until ``last``.

    In every other round each process has days of its own, so that what all of them find goes
    together; in the others parts may reach over all days, and the best plan counts.
    """
    for number in range(ROUNDS):
        left = last - time.monotonic()
        if run.best is None or ended() or left < WORTH_ROUND / 2:
            return
        end = last if left < 2 * WORTH_ROUND else time.monotonic() + left / (ROUNDS - number)
        best = run.best.meetings()
        days = sorted({run.options.day_of[m.slot] for m in best})
        shares = min(run.workers, len(days)) if number % 2 == 0 else 1
        tasks = [
            replace(
                task,
                meetings=best,
                end=end,
                enough=run.bound(task.levels[-1]),
                seed=run.seed + number * run.workers + i,
                days=tuple(days[i % shares :: shares]),
            )
            for i in range(run.workers)
        ]
        with crew.walking(tasks, _joined(run, best), ended):
            pass


def _joined(run: Run, base: list[Meeting]) -> Callable[[list[Meeting]], object]:
    """Takes plans made of ``base`` by others on other days: what each changed goes together."""
    known = set(base)
    day_of = run.options.day_of
    lock = Lock()

    def offer(meetings: list[Meeting]) -> None:
        with lock:
            join(meetings)

    def join(meetings: list[Meeting]) -> None:
        changed = {day_of[m.slot] for m in known.symmetric_difference(meetings)}
        others = run.best.meetings() if run.best is not None else []
        joined = [m for m in others if day_of[m.slot] not in changed]
        joined += [m for m in meetings if day_of[m.slot] in changed]
        schedule = Schedule.checked(run.options, joined)
        if schedule is None or not run.offer(schedule):
            run.offer(meetings)

    return offer
