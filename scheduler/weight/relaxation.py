"""The bound with slots: a linear program solved to prices, made exact by rounding.

For any prices of the rows, no plan weighs more than the limits at their prices plus what each
request earns in the best of its columns (Lagrangian relaxation, Geoffrion 1974). So the prices may
come from a method that is fast and only nearly right, as PDLP is. They are rounded to multiples of
1 / ``SCALE`` and the sum is made in whole numbers.

PDLP runs in a process of its own (``scheduler.weight.pdlp``): the search goes on meanwhile, and can
be told to stop at any moment.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csc_array

from scheduler.weight.columns import Columns
from scheduler.weight.prices import Integers, total

SCALE = 1 << 20
PRECISION = 1e-5
ENTRIES_PER_SECOND = 3e8
"""Entries of the matrix that PDLP multiplies in a second of a deterministic limit."""
LOOK = 0.05
"""Seconds between two looks at whether to go on."""

Numbers = NDArray[np.float64]


@dataclass(frozen=True)
class Relaxed:
    """What the prices of the rows say.

    Attributes:
        loss: per column, how much worse it is at the prices than the best use of its request.
        merit: per column, its weight less the prices of what it takes from other slots.
        share: per column, its part in the relaxation.
        bound: no plan weighs more.
        prices: per row, its price.
    """

    loss: Numbers
    merit: Numbers
    share: Numbers
    bound: int
    prices: Numbers


def relax(
    columns: Columns,
    *,
    seconds: float,
    threads: int,
    go_on: Callable[[], bool],
    effort: float | None = None,
) -> Relaxed | None:
    """Solve the relaxation as far as it goes within ``seconds``, or a deterministic ``effort``.

    ``go_on`` is asked all the time; None: it said no.
    """
    weight, must = _weights(columns)
    matrix = columns.matrix
    with tempfile.TemporaryDirectory() as folder:
        question, answer = Path(folder) / "question.npz", Path(folder) / "answer.npz"
        np.savez(
            question,
            cost=-weight[columns.request].astype(float),
            indices=matrix.indices,
            indptr=matrix.indptr,
            limit=columns.limit,
            must=np.flatnonzero(must),
            seconds=seconds,
            iterations=-1 if effort is None else _iterations(effort, len(matrix.indices)),
            threads=threads,
            precision=PRECISION,
        )
        with subprocess.Popen(  # noqa: S603
            [sys.executable, "-m", "scheduler.weight.pdlp", question, answer, str(os.getpid())],
            cwd=Path(__file__).parents[2],
            stdin=subprocess.DEVNULL,
        ) as process:
            while process.poll() is None:
                if not go_on():
                    process.kill()
                    return None
                with suppress(subprocess.TimeoutExpired):
                    process.wait(LOOK)
        if process.returncode:
            return None
        with np.load(answer) as found:
            return priced(columns, found["prices"], found["share"])


def _iterations(effort: float, entries: int) -> int:
    return max(500, round(effort * ENTRIES_PER_SECOND / max(1, entries)))


def priced(columns: Columns, prices: Numbers, share: Numbers) -> Relaxed:
    """What any prices of the rows say; ``share`` is passed on."""
    weight, must = _weights(columns)
    units = np.rint(np.clip(prices, 0.0, None) * SCALE).astype(np.int64)
    units[: columns.requests] = 0
    matrix = columns.matrix
    gain = weight[columns.request] * SCALE - _pay(matrix, units)
    best = np.full(columns.requests, np.iinfo(np.int64).min)
    np.maximum.at(best, columns.request, gain)
    held = best > np.iinfo(np.int64).min
    earned = np.where(must, best, np.maximum(best, 0))
    earned[~held] = 0
    bound = (total(units, columns.limit) + total(earned)) // SCALE
    units[: columns.requests] = earned
    loss = earned[columns.request] - gain
    merit = weight[columns.request] * SCALE - _pay(matrix, np.where(columns.across, units, 0))
    return Relaxed(loss / SCALE, merit / SCALE, share, max(bound, 0), prices)


def _weights(columns: Columns) -> tuple[Integers, NDArray[np.bool_]]:
    """The weight of each request, and whether it must be placed."""
    problem = columns.table.problem
    weight = np.array([request.weight for request in problem.requests], dtype=np.int64)
    must = np.array([problem.must_place(r) for r in range(columns.requests)], dtype=bool)
    return weight, must


def _pay(matrix: csc_array, units: Integers) -> Integers:
    """Per column, the sum of the prices of its rows."""
    paid = np.append(0, np.cumsum(units[matrix.indices]))
    total: Integers = paid[matrix.indptr[1:]] - paid[matrix.indptr[:-1]]
    return total
