"""Plan an event: the entry to the planner.

``solve`` settles the levels of the objective in turn. A problem that is small is handed to CP-SAT
as a whole; a large one gets a constructed plan and a bound from a relaxation on each level, then
neighbourhood search. ``docs/planner/levels.md`` explains the method.
"""

from __future__ import annotations

import ctypes
import logging
import os
import threading
import time
from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

from scheduler.objective import evaluate
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
GRACE, FIRST_GRACE = 0.2, 0.9
"""Seconds after the limit for which the search may finish; the second, as long as nobody meets."""
STOPPED_GRACE = 0.3
"""The same, as long as nobody meets, once somebody has asked to stop."""
READY = 8e-6
"""Processor seconds for each request before any search can begin."""
_LOOK = 0.05
logger = logging.getLogger(__name__)


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
    hopeless = time_limit is not None and time_limit + FIRST_GRACE < READY * len(problem.requests)
    if hopeless or (stop is not None and stop.is_set()):
        plan = _nothing(problem)
        return Result(plan, seed=seed, workers=workers or os.cpu_count() or 1)
    if not problem.objective:
        return _unasked(
            solve(
                replace(problem, objective=("weight",)),
                time_limit=time_limit,
                deterministic_limit=deterministic_limit,
                workers=workers,
                seed=seed,
                on_progress=on_progress,
                stop=stop,
            )
        )
    run = Run(
        Options.of(problem),
        time_limit=time_limit,
        stop=stop,
        on_progress=on_progress,
        workers=workers or os.cpu_count() or 1,
        seed=seed,
        effort=deterministic_limit,
    )
    plan = _Search(run).answer()
    return Result(plan, seconds=run.seconds, seed=seed, workers=run.workers)


class _Search:
    """A search on a thread of its own, left behind if it doesn't end when it should.

    Every method looks at the clock, but not while a library loads or solves. What has been found by
    then is in the run, so nobody need wait for the method to notice.
    """

    def __init__(self, run: Run) -> None:
        self._run = run
        self.possible = True
        self.plan: Plan | None = None
        self.error: BaseException | None = None
        self.done = threading.Event()
        self._left_behind = False

    def answer(self) -> Plan:
        """Search, and return the plan at the latest a moment after the end of the time."""
        run = self._run
        thread = threading.Thread(target=self._work, daemon=True)
        thread.start()
        over: float | None = None
        while not self.done.wait(_LOOK):
            if run.left() > 0:
                continue
            over = over or time.monotonic()
            if time.monotonic() - over > self._grace():
                self._abandon(thread)
                break
        run.close()
        if self.error is not None and not (run.best is not None and self._outside(self.error)):
            raise self.error
        if self.plan is not None:
            return self.plan
        if not self.possible:
            return _infeasible(run.problem, everything(run.problem))
        if run.best is None:
            raise NoPlanError("no plan was found within the limit")
        return _plan(run, run.best)

    def _outside(self, error: BaseException) -> bool:
        """Whether it is the machine that failed: no room on a disk, no memory, no process.

        Then the plan in hand is as good as before; a fault of the search itself is told.
        """
        if isinstance(error, OSError | MemoryError):
            logger.warning("the search ended early: %s", error)
            return True
        return False

    def _abandon(self, thread: threading.Thread) -> None:
        """End the thread at its next step in Python, so that it no longer takes turns with us."""
        self._left_behind = True
        ctypes.pythonapi.PyThreadState_SetAsyncExc(
            ctypes.c_ulong(thread.ident or 0), ctypes.py_object(SystemExit)
        )

    def _grace(self) -> float:
        run = self._run
        if run.best is not None and run.best.meetings():
            return GRACE
        return STOPPED_GRACE if run.stop.is_set() else FIRST_GRACE

    def _work(self) -> None:
        try:
            self._search()
        except BaseException as error:
            if not self._left_behind:
                self.error = error
        finally:
            self.done.set()

    def _search(self) -> None:
        run, problem = self._run, self._run.problem
        if not any(map(problem.must_place, range(len(problem.requests)))):
            run.offer(Schedule(run.options))
        for level in problem.objective:
            if level not in MAXIMISED:
                run.prove(level, 0)
        self.possible = optimise(run)
        if not self.possible:
            from scheduler.search.conflict import conflict

            self.plan = _infeasible(problem, conflict(run, EXPLAIN_SECONDS))


def _unasked(result: Result) -> Result:
    """The result where no level was asked for: any plan would do, so each is the best."""
    if result.plan.status == "infeasible":
        return result
    return replace(result, plan=replace(result.plan, status="optimal", objective=()))


def everything(problem: Problem) -> Conflict:
    """The conflict of all that must be placed with all rules: certain, and far from small."""
    from scheduler.search.conflict import GUARDED, Conflict

    return Conflict(
        requests=tuple(r for r in range(len(problem.requests)) if problem.must_place(r)),
        rules=tuple(rule for rule in GUARDED if getattr(problem.rules, rule) is not None),
        minimal=False,
    )


def _infeasible(problem: Problem, found: Conflict) -> Plan:
    return Plan("infeasible", unplaced=_unplaced(problem, found))


def _nothing(problem: Problem) -> Plan:
    """The plan without meetings, where there is time for no other; raises NoPlanError."""
    requests = range(len(problem.requests))
    if any(map(problem.must_place, requests)):
        raise NoPlanError("no plan was found within the limit")
    objective = tuple(
        LevelValue(level, value, None if level in MAXIMISED else 0)
        for level, value in evaluate(problem, ()).items()
    )
    return Plan(status_of(objective), (), tuple(map(Unplaced, requests)), objective)


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
