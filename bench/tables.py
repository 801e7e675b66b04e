"""Lines of Markdown tables."""

from __future__ import annotations

from collections.abc import Sequence
from statistics import median

from bench.measure import Measurement
from scheduler.plan import LevelValue
from scheduler.problem import MAXIMISED

COST = "wall s, CPU s, MiB"


def header(columns: str) -> str:
    """The first two lines of a table; columns that end in a colon hold text, others numbers."""
    names = columns.split(", ")
    lines = (
        row([name.rstrip(":") for name in names]),
        row(["---" if name.endswith(":") else "--:" for name in names]),
    )
    return "\n".join(lines)


def row(cells: Sequence[object]) -> str:
    """One line."""
    return f"| {' | '.join(map(str, cells))} |"


def cost(runs: Sequence[Measurement]) -> list[str]:
    """Cells of ``COST``: wall time, processor time and memory, medians over runs."""
    return [
        f"{median(run.wall for run in runs):.1f}",
        f"{median(run.cpu for run in runs):.1f}",
        f"{median(run.memory for run in runs):.0f}",
    ]


def placed(runs: Sequence[Measurement]) -> str:
    """How many meetings the plans have."""
    counts = [len(run.plan.meetings) for run in runs if run.plan]
    return f"{median(counts):.0f}" if counts else "–"


def verdict(runs: Sequence[Measurement]) -> str:
    """What the checker says of the plans."""
    return ", ".join(sorted({run.verdict for run in runs}))


def median_level(runs: Sequence[Measurement], name: str) -> LevelValue | None:
    """The level of the run with the median value."""
    found = [
        level for run in runs if run.plan for level in run.plan.objective if level.level == name
    ]
    return sorted(found, key=lambda level: level.value)[len(found) // 2] if found else None


def value(level: LevelValue | None) -> str:
    """The value as a cell."""
    return "–" if level is None else str(level.value)


def bound(level: LevelValue | None) -> str:
    """The bound as a cell."""
    return "–" if level is None or level.bound is None else str(level.bound)


def gap(level: LevelValue | None) -> str:
    """How far the value may be from the best, as a share of the larger of value and bound."""
    if level is None or level.bound is None:
        return "–"
    if level.proven:
        return "proven"
    base = abs(level.bound if level.level in MAXIMISED else level.value)
    return f"{abs(level.value - level.bound) / base:.2%}" if base else "∞"
