"""Slots as columns: where each stands, with its day and time above."""

from __future__ import annotations

from dataclasses import dataclass

from scheduler.plot.svg import Drawing
from scheduler.problem import Problem

DAY_GAP = 10.0
HEAD = 36.0


@dataclass(frozen=True, slots=True)
class Columns:
    """The left edge of each slot's column; all are ``width`` wide."""

    left: tuple[float, ...]
    width: float

    @classmethod
    def of(cls, problem: Problem, left: float, width: float) -> Columns:
        """Columns from ``left`` on, with a gap between days."""
        return cls(
            tuple(left + i * width + slot.day * DAY_GAP for i, slot in enumerate(problem.slots)),
            width,
        )

    def head(self, drawing: Drawing, problem: Problem, y: float) -> None:
        """Days and times, above ``y``; of narrow columns, only times that have room."""
        free_from = 0.0
        for i, slot in enumerate(problem.slots):
            if i == 0 or slot.day != problem.slots[i - 1].day:
                drawing.text(self.left[i], y - 22, f"{slot.start:%Y-%m-%d}", "ink strong")
                free_from = 0.0
            if self.left[i] >= free_from:
                drawing.text(self.left[i], y - 6, f"{slot.start:%H:%M}")
                free_from = self.left[i] + 36

    def name(self, problem: Problem, slot: int) -> str:
        """The slot as people call it."""
        return f"{problem.slots[slot].start:%Y-%m-%d %H:%M}"
