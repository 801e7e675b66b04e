"""Plan an event: the entry to the planner.

``solve`` settles the levels of the objective in turn. A problem that is small is handed to CP-SAT
as a whole; a large one gets a constructed plan and a bound from a relaxation on each level, then
neighbourhood search. ``docs/planner/levels.md`` explains the method.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Callable
from typing import TYPE_CHECKING

from scheduler.options import Options
from scheduler.plan import LevelValue, Plan, Result, Unplaced, status_of
from scheduler.problem import MAXIMISED, Problem
from scheduler.progress import Progress
from scheduler.schedule import Schedule
from scheduler.search.run import Run
from scheduler.search.strategy import optimise

if TYPE_CHECKING:
    from scheduler.search.conflict import Conflict

EXPLAIN_SECONDS = 20.0
"""At most so long is spent on making a conflict small."""


class NoPlanError(Exception):
    """Within the limit no plan was found, nor was it proven that there is none."""


def solve(
    problem: Problem,
    *,
    time_limit: float | None = None,
    deterministic_limit: float | None = None,
    workers: int | None = None,
    seed: int = 1,
    on_progress: Callable[[Progress], None] | None = None,
    stop: threading.Event | None = None,
) -> Result:
    """Find the best plan of ``problem`` and what can be proven of it.

    Args:
        problem: a validated problem (see ``scheduler.reading``).
        time_limit: seconds; None: until every level is proven, or nothing more is found.
        deterministic_limit: effort in units of about a second; the same problem, seed and
            deterministic limit give the same plan, unless ``time_limit`` or ``stop`` cut it short.
            One worker is used.
        workers: threads and processes; None: one for each processor.
        seed: of all random choices.
        on_progress: called with each improvement, from any thread, one call at a time.
        stop: once set, the best plan so far is returned within a second.

    Raises:
        NoPlanError: the limit was reached, or ``stop`` set, before there was a plan.
    """
    threads = workers or os.cpu_count() or 1
    run = Run(
        Options.of(problem),
        time_limit=time_limit,
        stop=stop,
        on_progress=on_progress,
        workers=threads,
        seed=seed,
        effort=deterministic_limit,
    )
    if not any(map(problem.must_place, range(len(problem.requests)))):
        run.offer(Schedule(run.options))
    for level in problem.objective:
        if level not in MAXIMISED:
            run.prove(level, 0)
    if not optimise(run):
        from scheduler.search.conflict import conflict

        plan = Plan("infeasible", unplaced=_unplaced(problem, conflict(run, EXPLAIN_SECONDS)))
    elif run.best is None:
        raise NoPlanError("no plan was found within the limit")
    else:
        plan = _plan(run, run.best)
    return Result(plan, seconds=run.seconds, seed=seed, workers=run.workers)


def _plan(run: Run, best: Schedule) -> Plan:
    objective = tuple(
        LevelValue(level, run.value(level), run.bound(level)) for level in run.problem.objective
    )
    unplaced = tuple(Unplaced(r) for r, meeting in enumerate(best.meeting) if meeting is None)
    return Plan(status_of(objective), tuple(best.meetings()), unplaced, objective)


def _unplaced(problem: Problem, found: Conflict) -> tuple[Unplaced, ...]:
    """The requests of a conflict, each told what it can't hold together with."""
    told = []
    for r in found.requests:
        others = [repr(problem.requests[q].id) for q in found.requests if q != r]
        rules = [f"the rule {rule}" for rule in found.rules]
        company = _listed([*others[:8], *rules, *(["others"] if len(others) > 8 else [])])
        can = "can't be held together with" if company else "can't be held at all"
        told.append(Unplaced(r, f"{can} {company}".strip()))
    return tuple(told)


def _listed(names: list[str]) -> str:
    return " and ".join([", ".join(names[:-1]), names[-1]]) if len(names) > 1 else "".join(names)
