"""Problems and plans as files: what ``from scheduler import read, write`` gives."""

from __future__ import annotations

from pathlib import Path

from scheduler.plan import Result, write_result
from scheduler.problem import Problem
from scheduler.reading import read_problem
from scheduler.writing import write_problem


def read(path: str | Path) -> Problem:
    """Read and validate the ``planning/1`` document at ``path``.

    ``path`` ends in ``.json`` or ``.json.gz``, or is ``-`` for standard input.

    Raises:
        ProblemError: with every fault found (``faults``), each naming its spot.
    """
    return read_problem(str(path))


def write(path: str | Path, problem: Problem, result: Result | None = None) -> None:
    """Write ``problem`` as ``planning/1``, or with ``result`` its plan as ``plan/1``.

    ``path`` ends in ``.json`` or ``.json.gz``, or is ``-`` for standard output.

    Raises:
        OSError: the file can't be written.
    """
    if result is None:
        write_problem(str(path), problem)
    else:
        write_result(str(path), problem, result)
