"""Runs suites of benchmarks and prints their tables as Markdown.

    python -m bench.run SUITE [--instances DIR] [--only TEXT] [--repeat N] [--limit S] …

Suites, and how long they take with the instances of this project:

    weight      level weight at scale, value and bound            13 min
    levels      every level                                        6 min
    yardstick   beside the plain CP-SAT model and Timefold        75 min
    million     1,000,000 requests                                15 min
    b2bsp       the published benchmark, all 160 rows             15 min
    replan      changes on the day                                 3 min
    explain     reasons and remedies                               4 min
    whatif      a little more of everything                        2 min
    anytime     how runs end                                      15 min
    all         one after the other

Every run is a process of its own; times are those of the whole process, the start of Python and
reading the file included. Repeated runs use the seeds 1, 2, … and show medians; ratios are between
runs of one call of this command.
"""

from __future__ import annotations

import argparse
import os
import platform
from collections.abc import Callable, Iterator
from pathlib import Path

from bench.suites import anytime, b2bsp, explain, levels, million, replan, weight, whatif

SUITES: dict[str, Callable[[argparse.Namespace], Iterator[str]]] = {
    "weight": weight.rows,
    "levels": levels.rows,
    "yardstick": levels.beside,
    "million": million.rows,
    "b2bsp": b2bsp.rows,
    "replan": replan.rows,
    "explain": explain.rows,
    "whatif": whatif.rows,
    "anytime": anytime.rows,
}


def main() -> int:
    """Run one suite, or all."""
    options = _parser().parse_args()
    print(f"{platform.machine()}, {os.cpu_count()} processors, Python {platform.python_version()}")
    for name in SUITES if options.suite == "all" else [options.suite]:
        print(f"\n## {name}\n")
        for line in SUITES[name](options):
            print(line, flush=True)
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m bench.run", description=__doc__)
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    parser.add_argument("suite", choices=[*SUITES, "all"])
    default = Path(__file__).parents[2] / "shared" / "instances"
    parser.add_argument("--instances", type=Path, default=default, help="folder of instances")
    parser.add_argument("--only", default="", help="only instances whose name has this text")
    parser.add_argument("--repeat", type=int, default=1, help="runs of each, seeds 1, 2, …")
    parser.add_argument("--limit", type=float, help="seconds, in place of the suite's own")
    parser.add_argument("--workers", type=int, help="threads (default: one for each processor)")
    parser.add_argument(
        "--plain-limit",
        type=float,
        default=levels.PLAIN_LIMIT,
        help="yardstick: seconds for the plain model (default: 600)",
    )
    parser.add_argument(
        "--engines",
        nargs="+",
        default=["plain model", "Timefold"],
        help="yardstick: those beside the planner; b2bsp: RC2, a MaxSAT solver, beside it",
    )
    parser.add_argument(
        "--degrees", type=int, nargs="+", default=[0, 1, 2, 3], help="b2bsp: degrees of fairness"
    )
    parser.add_argument("--originals", action="store_true", help="b2bsp: only the original files")
    return parser


if __name__ == "__main__":
    raise SystemExit(main())
