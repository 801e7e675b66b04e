"""Round numbers for axes."""

from __future__ import annotations

import math


def ticks(greatest: float, least: float = 0.0, about: int = 4) -> list[int]:
    """Whole numbers at equal distances, from ``least`` or below to ``greatest`` or above."""
    rough = max(1.0, (greatest - least) / about)
    power = 10 ** math.floor(math.log10(rough))
    step = next(int(power * part) for part in (1, 2, 5, 10) if power * part >= rough)
    first = math.floor(least / step) * step
    last = max(first + step, math.ceil(greatest / step) * step)
    return list(range(first, last + 1, step))
