"""Runs a suite of benchmarks and prints its tables as Markdown.

    python -m bench.run SUITE [--instances DIR] [--only TEXT] [--repeat N] [--limit S] …

Suites: ``weight`` (level weight at scale), ``levels`` (every level), ``yardstick`` (beside the
plain CP-SAT model), ``b2bsp`` (the published benchmark beside its proven results), ``explain``.
Every run is a process of its own; times are those of the whole process. Repeated runs use the
seeds 1, 2, … and show medians; ratios are between runs of one call of this command.
"""

from __future__ import annotations

import argparse
import csv
import os
import platform
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

from bench.measure import Measurement, gap_text, measure, middle
from scheduler.explain import explanation, explanations
from scheduler.plan import LevelValue
from scheduler.reading import read_problem
from scheduler.writing import write_problem

_WEIGHT_LIMITS = {"tiny": 2, "event-x": 2, "event-y": 4, "salon": 8, "fair": 25, "tight": 60}
_LEVEL_INSTANCES = ("event-x", "event-y", "salon")
_YARDSTICK_INSTANCES = ("tiny", "event-x", "event-y")

_COST = "wall s, CPU s, MiB"

Row = str


def main() -> int:
    """Run one suite."""
    options = _parser().parse_args()
    print(
        f"{platform.machine()}, {os.cpu_count()} processors, Python {platform.python_version()}\n"
    )
    for line in _SUITES[options.suite](options):
        print(line, flush=True)
    return 0


def weight(options: argparse.Namespace) -> Iterator[Row]:
    """Value and bound of the first levels within a few seconds of process time."""
    yield from _header(f"instance:, limit s, {_COST}, placed, weight, bound, gap, checker:")
    for path, limit in _instances(options, _WEIGHT_LIMITS):
        runs = _runs("scheduler", path, options.limit or limit, options)
        level = _median_level(runs, "weight")
        yield (
            f"| {_name(path)} | {options.limit or limit:g} | {middle(runs)} | {_placed(runs)} | "
            f"{_value(level)} | {_bound(level)} | {gap_text(level)} | {_verdict(runs)} |"
        )


def levels(options: argparse.Namespace) -> Iterator[Row]:
    """Value, bound and gap of every level."""
    yield from _header(f"instance:, limit s, {_COST}, placed, level:, value, bound, gap, checker:")
    limit = options.limit or 60
    for path, _ in _instances(options, dict.fromkeys(_LEVEL_INSTANCES, limit)):
        runs = _runs("scheduler", path, limit, options)
        head = f"| {_name(path)} | {limit:g} | {middle(runs)} | {_placed(runs)} "
        for name in read_problem(str(path)).objective:
            level = _median_level(runs, name)
            yield (
                f"{head}| {name} | {_value(level)} | {_bound(level)} | {gap_text(level)} | "
                f"{_verdict(runs)} |"
            )
            head = "| | | | | | "


def yardstick(options: argparse.Namespace) -> Iterator[Row]:
    """The planner beside the plain model, which may have more time."""
    yield from _header(
        f"instance:, engine:, limit s, {_COST}, placed, level:, value, bound, checker:"
    )
    limit = options.limit or 60
    for path, _ in _instances(options, dict.fromkeys(_YARDSTICK_INSTANCES, limit)):
        for engine in ("scheduler", "plain model"):
            allowed = limit if engine == "scheduler" else options.plain_limit or limit
            runs = _runs(engine, path, allowed, options)
            head = f"| {_name(path)} | {engine} | {allowed:g} | {middle(runs)} | {_placed(runs)} "
            for name in read_problem(str(path)).objective:
                level = _median_level(runs, name)
                yield f"{head}| {name} | {_value(level)} | {_bound(level)} | {_verdict(runs)} |"
                head = "| | | | | | | "


def b2bsp(options: argparse.Namespace) -> Iterator[Row]:
    """The published results, with ``max_break_spread`` as their degree of fairness."""
    folder = options.instances / "b2bsp"
    yield from _header(f"instance:, d, published:, its MaxSAT s, ours:, {_COST}, checker:")
    theirs, ours, agreed, rows = 0.0, 0.0, 0, 0
    with (folder / "best-known.csv").open() as table, TemporaryDirectory() as scratch:
        for known in csv.DictReader(table):
            name, degree = known["file"].removesuffix(".dzn"), int(known["fairness_d"])
            if options.only not in name or degree not in options.degrees:
                continue
            path = _with_spread(folder / f"{name}.json.gz", degree, Path(scratch))
            runs = _runs("scheduler", path, options.limit or 60, options)
            published = known["status"] if known["status"] != "OPT" else known["best_breaks"]
            answers = {_answer(run) for run in runs}
            agreed += answers == {published}
            rows += 1
            ours += median(run.wall for run in runs)
            theirs += float(known["maxsat_seconds"].replace("TO", "7200") or 0)
            yield (
                f"| {name} | {degree} | {published} | {known['maxsat_seconds']} | "
                f"{', '.join(sorted(answers))} | {middle(runs)} | {_verdict(runs)} |"
            )
    yield f"| {agreed} of {rows} agree | | | {theirs:.0f} | | {ours:.0f} | | | |"


