"""The command line (``--help`` has all commands). What is heavy is imported when needed."""

from __future__ import annotations

import argparse
import gc
import math
import os
import signal
import sys
import threading
import time
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from scheduler.clock import busyness, process_age
from scheduler.commands import changes, plot, promise, whatif
from scheduler.commands.arguments import at_least, seconds
from scheduler.documents import STANDARD, is_device
from scheduler.faults import FaultError, quoted
from scheduler.reading import read_problem

if TYPE_CHECKING:
    from scheduler.display import Report
    from scheduler.plan import Result
    from scheduler.problem import Problem

DONE, REFUSED, UNREADABLE, NO_PLAN = 0, 1, 2, 3
_INTERRUPTED = 130

_WRAPPING_UP = 50e-6
"""Processor seconds for each request to explain what is unplaced and to write the plan."""

_REASONS = 15e-6
"""The same without remedies."""

_WRITING = 4e-6
"""Processor seconds for each request to write the plan alone."""

_MOST_WRAPPING_UP = 0.2
"""The greatest share of a time limit that is kept for it."""

_PATIENCE = 0.4
"""Seconds for which remedies are looked for in any case, if nobody has asked to stop."""

_TOLERANCE = 1.0
"""Seconds by which a plan may be late, if its reasons take that long."""

_STOPPING = 0.8
"""Seconds after which a run ends that somebody has asked to stop, the plan written."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line; returns the exit status (see ``--help`` of each command)."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="backslashreplace")
    options = _parser().parse_args(arguments)
    try:
        status: int = options.command(options)
        sys.stdout.flush()
    except FaultError as error:
        for fault in error.faults:
            print(fault, file=sys.stderr)
        return UNREADABLE
    except KeyboardInterrupt:
        return _INTERRUPTED
    except BrokenPipeError:
        # Whoever read our output has gone. Python would complain once more when it closes it.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return UNREADABLE
    except OSError as error:
        print(f"{error.filename or 'output'}: {error.strerror}", file=sys.stderr)
        return UNREADABLE
    return status


def _solve(options: argparse.Namespace) -> int:
    from scheduler.display import end_with_parent, progress_display

    stop = _Stop()
    stop.on_interrupt()
    if options.progress == "jsonl":
        end_with_parent()  # who reads our progress started us
    if (fault := _cannot_write(options.output)) is not None:
        print(fault, file=sys.stderr)
        return UNREADABLE
    problem = read_problem(options.instance)
    gc.freeze()  # the problem stays to the end: the collector need not look at it

    from scheduler.lean import leave_pandas_out

    leave_pandas_out()
    from scheduler.explain import Patience, explained
    from scheduler.plan import write_result
    from scheduler.solve import NoPlanError

    try:
        with progress_display(options.progress, problem, stop) as report:
            result = _search(options, problem, report, stop)
    except NoPlanError as error:
        print(error, file=sys.stderr)
        return NO_PLAN
    gc.freeze()
    wrapping_up = _WrappingUp(options.time_limit, len(problem.requests), stop)
    patience = Patience(wrapping_up.remedies, wrapping_up.reasons)
    plan = explained(problem, result.plan, patience)
    result = replace(result, plan=plan, seconds=process_age())
    write_result(options.output, problem, result)
    return REFUSED if result.plan.status == "infeasible" else DONE


def _search(
    options: argparse.Namespace, problem: Problem, report: Report | None, stop: threading.Event
) -> Result:
    from scheduler.solve import solve

    limit = options.time_limit
    if limit is not None:
        limit = max(0.0, limit - process_age() - _wrapping_up(len(problem.requests), limit))
    return solve(
        problem,
        time_limit=limit,
        workers=options.workers,
        seed=options.seed,
        on_progress=report,
        deterministic_limit=options.deterministic_limit,
        stop=stop,
    )


class _WrappingUp:
    """How much time is left for what follows the search, the plan's writing set aside."""

    def __init__(self, limit: float | None, requests: int, stop: _Stop) -> None:
        self._limit = math.inf if limit is None else limit
        self._stop = stop
        self._reasons = _REASONS * requests * busyness()
        self._writing = _WRITING * requests * busyness()
        self._patient_until = process_age() + _PATIENCE

    def remedies(self) -> float:
        """Seconds in which to look for remedies: until the limit, a few in any case."""
        if self._stop.is_set():
            return self._stopping()
        return max(self._patient_until, self._limit - self._reasons) - process_age()

    def reasons(self) -> float:
        """Seconds in which to give reasons: until the tolerance of the limit ends."""
        if self._stop.is_set():
            return self._stopping()
        return self._limit + _TOLERANCE - self._writing - process_age()

    def _stopping(self) -> float:
        return _STOPPING - self._stop.seconds - self._writing


def _wrapping_up(requests: int, limit: float) -> float:
    """Seconds to keep for what follows the search, on a machine as busy as it was until now."""
    return min(_WRAPPING_UP * requests * busyness(), _MOST_WRAPPING_UP * limit)


