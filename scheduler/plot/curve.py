"""The curve of value and bound over time, one picture for each level of the objective."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from scheduler.documents import parse_document
from scheduler.faults import FaultError
from scheduler.plot.scale import ticks
from scheduler.plot.svg import MARGIN, Drawing
from scheduler.problem import LEVELS

WIDTH, HEIGHT = 640.0, 150.0
LEFT, LABELS, BETWEEN = 64.0, 120.0, 62.0


@dataclass(frozen=True, slots=True)
class Sample:
    """What was known of a level at a moment, in seconds from the start."""

    seconds: float
    level: str
    value: int
    bound: int | None


def samples(lines: Iterable[str], name: str = "progress") -> list[Sample]:
    """What ``solve --progress jsonl`` wrote, one JSON object a line; raises FaultError."""
    found = []
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            raw: Any = parse_document(line, name)
            sample = Sample(float(raw["seconds"]), raw["level"], raw["value"], raw["bound"])
        except (ValueError, KeyError, TypeError, OverflowError) as error:
            raise FaultError([f"{name}: line {number} is no progress of a run"]) from error
        whole = type(sample.value) is int and type(sample.bound) in (int, type(None))
        if sample.level not in LEVELS or not whole or not math.isfinite(sample.seconds):
            raise FaultError([f"{name}: line {number} is no progress of a run"])
        found.append(sample)
    if not found:
        raise FaultError([f"{name}: no progress of a run"])
    return found


def curve(title: str, progress: Sequence[Sample]) -> str:
    """An SVG document: for each level its value (line) and its proven bound (dashes) over time."""
    drawing = Drawing(f"{title or 'Run'}: value and bound")
    end = max(max(sample.seconds for sample in progress), 0.1)
    levels = list(dict.fromkeys(sample.level for sample in progress))
    for number, level in enumerate(levels):
        top = MARGIN + 58 + number * (HEIGHT + BETWEEN)
        _panel(drawing, level, [s for s in progress if s.level == level], end, top)
    return drawing.svg()


def _panel(
    drawing: Drawing, level: str, progress: Sequence[Sample], end: float, top: float
) -> None:
    left, bottom = MARGIN + LEFT, top + HEIGHT
    known = [s.value for s in progress] + [s.bound for s in progress if s.bound is not None]
    marks = ticks(max(known), min(known), about=3)

    def y_of(value: float) -> float:
        return bottom - HEIGHT * (value - marks[0]) / (marks[-1] - marks[0])

    def x_of(seconds: float) -> float:
        return left + WIDTH * seconds / end

    drawing.text(MARGIN, top - 12, level, "ink strong")
    for mark in marks:
        drawing.line([(left, y_of(mark)), (left + WIDTH, y_of(mark))], "thin line-line")
        drawing.text(left - 8, y_of(mark) + 4, f"{mark:,}", "soft end")
    for milliseconds in ticks(1000 * end, about=5):
        if (seconds := milliseconds / 1000) <= end:
            drawing.text(x_of(seconds), bottom + 16, f"{seconds:g} s", "soft middle")
    value = _steps([(x_of(s.seconds), y_of(s.value)) for s in progress], left + WIDTH)
    bounds = [(x_of(s.seconds), y_of(s.bound)) for s in progress if s.bound is not None]
    last = progress[-1]
    value_y, bound_y = y_of(last.value), None
    if bounds:
        bound = _steps(bounds, left + WIDTH)
        drawing.area([*value, *reversed(bound)], "accent veil")
        drawing.line(bound, "bound soft-line")
        bound_y = bounds[-1][1]
    drawing.line(value, "value accent-line")
    text_x = left + WIDTH + 10
    if bound_y is not None and last.value == last.bound:
        drawing.text(text_x, value_y + 4, f"{last.value:,} proven", "ink strong")
        return
    # Apart far enough to be read, the one that is higher above.
    away = 0.0 if bound_y is None else max(0.0, 14 - abs(bound_y - value_y)) / 2
    up = bound_y is not None and value_y <= bound_y
    drawing.text(text_x, value_y + 4 + (-away if up else away), f"{last.value:,}", "ink strong")
    if bound_y is not None and last.bound is not None:
        drawing.text(text_x, bound_y + 4 + (away if up else -away), f"bound {last.bound:,}")


def _steps(points: Sequence[tuple[float, float]], end: float) -> list[tuple[float, float]]:
    """Each value lasts until the next one is known."""
    path = [points[0]]
    for x, y in points[1:]:
        path += [(x, path[-1][1]), (x, y)]
    return [*path, (max(end, path[-1][0]), path[-1][1])]
