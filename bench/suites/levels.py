"""``levels``, and ``yardstick``: every level of the planner, and of other engines beside it."""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Sequence

from bench import tables
from bench.suites.common import instances, runs
from scheduler.reading import read_problem

KINDS = ("event-x", "event-y", "salon")
LIMIT = 60.0
PLAIN_LIMIT = 600.0
"""What the plain CP-SAT model gets."""


def rows(options: argparse.Namespace) -> Iterator[str]:
    """The planner alone."""
    return _rows(options, [("scheduler", options.limit or LIMIT)])


def beside(options: argparse.Namespace) -> Iterator[str]:
    """The planner beside the other engines that can be run here."""
    others = {"plain model": options.plain_limit, "Timefold": options.limit or LIMIT}
    wanted = [name for name in others if name in options.engines]
    return _rows(
        options, [("scheduler", options.limit or LIMIT), *((name, others[name]) for name in wanted)]
    )


def _rows(options: argparse.Namespace, engines: Sequence[tuple[str, float]]) -> Iterator[str]:
    yield tables.header(
        f"instance:, engine:, limit s, {tables.COST}, placed, level:, value, bound, gap, checker:"
    )
    for path, name, _ in instances(options, dict.fromkeys((*KINDS, "tiny"), LIMIT)):
        if name.startswith("tiny-") and not options.only:
            continue
        for engine, limit in engines:
            found = runs(engine, path, limit, options)
            head = [name, engine, f"{limit:g}", *tables.cost(found), tables.placed(found)]
            for level in read_problem(str(path)).objective:
                reached = tables.median_level(found, level)
                figures = [tables.value(reached), tables.bound(reached), tables.gap(reached)]
                yield tables.row([*head, level, *figures, tables.verdict(found)])
                head = [""] * len(head)
