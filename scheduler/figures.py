"""The figures of one delegate's day and of one delegation, from bit masks and counts."""

from __future__ import annotations

SHORTFALL = 100_000
"""What ``fairness`` counts for each meeting below a promised minimum."""
ELSEWHERE = 3
"""What ``places`` counts for a meeting of a delegation that owns a place and meets elsewhere."""


def waiting_of_day(busy: int, present: int) -> int:
    """Slots between the first and the last meeting without a meeting, while ``present``."""
    if not busy:
        return 0
    low = busy & -busy
    span = (1 << busy.bit_length()) - low
    return (span & ~busy & present).bit_count()


def breaks_of_day(busy: int, present: int) -> int:
    """Runs without a meeting between two meetings, of which one slot at least is ``present``.

    ``busy`` and ``present`` are masks of the slots of one day (``present`` may hold more).
    """
    if not busy:
        return 0
    span = (1 << busy.bit_length()) - (busy & -busy)
    idle = span & ~busy
    gaps = idle & present
    found = 0
    while gaps:
        found += 1
        # Adding the lowest gap bit to the idle mask carries through the run that it stands in.
        low = gaps & -gaps
        gaps &= ~(idle ^ (idle + low))
    return found


def unfairness(placed: int, possible: int, promised: int) -> int:
    """What ``fairness`` counts for a delegation with ``placed`` meetings.

    ``promised``: the smaller of ``min_meetings`` and the number of its requests.
    """
    missing = possible - placed
    squared = 10_000 * missing**2 // possible**2 if possible else 0
    return squared + SHORTFALL * max(0, promised - placed)
