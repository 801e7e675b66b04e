"""``million``: a generated event of 1,000,000 requests, planned and checked by the command line."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

from bench import tables
from bench.generate import generate
from bench.measure import PYTHON, solved, timed
from scheduler.documents import write_document
from scheduler.plan import read_result
from scheduler.reading import read_problem

SIZE = {"delegations": 40_000, "requests": 1_000_000, "slots": 48, "days": 4, "seed": 1}
LIMIT = 600.0


def rows(options: argparse.Namespace) -> Iterator[str]:
    """One line to solve, one to check."""
    yield tables.header(f"command:, limit s, {tables.COST}, placed, weight, bound, gap, result:")
    limit = options.limit or LIMIT
    with TemporaryDirectory() as folder:
        instance, plan = Path(folder) / "million.json.gz", Path(folder) / "plan.json.gz"
        write_document(str(instance), generate("event", **SIZE))
        ran = solved(instance, plan, limit=limit, workers=options.workers)
        cost = [f"{ran.wall:.1f}", f"{ran.cpu:.1f}", f"{ran.memory:.0f}"]
        found = read_result(str(plan), read_problem(str(instance))).plan
        level = next(level for level in found.objective if level.level == "weight")
        figures = [tables.value(level), tables.bound(level), tables.gap(level)]
        yield tables.row(
            ["solve", f"{limit:g}", *cost, len(found.meetings), *figures, found.status]
        )
        ran = timed([*PYTHON, "scheduler", "check", instance, plan])
        cost = [f"{ran.wall:.1f}", f"{ran.cpu:.1f}", f"{ran.memory:.0f}"]
        said = "holds" if ran.status == 0 else f"exit status {ran.status}"
        yield tables.row(["check", "", *cost, "", "", "", "", said])
