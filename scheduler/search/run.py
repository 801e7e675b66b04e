"""The state that all parts of a run share: the best plan, what is proven, and when to stop."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Sequence

from scheduler.options import Options
from scheduler.problem import MAXIMISED, Level, Meeting
from scheduler.progress import Progress
from scheduler.schedule import Costs, Schedule

Report = Callable[[Progress], None]


class Run:
    """The best plan so far and the proven bounds of a run; safe to use from several threads.

    ``phase_level`` is the position in the objective of the level that is worked on. From then
    on that level and those before it never get worse, so that what has been reported stays true.
    """

    def __init__(
        self,
        options: Options,
        *,
        time_limit: float | None,
        stop: threading.Event | None,
        on_progress: Report | None,
        workers: int,
        seed: int,
        effort: float | None = None,
    ) -> None:
        self.options = options
        self.problem = options.problem
        self.workers = workers if effort is None else 1
        self.effort = effort
        self.seed = seed
        self.best: Schedule | None = None
        self.phase_level = 0
        self.phase = ""
        self._bounds: dict[Level, int] = {}
        self._reported: dict[Level, tuple[int, int | None]] = {}
        self._started = time.monotonic()
        self._deadline = None if time_limit is None else self._started + time_limit
        self._stop = stop or threading.Event()
        self._lock = threading.RLock()
        self._on_progress = on_progress
        self._closed = False

    # -- time

    @property
    def seconds(self) -> float:
        """Since the start of the run."""
        return time.monotonic() - self._started

    @property
    def deadline(self) -> float | None:
        """On the clock of ``time.monotonic``; None: no limit."""
        return self._deadline

    @property
    def stop(self) -> threading.Event:
        """Set from outside to end the run with the best plan so far."""
        return self._stop

    def left(self) -> float:
        """Seconds left; infinite without a limit, 0 when the run is to end."""
        if self._closed or self._stop.is_set():
            return 0.0
        if self._deadline is None:
            return float("inf")
        return max(0.0, self._deadline - time.monotonic())

    def until(self, share: float) -> float | None:
        """The moment at which this share of the time left has gone.

        With a deterministic limit, shares of time must not matter: the end of the run.
        """
        if self._deadline is None or self.effort is not None:
            return self._deadline
        return time.monotonic() + share * self.left()

    def close(self) -> None:
        """Tell how every level ended; from then on take and tell nothing more."""
        with self._lock:
            self.phase_level = len(self.problem.objective) - 1
            for level in self.problem.objective:
                self._report(level)
            self._closed = True

    def share_of_effort(self) -> float | None:
        """What one level may take of a deterministic limit; None: there is none."""
        return None if self.effort is None else self.effort / max(1, len(self.problem.objective))

    # -- plans and bounds

    @property
    def costs(self) -> Costs | None:
        """What the best plan costs (see ``Schedule.costs``)."""
        return None if self.best is None else self.best.costs

    def offer(self, plan: Schedule | Sequence[Meeting]) -> bool:
        """Take a plan that holds if it is better than the best so far."""
        schedule = plan if isinstance(plan, Schedule) else Schedule(self.options, plan)
        with self._lock:
            if self._closed:
                return False
            known = self.costs
            if known is not None:
                settled = self.phase_level + 1
                worse = any(
                    new > old
                    for new, old in zip(schedule.costs[:settled], known[:settled], strict=True)
                )
                if worse or schedule.costs >= known:
                    return False
            self.best = schedule.copy() if schedule is plan else schedule
            for level in self.problem.objective[: self.phase_level + 1]:
                self._report(level)
            return True

    def offer_checked(self, meetings: Sequence[Meeting]) -> bool:
        """Offer meetings that may not be a plan: only if they break no rule and lack nothing."""
        schedule = Schedule.checked(self.options, meetings)
        return schedule is not None and self.offer(schedule)

    def bound(self, level: Level) -> int | None:
        """What is proven of the level: no plan as good on all levels before is better."""
        with self._lock:
            return self._bounds.get(level)

    def prove(self, level: Level, bound: int) -> None:
        """Note a proven bound of the level; the tightest one counts."""
        with self._lock:
            if self._closed:
                return
            known = self._bounds.get(level)
            better = max if level not in MAXIMISED else min
            if known is None or better(known, bound) != known:
                self._bounds[level] = bound
                if self.problem.objective.index(level) <= self.phase_level:
                    self._report(level)

    def value(self, level: Level) -> int:
        """The level's value of the best plan; raises LookupError if there is none yet."""
        if self.best is None:
            raise LookupError("no plan yet")
        cost = self.best.costs[self.problem.objective.index(level)]
        return -cost if level in MAXIMISED else cost

    def closed(self, level: Level) -> bool:
        """Whether the best plan is proven optimal on the level."""
        return self.best is not None and self.bound(level) == self.value(level)

    def enter(self, level: Level, phase: str = "") -> None:
        """Work on this level from now on."""
        with self._lock:
            self.phase_level = self.problem.objective.index(level)
            self.phase = phase or level
            if self.best is not None:
                self._report(level)

    def _report(self, level: Level) -> None:
        if self._on_progress is None or self.best is None or self._closed:
            return
        told = (self.value(level), self.bound(level))
        if self._reported.get(level) == told:
            return
        self._reported[level] = told
        self._on_progress(
            Progress(
                seconds=self.seconds,
                level=level,
                value=told[0],
                bound=told[1],
                placed=len(self.best.meetings()),
                requests=len(self.problem.requests),
                phase=self.phase,
            )
        )
