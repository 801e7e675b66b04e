"""``promise``: how many meetings can be promised, before anything is sold."""

from __future__ import annotations

import argparse
import json
import os
from typing import TYPE_CHECKING

from scheduler.commands.arguments import INSTANCE, add_search_options, parts, positions
from scheduler.commands.tables import aligned, span_text
from scheduler.documents import STANDARD, read_document
from scheduler.faults import FaultError, Faults, RepeatedKeys
from scheduler.reading import read_problem

if TYPE_CHECKING:
    from scheduler.promise import Promise

_TIME_LIMIT = 30.0


def add(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command."""
    parser = commands.add_parser(
        "promise",
        help="say how many meetings can be promised to each group of delegations",
        description="How many meetings can be promised to every delegation of a group, such as a "
        "participant type? A promise is kept if the delegation has that many meetings, or all "
        "that its requests and credits allow, if these are fewer. Before there are requests, "
        "write down as requests who may meet whom. 'alone': nobody else is promised anything; "
        "'together': all groups at once. 'a to b' means: a plan keeps a, and it is proven that "
        "more than b can't be kept.",
        epilog="Exit status: 0 answered, 2 bad input.",
    )
    parser.add_argument("instance", metavar="INSTANCE", help=INSTANCE)
    parser.add_argument(
        "--group",
        action="append",
        default=[],
        metavar="NAME=ID[,ID...]",
        help="a group of delegations; may be given several times",
    )
    parser.add_argument(
        "--groups",
        metavar="FILE",
        help='a JSON object with the groups: {"buyers": ["acme", "bolt"], ...}',
    )
    parser.add_argument("--json", action="store_true", help="print one JSON document")
    add_search_options(parser, _TIME_LIMIT)
    parser.set_defaults(command=_run)


def _run(options: argparse.Namespace) -> int:
    ids = _groups(options)
    problem = read_problem(options.instance)
    groups = {
        name: positions(members, problem.delegations, "delegation") for name, members in ids.items()
    }

    from scheduler.promise import promises

    found = promises(
        problem,
        groups,
        time_limit=options.time_limit,
        workers=options.workers or os.cpu_count() or 1,
        seed=options.seed,
    )
    if options.json:
        print(json.dumps([_as_json(promise) for promise in found]))
    else:
        print(_table(found))
    return 0


def _groups(options: argparse.Namespace) -> dict[str, list[str]]:
    groups: dict[str, list[str]] = {}
    faults = Faults()
    if options.groups == STANDARD == options.instance:
        raise FaultError(["only one of INSTANCE and --groups can be standard input"])
    if options.groups is not None:
        raw = read_document(options.groups)
        if not isinstance(raw, dict):
            raise FaultError([f"{options.groups}: must be an object of lists of ids"])
        if isinstance(raw, RepeatedKeys):
            for name in raw.repeated:
                faults.add(name, "given more than once")
        for name, members in raw.items():
            groups[name] = [
                faults.expect_text(member, f"{name}[{i}]") or ""
                for i, member in enumerate(faults.expect_list(members, name))
            ]
    for text in options.group:
        name, separator, members = text.partition("=")
        if not separator or not name:
            faults.add("--group", f"must be NAME=ID[,ID...], not {text!r}")
        elif name in groups:
            faults.add("--group", f"{name} is given more than once")
        groups[name] = parts(members)
    for name, group in groups.items():
        if not group:
            faults.add(name, "a group without delegations")
    if not groups and not faults.lines:
        faults.add("", "no groups: give --group or --groups")
    if faults.lines:
        raise FaultError(faults.lines)
    return groups


def _as_json(promise: Promise) -> dict[str, object]:
    return {
        "group": promise.group,
        "delegations": len(promise.delegations),
        "alone": {"at_least": promise.alone.least, "at_most": promise.alone.most},
        "together": {"at_least": promise.together.least, "at_most": promise.together.most},
    }


def _table(found: list[Promise]) -> str:
    rows = [["group", "delegations", "alone", "together"]]
    for promise in found:
        count = f"{len(promise.delegations):,}"
        rows.append([promise.group, count, span_text(promise.alone), span_text(promise.together)])
    return aligned(rows)