def explain(options: argparse.Namespace) -> Iterator[Row]:
    """Explaining every unplaced request of a plan, and one of them closely, in this process."""
    yield from _header("instance:, unplaced, all s, with a remedy, one closely s")
    for path, limit in _instances(options, _WEIGHT_LIMITS):
        plan = measure(
            "scheduler", path, limit=options.limit or limit, seed=1, workers=options.workers
        ).plan
        if plan is None or not plan.unplaced:
            continue
        problem = read_problem(str(path))
        started = time.process_time()
        found = explanations(problem, plan.meetings)
        everyone = time.process_time() - started
        sample = [item.request for item in found[:: max(1, len(found) // 20)]]
        started = time.process_time()
        for request in sample:
            explanation(problem, plan.meetings, request)
        closely = (time.process_time() - started) / len(sample)
        helped = sum(bool(item.remedies) for item in found)
        yield f"| {_name(path)} | {len(found)} | {everyone:.2f} | {helped} | {closely:.2f} |"


_SUITES: dict[str, Callable[[argparse.Namespace], Iterator[Row]]] = {
    "weight": weight,
    "levels": levels,
    "yardstick": yardstick,
    "b2bsp": b2bsp,
    "explain": explain,
}


def _header(columns: str) -> Iterator[Row]:
    """The first two lines of a table; columns that end in a colon hold text, others numbers."""
    names = columns.split(", ")
    yield "| " + " | ".join(name.rstrip(":") for name in names) + " |"
    yield "| " + " | ".join("---" if name.endswith(":") else "--:" for name in names) + " |"


def _instances(
    options: argparse.Namespace, limits: Mapping[str, float]
) -> Iterator[tuple[Path, float]]:
    for path in sorted((options.instances / "generated").glob("*.json.gz")):
        for kind, limit in limits.items():
            if path.name.startswith(f"{kind}-") and options.only in path.name:
                yield path, limit


def _runs(engine: str, path: Path, limit: float, options: argparse.Namespace) -> list[Measurement]:
    return [
        measure(engine, path, limit=limit, seed=seed, workers=options.workers)
        for seed in range(1, options.repeat + 1)
    ]


def _with_spread(path: Path, spread: int, scratch: Path) -> Path:
    problem = read_problem(str(path))
    if problem.rules.max_break_spread == spread:
        return path
    altered = replace(problem, rules=replace(problem.rules, max_break_spread=spread))
    write_problem(str(scratch / path.name), altered)
    return scratch / path.name


def _answer(run: Measurement) -> str:
    """What a run of the published benchmark found, in the words of its table."""
    if run.plan is None:
        return "no plan"
    if run.plan.status == "infeasible":
        return "UNSAT"
    level = run.plan.objective[0]
    return str(level.value) if level.proven else f"{level.value} (bound {level.bound})"


def _median_level(runs: Sequence[Measurement], name: str) -> LevelValue | None:
    """The level of the run with the median value."""
    found = [
        level for run in runs if run.plan for level in run.plan.objective if level.level == name
    ]
    return sorted(found, key=lambda level: level.value)[len(found) // 2] if found else None


def _name(path: Path) -> str:
    return path.name.removesuffix(".json.gz")


def _placed(runs: Sequence[Measurement]) -> str:
    counts = [len(run.plan.meetings) for run in runs if run.plan]
    return f"{median(counts):.0f}" if counts else "–"


def _value(level: LevelValue | None) -> str:
    return "–" if level is None else str(level.value)


def _bound(level: LevelValue | None) -> str:
    return "–" if level is None or level.bound is None else str(level.bound)


def _verdict(runs: Sequence[Measurement]) -> str:
    return ", ".join(sorted({run.verdict for run in runs}))


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m bench.run", description=__doc__)
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    parser.add_argument("suite", choices=_SUITES)
    default = Path(__file__).parents[2] / "shared" / "instances"
    parser.add_argument("--instances", type=Path, default=default, help="folder of instances")
    parser.add_argument("--only", default="", help="only instances whose name has this text")
    parser.add_argument("--repeat", type=int, default=1, help="runs of each, seeds 1, 2, …")
    parser.add_argument("--limit", type=float, help="seconds, in place of the suite's own")
    parser.add_argument("--plain-limit", type=float, help="seconds for the plain model")
    parser.add_argument("--workers", type=int, help="threads (default: one for each processor)")
    parser.add_argument(
        "--degrees", type=int, nargs="+", default=[2], help="b2bsp: degrees of fairness"
    )
    return parser


if __name__ == "__main__":
    raise SystemExit(main())
