"""``weight``: value and bound of the first level within a few seconds of process time."""

from __future__ import annotations

import argparse
from collections.abc import Iterator

from bench import tables
from bench.suites.common import instances, runs

LIMITS = {"tiny": 2, "event-x": 2, "event-y": 4, "salon": 8, "fair": 25, "tight": 60}


def rows(options: argparse.Namespace) -> Iterator[str]:
    """A line for each instance."""
    yield tables.header(f"instance:, limit s, {tables.COST}, placed, weight, bound, gap, checker:")
    for path, name, limit in instances(options, LIMITS):
        found = runs("scheduler", path, limit, options)
        level = tables.median_level(found, "weight")
        figures = [tables.value(level), tables.bound(level), tables.gap(level)]
        head = [name, f"{limit:g}", *tables.cost(found), tables.placed(found)]
        yield tables.row([*head, *figures, tables.verdict(found)])
