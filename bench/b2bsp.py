"""The engine for compact problems on the published B2BSP benchmark, beside the paper's results.

    python -m bench.b2bsp --instances DIR [--rows originals|all] [--only TEXT] [--limit S] …

``DIR`` holds the instances and ``best-known.csv``. Each row is a process of its own that reads the
problem, sets ``max_break_spread`` and calls ``scheduler.compact`` alone; wall and processor times
are those of the whole process and its workers. Prints a Markdown table; exit status 1 if a result
is not the published one, proven.
"""

from __future__ import annotations

import argparse
import csv
import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from scheduler.checker import broken_rules
from scheduler.compact import applies, solve_compact
from scheduler.reading import read_problem

_ROOT = Path(__file__).parents[1]


@dataclass(frozen=True)
class Outcome:
    """What one process found and took; ``answer`` is the optimum, ``UNSAT`` or what is missing."""

    answer: str
    wall: float
    cpu: float


def main() -> int:
    """Run the benchmark, or, as its child, one row."""
    options = _parser().parse_args()
    if options.solve is not None:
        print(json.dumps(_solve(options)))
        return 0
    print(
        "| file | d | published | ours | wall s | CPU s | MaxSAT s | Chuffed s | MIP s |\n"
        "| --- | --: | --: | --: | --: | --: | --: | --: | --: |"
    )
    rows, agreed, wall, cpu, theirs = 0, 0, 0.0, 0.0, 0.0
    for known in _rows(options):
        published = known["best_breaks"] if known["status"] == "OPT" else known["status"]
        ours = _measure(options, known)
        rows += 1
        agreed += ours.answer == published
        wall += ours.wall
        cpu += ours.cpu
        theirs += _seconds(known["maxsat_seconds"])
        cells = [known["maxsat_seconds"], known["chuffed_seconds"], known["mip_seconds"]]
        print(
            f"| {_name(known)} | {known['fairness_d']} | {published} | {ours.answer} | "
            f"{ours.wall:.1f} | {ours.cpu:.1f} | {' | '.join(cells)} |",
            flush=True,
        )
    print(f"| {agreed} of {rows} agree | | | | {wall:.0f} | {cpu:.0f} | {theirs:.0f} | | |")
    return 0 if agreed == rows else 1


def _rows(options: argparse.Namespace) -> Iterator[dict[str, str]]:
    with (options.instances / "best-known.csv").open() as table:
        for known in csv.DictReader(table):
            original = ".original." in known["file"] and known["fairness_d"] == "2"
            if (original or options.rows == "all") and options.only in known["file"]:
                yield known


def _measure(options: argparse.Namespace, known: dict[str, str]) -> Outcome:
    """Solve one row in a process of its own."""
    instance = options.instances / f"{_name(known)}.json.gz"
    command = [sys.executable, "-m", "bench.b2bsp", "--instances", str(options.instances)]
    command += ["--solve", str(instance), "--spread", known["fairness_d"]]
    command += ["--limit", str(options.limit), "--workers", str(options.workers)]
    command += ["--seed", str(options.seed)]
    started = time.monotonic()
    process = subprocess.Popen(command, cwd=_ROOT, stdout=subprocess.PIPE, text=True)
    if process.stdout is None:
        raise RuntimeError("started with a pipe")
    with process.stdout:
        told = process.stdout.read()
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    wall = time.monotonic() - started
    answer = json.loads(told) if process.returncode == 0 else "failed"
    return Outcome(answer, wall, usage.ru_utime + usage.ru_stime)


def _solve(options: argparse.Namespace) -> str:
    """The answer to one row, its plan checked."""
    started = time.monotonic()
    problem = read_problem(str(options.solve))
    problem = replace(problem, rules=replace(problem.rules, max_break_spread=options.spread))
    if not applies(problem):
        return "not compact"
    result = solve_compact(
        problem, deadline=started + options.limit, workers=options.workers, seed=options.seed
    )
    if result.meetings is not None and broken_rules(problem, result.meetings):
        return "broken plan"
    match result.status:
        case "optimal":
            return str(result.value)
        case "infeasible":
            return "UNSAT"
        case _:
            return f"{result.bound}–{'?' if result.value is None else result.value}"


def _name(known: dict[str, str]) -> str:
    return known["file"].removesuffix(".dzn")


def _seconds(cell: str) -> float:
    """A time of the paper; its limit where there is none."""
    return 7200.0 if cell == "TO" else float(cell or 0)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m bench.b2bsp", description=__doc__)
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    parser.add_argument("--instances", type=Path, required=True)
    parser.add_argument("--rows", choices=("originals", "all"), default="originals")
    parser.add_argument("--only", default="", help="only files with this in their name")
    parser.add_argument("--limit", type=float, default=60)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--solve", type=Path, help=argparse.SUPPRESS)
    parser.add_argument("--spread", type=int, help=argparse.SUPPRESS)
    return parser


if __name__ == "__main__":
    sys.exit(main())
