"""``b2bsp``: the published benchmark, its proven results and the times of its three approaches.

``max_break_spread`` is the degree of fairness *d*. The folder of instances has
``b2bsp/best-known.csv`` with what Bofill et al. (JAIR 74, 2022) proved, and how long it took them
(Xeon E3-1220v2, at most 7,200 s). With ``--engines RC2`` a MaxSAT solver runs beside the planner.
"""

from __future__ import annotations

import argparse
import csv
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

from bench import tables
from bench.measure import Measurement, measure
from bench.suites.common import runs
from scheduler.reading import read_problem
from scheduler.writing import write_problem

LIMIT = 60.0
THEIR_LIMIT = 7200.0
THEIRS = ("maxsat_seconds", "chuffed_seconds", "mip_seconds")


@dataclass
class _Sum:
    """Of the rows of one kind."""

    agreed: int = 0
    ours: list[float] = field(default_factory=list)
    cpu: list[float] = field(default_factory=list)
    theirs: list[float] = field(default_factory=list)


def rows(options: argparse.Namespace) -> Iterator[str]:
    """A line for each row of the published table, then one for each kind."""
    folder = options.instances / "b2bsp"
    sums: dict[tuple[str, int], _Sum] = defaultdict(_Sum)
    yield tables.header(
        f"file:, d, published:, ours:, {tables.COST}, checker:, MaxSAT s, Chuffed s, MIP s, RC2 s"
    )
    with (folder / "best-known.csv").open() as table, TemporaryDirectory() as scratch:
        for known in csv.DictReader(table):
            name, degree = known["file"].removesuffix(".dzn"), int(known["fairness_d"])
            if options.only not in name or degree not in options.degrees:
                continue
            if options.originals and not name.endswith(".original"):
                continue
            path = _with_spread(folder / f"{name}.json.gz", degree, Path(scratch))
            found = runs("scheduler", path, options.limit or LIMIT, options)
            published = known["best_breaks"] if known["status"] == "OPT" else known["status"]
            answers = {_answer(run) for run in found}
            kind = sums[name.rpartition(".")[2], degree]
            kind.agreed += answers == {published}
            kind.ours.append(median(run.wall for run in found))
            kind.cpu.append(median(run.cpu for run in found))
            kind.theirs.append(_seconds(known["maxsat_seconds"]))
            answer = ", ".join(sorted(answers))
            cells = [name, degree, published, answer, *tables.cost(found), tables.verdict(found)]
            beside = _rc2(path, published, options) if "RC2" in options.engines else ""
            yield tables.row([*cells, *(known[theirs] for theirs in THEIRS), beside])
    yield ""
    yield tables.header(
        "kind:, d, rows, as published, wall s, CPU s, longest s, MaxSAT s, longest s"
    )
    for (name, degree), kind in sums.items():
        cells = [len(kind.ours), kind.agreed, f"{sum(kind.ours):.0f}", f"{sum(kind.cpu):.0f}"]
        cells += [f"{max(kind.ours):.1f}", f"{sum(kind.theirs):.0f}", f"{max(kind.theirs):.1f}"]
        yield tables.row([name, degree, *cells])


def _rc2(path: Path, published: str, options: argparse.Namespace) -> str:
    """The seconds of a MaxSAT solver on the same clauses, on this machine, or what went wrong."""
    found = measure("RC2", path, limit=options.limit or LIMIT, seed=1, workers=None)
    if found.plan is None:
        return "TO"
    return f"{found.wall:.1f}" if _answer(found) == published else _answer(found)


def _with_spread(path: Path, spread: int, scratch: Path) -> Path:
    problem = read_problem(str(path))
    if problem.rules.max_break_spread == spread:
        return path
    altered = replace(problem, rules=replace(problem.rules, max_break_spread=spread))
    write_problem(str(scratch / path.name), altered)
    return scratch / path.name


def _answer(run: Measurement) -> str:
    """What a run found, in the words of the published table."""
    if run.plan is None:
        return "no plan"
    if run.plan.status == "infeasible":
        return "UNSAT"
    level = run.plan.objective[0]
    return str(level.value) if level.proven else f"{level.bound}–{level.value}"


def _seconds(cell: str) -> float:
    """A time of the paper; its limit where there is none."""
    return THEIR_LIMIT if cell == "TO" else float(cell or 0)
