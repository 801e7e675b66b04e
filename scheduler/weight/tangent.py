"""Prices found for one problem, put to use on another of the same shape."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from scheduler.weight.columns import Columns
from scheduler.weight.relaxation import Numbers, Relaxed, priced, relax

LONGEST = 600.0


class Tangents:
    """Prices of rows from several relaxations; any of them bounds any problem of the shape."""

    def __init__(self) -> None:
        self._prices: list[Numbers] = []

    def __bool__(self) -> bool:
        return bool(self._prices)

    def add(self, columns: Columns, go_on: Callable[[], bool], threads: int) -> bool:
        """Relax one problem as long as ``go_on`` says so; False: no prices were found in time."""
        relaxed = relax(columns, seconds=LONGEST, threads=threads, go_on=go_on)
        if relaxed is None:
            return False
        prices = np.zeros(columns.all_rows)
        prices[columns.rows] = relaxed.prices
        self._prices.append(prices)
        return True

    def at(self, columns: Columns) -> Relaxed:
        """What the prices that are best for this problem say of it."""
        nothing = np.zeros(len(columns.request))
        return min(
            (priced(columns, prices[columns.rows], nothing) for prices in self._prices),
            key=lambda relaxed: relaxed.bound,
        )
