"""``whatif``: curves of what a little more would bring, with proven bounds."""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator

from bench import tables
from bench.measure import PYTHON, timed
from bench.suites.common import instances
from scheduler.reading import read_problem

QUESTIONS = {
    "tables": ("--more-tables", "1,2,5,10,20"),
    "slots": ("--more-slots", "1,2"),
    "credits": ("--more-credits", "1,2,3,4"),
    "credits of one package": ("--more-credits", "1,2,3,4", "--with-credits", "{credits}"),
    "three stay longer": ("--stays", "{delegates}", "--for", "1,2,4"),
}
LIMIT = 20.0


def rows(options: argparse.Namespace) -> Iterator[str]:
    """A line for each instance and question."""
    yield tables.header(
        f"instance:, more:, limit s, {tables.COST}, points, proven, weight now, "
        "gain at most, widest gap"
    )
    for path, name, limit in instances(options, {"event-x": LIMIT, "event-y": LIMIT}):
        problem = read_problem(str(path))
        last = len(problem.slots) - 1
        leaving = [one.id for one in problem.delegates if last in one.unavailable]
        known = {
            "credits": min(one.max_meetings or 0 for one in problem.delegations),
            "delegates": ",".join(leaving[:3]),
        }
        for question, words in QUESTIONS.items():
            asked = [word.format(**known) for word in words]
            command = [*PYTHON, "scheduler", "whatif", str(path), *asked, "--json"]
            ran = timed([*command, "--time-limit", str(limit)])
            cost = [f"{ran.wall:.1f}", f"{ran.cpu:.1f}", f"{ran.memory:.0f}"]
            if ran.status:
                yield tables.row([name, question, f"{limit:g}", *cost, "", "", "", "", ""])
                continue
            points = json.loads(ran.printed)
            spans = [point["weight"] for point in points]
            proven = sum(span["at_least"] == span["at_most"] for span in spans)
            widest = max(1 - (span["at_least"] or 0) / max(1, span["at_most"]) for span in spans)
            now = next(point["weight"]["at_least"] for point in points if point["more"] == 0)
            gain = points[-1]["weight_gain"]["at_most"]
            figures = [len(points), proven, now, gain, f"{widest:.2%}"]
            yield tables.row([name, question, f"{limit:g}", *cost, *figures])
