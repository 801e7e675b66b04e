"""``explain``: all reasons and remedies of a plan, one request closely, and the whole command."""

from __future__ import annotations

import argparse
import time
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

from bench import tables
from bench.measure import PYTHON, solved, timed
from bench.suites.common import instances
from bench.suites.weight import LIMITS
from scheduler.explain import explanation, explanations
from scheduler.plan import read_result
from scheduler.reading import read_problem

SAMPLE = 20


def rows(options: argparse.Namespace) -> Iterator[str]:
    """A line for each instance; processor seconds, but for the wall time of the command."""
    yield tables.header(
        "instance:, unplaced, all CPU s, with a remedy, one closely CPU s, "
        "command wall s, command CPU s"
    )
    for path, name, limit in instances(options, LIMITS):
        with TemporaryDirectory() as folder:
            output = Path(folder) / "plan.json.gz"
            solved(path, output, limit=limit, workers=options.workers)
            problem = read_problem(str(path))
            plan = read_result(str(output), problem).plan
            if not plan.unplaced:
                continue
            started = time.process_time()
            found = explanations(problem, plan.meetings)
            everyone = time.process_time() - started
            sample = [item.request for item in found[:: max(1, len(found) // SAMPLE)]]
            started = time.process_time()
            for request in sample:
                explanation(problem, plan.meetings, request)
            closely = (time.process_time() - started) / len(sample)
            asked = problem.requests[sample[0]].id
            ran = timed([*PYTHON, "scheduler", "explain", path, output, asked])
        helped = sum(bool(item.remedies) for item in found)
        cells = [len(found), f"{everyone:.2f}", helped, f"{closely:.3f}"]
        yield tables.row([name, *cells, f"{ran.wall:.2f}", f"{ran.cpu:.2f}"])
