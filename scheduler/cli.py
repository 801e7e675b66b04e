"""The command line (``--help`` has all commands). What is heavy is imported when needed."""

from __future__ import annotations

import argparse
import gc
import os
import signal
import sys
import threading
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from scheduler.clock import busyness, process_age
from scheduler.commands import plot, promise, whatif
from scheduler.commands.arguments import at_least, seconds
from scheduler.documents import STANDARD
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

_MOST_WRAPPING_UP = 0.1
"""The greatest share of a time limit that is kept for it."""


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

    stop = threading.Event()
    _stop_on_interrupt(stop)
    if options.progress == "jsonl":
        end_with_parent()  # who reads our progress started us
    if (fault := _cannot_write(options.output)) is not None:
        print(fault, file=sys.stderr)
        return UNREADABLE
    problem = read_problem(options.instance)
    gc.freeze()  # the problem stays to the end: the collector need not look at it

    from scheduler.lean import leave_pandas_out

    leave_pandas_out()
    from scheduler.explain import explained
    from scheduler.plan import write_result
    from scheduler.solve import NoPlanError

    try:
        with progress_display(options.progress, problem, stop) as report:
            result = _solve_in_thread(options, problem, report, stop)
    except NoPlanError as error:
        print(error, file=sys.stderr)
        return NO_PLAN
    result = replace(result, plan=explained(problem, result.plan), seconds=process_age())
    write_result(options.output, problem, result)
    return REFUSED if result.plan.status == "infeasible" else DONE


def _solve_in_thread(
    options: argparse.Namespace, problem: Problem, report: Report | None, stop: threading.Event
) -> Result:
    """Solve beside the main thread, which alone receives signals and must not be kept busy."""
    from scheduler.solve import solve

    limit = options.time_limit
    if limit is not None:
        limit = max(0.0, limit - process_age() - _wrapping_up(len(problem.requests), limit))
    outcome: list[Result | BaseException] = []
    finished = threading.Event()

    def run() -> None:
        try:
            outcome.append(
                solve(
                    problem,
                    time_limit=limit,
                    workers=options.workers,
                    seed=options.seed,
                    on_progress=report,
                    stop=stop,
                )
            )
        except BaseException as error:
            outcome.append(error)
        finally:
            finished.set()

    threading.Thread(target=run, daemon=True).start()
    finished.wait()
    if isinstance(outcome[0], BaseException):
        raise outcome[0]
    return outcome[0]


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


def _stop_on_interrupt(stop: threading.Event) -> None:
    """The first SIGINT asks for the best plan so far, the second ends the process at once."""

    def interrupted(_signal: int, _frame: object) -> None:
        if stop.is_set():
            os._exit(_INTERRUPTED)
        stop.set()

    signal.signal(signal.SIGINT, interrupted)


def _cannot_write(path: str) -> str | None:
    """Why nothing can be written to ``path``, to be known before hours of work."""
    if path == STANDARD:
        return None
    folder = Path(path).parent
    if not folder.is_dir():
        return f"{path}: no such folder"
    if Path(path).is_dir() or not os.access(folder, os.W_OK):
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
    for other in (whatif, promise, plot):
        other.add(commands)
    return parser
