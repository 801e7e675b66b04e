"""Running CP-SAT within a run: limits, cancelling, and improvements as they come."""

from __future__ import annotations

import threading
from collections.abc import Callable

from ortools.sat.python import cp_model

POLL = 0.1
"""Seconds between two looks at the stop event of a running solver."""


class Watch:
    """Ends a solver when ``ended`` says so, from a thread of its own."""

    def __init__(self, solver: cp_model.CpSolver, ended: Callable[[], bool]) -> None:
        self._solver = solver
        self._ended = ended
        self._done = threading.Event()
        self._thread = threading.Thread(target=self._look, daemon=True)

    def __enter__(self) -> Watch:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._done.set()
        self._thread.join()

    def _look(self) -> None:
        while not self._done.wait(POLL):
            if self._ended():
                # A solver that has not yet started does not notice, so keep telling it.
                self._solver.stop_search()


class OnSolution(cp_model.CpSolverSolutionCallback):
    """Calls back with each solution that the solver finds."""

    def __init__(self, told: Callable[[cp_model.CpSolverSolutionCallback], None]) -> None:
        super().__init__()
        self._told = told

    def on_solution_callback(self) -> None:
        """Pass the solution on."""
        self._told(self)


def solver(
    *, seconds: float, workers: int, seed: int, deterministic: float | None = None
) -> cp_model.CpSolver:
    """A solver with its limits set; infinite ``seconds`` are no limit."""
    made = cp_model.CpSolver()
    made.parameters.num_workers = workers
    made.parameters.random_seed = seed
    # Interrupts are for the caller: CP-SAT's own handler would take the place of Python's.
    made.parameters.catch_sigint_signal = False
    if seconds != float("inf"):
        made.parameters.max_time_in_seconds = max(0.01, seconds)
    if deterministic is not None:
        made.parameters.max_deterministic_time = deterministic
    return made