def _check(options: argparse.Namespace) -> int:
    from scheduler.checker import faults_of
    from scheduler.plan import PlanIdError, read_result

    problem = read_problem(_one_standard_input(options))
    try:
        plan = read_result(options.plan, problem).plan
    except PlanIdError as error:
        faults = list(error.faults)
    else:
        faults = faults_of(problem, plan)
    for fault in faults:
        print(fault)
    if faults:
        return REFUSED
    if plan.status == "infeasible":
        print("infeasible: the plan is well formed; whether there is none was not searched")
        return DONE
    placed = f"{len(plan.meetings)} of {len(problem.requests)} requests placed"
    levels = [f"{v.level} {v.value} (bound {v.bound})" for v in plan.objective]
    print("; ".join([f"the plan holds: {plan.status}", placed, *levels]))
    return DONE


def _explain(options: argparse.Namespace) -> int:
    from scheduler.checker import broken_rules
    from scheduler.explain import explain
    from scheduler.plan import read_result

    problem = read_problem(_one_standard_input(options))
    plan = read_result(options.plan, problem).plan
    numbers = [r for r, request in enumerate(problem.requests) if request.id == options.request]
    if not numbers:
        raise FaultError([f"no request {quoted(options.request)}"])
    if faults := broken_rules(problem, plan.meetings) if plan.status != "infeasible" else []:
        print(*faults, sep="\n")
        return REFUSED
    print(*explain(problem, plan, numbers[0]), sep="\n")
    return DONE


class _Stop(threading.Event):
    """Set by the first SIGINT, which asks for the best plan so far; a second one ends it all."""

    _set_at = math.inf

    def on_interrupt(self) -> None:
        """Listen from now on."""

        def interrupted(_signal: int, _frame: object) -> None:
            if self.is_set():
                os._exit(_INTERRUPTED)
            self._set_at = time.monotonic()
            self.set()

        signal.signal(signal.SIGINT, interrupted)

    @property
    def seconds(self) -> float:
        """How long ago somebody asked; 0 if not."""
        return max(0.0, time.monotonic() - self._set_at)


def _cannot_write(path: str) -> str | None:
    """Why nothing can be written to ``path``, to be known before hours of work."""
    if path == STANDARD:
        return None
    target = Path(path)
    folder = target.resolve().parent
    if not folder.is_dir():
        return f"{path}: no such folder"
    written = target if is_device(target) else folder
    if target.is_dir() or not os.access(written, os.W_OK):
        return f"{path}: can't be written"
    return None


def _one_standard_input(options: argparse.Namespace) -> str:
    if options.instance == STANDARD and options.plan == STANDARD:
        raise FaultError(["only one of INSTANCE and PLAN can be standard input"])
    return str(options.instance)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m scheduler", description=__doc__)
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    files = "(.json or .json.gz; -: standard input)"

    solve = commands.add_parser(
        "solve",
        help="find the best plan",
        epilog="Exit status: 0 a plan was written, 1 proven infeasible (written as well), "
        "2 bad input (nothing written), 3 no plan found within the limit (nothing written). "
        "SIGINT: the best plan so far is written.",
    )
    solve.add_argument("instance", metavar="INSTANCE", help=f"planning/1 {files}")
    solve.add_argument(
        "-o", dest="output", metavar="PLAN", default=STANDARD, help="where to write plan/1"
    )
    solve.add_argument("--time-limit", type=seconds, metavar="SECONDS", help="for all there is")
    solve.add_argument(
        "--deterministic-limit",
        type=seconds,
        metavar="EFFORT",
        help="in units of about a second, on one core; the same seed gives the same plan",
    )
    solve.add_argument("--workers", type=at_least(1), metavar="N", help="threads to use")
    solve.add_argument("--seed", type=at_least(0), default=1, metavar="N", help="default: 1")
    solve.add_argument(
        "--progress",
        choices=["auto", "none", "jsonl"],
        default="auto",
        help="auto: a live table on a terminal; jsonl: one JSON object a line on standard error",
    )
    solve.set_defaults(command=_solve)

    check = commands.add_parser(
        "check",
        help="check a plan",
        epilog="Exit status: 0 the plan holds and its figures are true, "
        "1 what is wrong is printed line by line, 2 unreadable.",
    )
    check.set_defaults(command=_check)
    explain = commands.add_parser(
        "explain",
        help="say why a request is not placed and what would place it",
        epilog="Exit status: 0 explained, 1 the plan doesn't hold, "
        "2 unreadable or no such request.",
    )
    explain.set_defaults(command=_explain)
    for command in (check, explain):
        command.add_argument("instance", metavar="INSTANCE", help=f"planning/1 {files}")
        command.add_argument("plan", metavar="PLAN", help=f"plan/1 {files}")
    explain.add_argument("request", metavar="REQUEST", help="the id of a request")
    for other in (changes, whatif, promise, plot):
        other.add(commands)
    return parser
