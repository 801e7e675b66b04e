"""``changes``: what a plan changes of what people were told."""

from __future__ import annotations

import argparse
import json
from typing import TYPE_CHECKING

from scheduler.commands.arguments import INSTANCE
from scheduler.documents import STANDARD
from scheduler.faults import FaultError
from scheduler.reading import read_problem

if TYPE_CHECKING:
    from scheduler.changes import Change, Changes
    from scheduler.problem import Meeting, Problem

_WORDS = {
    "kept": "kept",
    "place": "place only",
    "moved": "moved",
    "cancelled": "cancelled",
    "new": "new",
}


def add(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command."""
    parser = commands.add_parser(
        "changes",
        help="say who is affected by a new plan, and how",
        description="Compares a plan with the previous one of its instance: which meetings are "
        "kept, moved, cancelled, new, or change only their place, and for whom.",
        epilog="Exit status: 0 compared, 2 bad input.",
    )
    parser.add_argument("instance", metavar="INSTANCE", help=INSTANCE)
    parser.add_argument("plan", metavar="PLAN", help="plan/1 (.json or .json.gz)")
    parser.add_argument("--json", action="store_true", help="one JSON document")
    parser.set_defaults(command=_run)


def _run(options: argparse.Namespace) -> int:
    from scheduler.changes import changes_of
    from scheduler.plan import read_result

    if options.instance == STANDARD and options.plan == STANDARD:
        raise FaultError(["only one of INSTANCE and PLAN can be standard input"])
    problem = read_problem(options.instance)
    if problem.previous is None:
        raise FaultError(["previous: the instance has no plan to compare with"])
    changes = changes_of(problem, read_result(options.plan, problem).plan.meetings)
    if options.json:
        print(json.dumps(changes.as_json()))
    else:
        print(*_lines(problem, changes), sep="\n")
    return 0


def _lines(problem: Problem, changes: Changes) -> list[str]:
    """The changes for people: in numbers, meeting by meeting, and for whom."""
    counts = ", ".join(f"{n:,} {_WORDS[kind]}" for kind, n in changes.counts.items())
    lines = [counts]
    lines += [_line(problem, change) for change in changes.changes if change.kind != "kept"]
    people = [problem.delegates[d].id for d in changes.affected]
    lines.append(f"{len(people):,} delegates are affected: {', '.join(people) or 'nobody'}")
    return lines


def _line(problem: Problem, change: Change) -> str:
    where = [_where(problem, m) for m in (change.before, change.after) if m is not None]
    request = problem.requests[change.request].id
    return f"{_WORDS[change.kind]}: {request}, {' → '.join(where)}"


def _where(problem: Problem, meeting: Meeting) -> str:
    who = ", ".join(problem.delegates[d].id for d in meeting.attendees)
    return f"{problem.slots[meeting.slot].id} at {problem.places[meeting.place].id} ({who})"
