"""Prices of a large linear program by PDLP, in a process of its own.

    python -m scheduler.search.firstorder PARENT

PDLP (Applegate et al. 2021) is a first-order method: on programs that take the simplex method
minutes it has prices within seconds that prove nearly as much. It holds Python's lock while it
works and can't be interrupted, so a process does it: a pickled ``Program`` on standard input, the
prices of its rows on standard output. The process ends with its parent.
"""

from __future__ import annotations

import os
import pickle
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from threading import Thread
from typing import Any, NamedTuple

import numpy as np
from scipy.sparse import csc_array

from scheduler.processes import end_with

ROOT = Path(__file__).resolve().parents[2]
PRECISION = 1e-4
"""Relative precision at which it may stop."""
_POLL = 0.1

Numbers = np.ndarray[Any, np.dtype[np.float64]]


class Program(NamedTuple):
    """Minimise ``cost @ x`` with ``low <= rows @ x <= high`` and ``lower <= x <= upper``."""

    cost: Numbers
    rows: csc_array
    low: Numbers
    high: Numbers
    lower: Numbers
    upper: Numbers
    seconds: float


def prices(program: Program, ended: Callable[[], bool]) -> Numbers | None:
    """The prices of the rows after at most ``seconds``; None: ``ended`` before."""
    process = subprocess.Popen(  # noqa: S603
        [sys.executable, "-m", "scheduler.search.firstorder", str(os.getpid())],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )
    answers: list[bytes] = []

    def talk() -> None:
        answers.append(process.communicate(pickle.dumps(program))[0])

    thread = Thread(target=talk, daemon=True)
    thread.start()
    while thread.is_alive():
        thread.join(_POLL)
        if ended():
            process.kill()
            return None
    if process.returncode != 0:
        return None
    found: Numbers = pickle.loads(answers[0])  # noqa: S301
    return found


def solve(program: Program) -> Numbers:
    """The prices of the rows, by PDLP."""
    # Imported here: it is for the other process only.
    from ortools.pdlp import solvers_pb2
    from ortools.pdlp.python import pdlp

    asked = pdlp.QuadraticProgram()
    asked.resize_and_initialize(len(program.cost), len(program.low))
    asked.objective_vector = program.cost
    asked.constraint_matrix = program.rows
    asked.constraint_lower_bounds, asked.constraint_upper_bounds = program.low, program.high
    asked.variable_lower_bounds, asked.variable_upper_bounds = program.lower, program.upper
    parameters = solvers_pb2.PrimalDualHybridGradientParams()
    parameters.num_threads = 1
    criteria = parameters.termination_criteria
    criteria.time_sec_limit = program.seconds
    criteria.simple_optimality_criteria.eps_optimal_relative = PRECISION
    found: Numbers = pdlp.primal_dual_hybrid_gradient(asked, parameters).dual_solution
    return found


def main() -> None:
    """Answer the program on standard input."""
    end_with(int(sys.argv[1]))
    program: Program = pickle.load(sys.stdin.buffer)  # noqa: S301
    pickle.dump(solve(program), sys.stdout.buffer)


if __name__ == "__main__":
    main()
