"""``plot``: a plan or the progress of a run as an SVG picture."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from scheduler.commands.arguments import INSTANCE
from scheduler.documents import STANDARD, write_text
from scheduler.faults import FaultError
from scheduler.reading import read_problem


def add(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command."""
    parser = commands.add_parser(
        "plot",
        help="draw a plan, or the progress of a run, as SVG",
        description="Kinds: delegates (who meets when), places (how full each is), load "
        "(meetings in each slot), curve (value and bound over time).",
        epilog="Exit status: 0 drawn, 2 bad input.",
    )
    parser.add_argument("instance", metavar="INSTANCE", help=INSTANCE)
    parser.add_argument(
        "plan",
        metavar="PLAN",
        help="plan/1 (.json or .json.gz); for a curve, what solve --progress jsonl wrote on "
        "standard error",
    )
    parser.add_argument(
        "-o", dest="output", metavar="FILE", default=STANDARD, help="where to write the SVG"
    )
    parser.add_argument(
        "--kind",
        choices=["delegates", "places", "load", "curve"],
        default="delegates",
        help="default: delegates",
    )
    parser.set_defaults(command=_run)


def _run(options: argparse.Namespace) -> int:
    from scheduler import plot
    from scheduler.plan import read_result

    if options.instance == STANDARD and options.plan == STANDARD:
        raise FaultError(["only one of INSTANCE and PLAN can be standard input"])
    problem = read_problem(options.instance)
    if options.kind == "curve":
        picture = plot.curve(problem.name, plot.samples(_lines(options.plan), options.plan))
    else:
        draw = {"delegates": plot.delegates, "places": plot.places, "load": plot.load}
        picture = draw[options.kind](problem, read_result(options.plan, problem).plan)
    write_text(options.output, picture)
    return 0


def _lines(path: str) -> list[str]:
    try:
        data = sys.stdin.buffer.read() if path == STANDARD else Path(path).read_bytes()
        return data.decode().splitlines()
    except OSError as error:
        raise FaultError([f"{path}: can't be read: {error.strerror}"]) from error
    except UnicodeDecodeError as error:
        raise FaultError([f"{path}: not UTF-8 at byte {error.start}"]) from error
