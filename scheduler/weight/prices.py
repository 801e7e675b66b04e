"""Prices of what meetings use up, and the bound that any prices prove.

Lagrangian relaxation (Geoffrion 1974): instead of limiting the time of delegates and the credits
of delegations, let each meeting pay for them. Whatever the prices are, no plan is worth more than
the sum of what is limited, at its price, plus what each request earns beyond its cost.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Integers = NDArray[np.int64]
_SAFE = 2.0**62


def total(values: Integers, times: Integers | None = None) -> int:
    """The sum of ``values``, each as often as ``times`` says, also where it exceeds 64 bits."""
    counts = np.ones(1, dtype=np.int64) if times is None else times
    size = float(np.abs(values).astype(float) @ np.broadcast_to(counts, values.shape).astype(float))
    if size < _SAFE:
        return int((values * counts).sum())
    return int((values.astype(object) * counts.astype(object)).sum())


@dataclass(frozen=True)
class Prices:
    """Prices for the sums over all slots, in halves of a unit of weight, and what follows.

    Attributes:
        delegate: price of one meeting of each delegate.
        delegation: price of one credit of each delegation.
        gain: per request, its worth less its cost; negative: it does not pay.
        bound: no plan is worth more (in whole units).
        share: per request, how far the relaxation places it, in halves (0, 1 or 2).
    """

    delegate: Integers
    delegation: Integers
    gain: Integers
    bound: int
    share: Integers
