"""``replan``: the plan that keeps the most of what people were told, after changes on the day.

Each instance is planned, changed in the ways of ``bench.disturb``, and the change is planned by a
process of its own: *kept* is what still stands, of the most that can; the last columns count how
many meetings are kept, moved, cancelled, new, or change place only.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

from bench import tables
from bench.disturb import CHANGES
from bench.measure import solved
from bench.suites.common import instances
from scheduler.changes import changes_of
from scheduler.checker import faults_of
from scheduler.plan import read_result
from scheduler.reading import read_problem
from scheduler.writing import write_problem

LIMITS = {"event-x": 2.0, "event-y": 2.0, "salon": 5.0}


def rows(options: argparse.Namespace) -> Iterator[str]:
    """A line for each instance, change and seed."""
    yield tables.header(
        f"instance:, change:, seed, limit s, {tables.COST}, kept, bound, weight, bound, stay, "
        "moved, cancelled, new, place only, checker:"
    )
    for path, name, limit in instances(options, LIMITS):
        with TemporaryDirectory() as folder:
            plan, changed = Path(folder) / "plan.json.gz", Path(folder) / "changed.json.gz"
            solved(path, plan, limit=4 * limit + 4, workers=options.workers)
            before = read_problem(str(path))
            told = read_result(str(plan), before).plan.meetings
            for change, change_of in CHANGES.items():
                for seed in range(1, options.repeat + 1):
                    write_problem(str(changed), change_of(before, told, Random(seed)))
                    plan.unlink(missing_ok=True)
                    ran = solved(changed, plan, limit=limit, workers=options.workers)
                    cells = [name, change, seed, f"{limit:g}"]
                    cells += [f"{ran.wall:.1f}", f"{ran.cpu:.1f}", f"{ran.memory:.0f}"]
                    yield tables.row([*cells, *_figures(changed, plan, ran.status)])


def _figures(instance: Path, plan: Path, status: int) -> list[object]:
    if not plan.exists():
        return [*("–",) * 9, f"no plan, exit status {status}"]
    problem = read_problem(str(instance))
    found = read_result(str(plan), problem).plan
    faults = faults_of(problem, found)
    verdict = f"{len(faults)} faults" if faults else "holds"
    if found.status == "infeasible":
        return [*("–",) * 9, "infeasible"]
    kept, weight = found.objective[:2]
    counts = changes_of(problem, found.meetings).counts
    figures = [kept.value, tables.bound(kept), weight.value, tables.bound(weight)]
    figures += [counts[kind] for kind in ("kept", "moved", "cancelled", "new", "place")]
    return [*figures, verdict]
