"""The relaxation with slots, as a matrix: a column for each way to hold each request.

A column is (request, slot, choice of attendees, pool of places). Its rows say that a request is
held once, a delegation has its credits, a pool its capacity in the slot, a delegate one meeting in
the slot, and no window of consecutive slots more meetings than ``max_in_a_row``. ``after`` and
``max_break_spread`` are left out, so that the rows relax the problem and bounds stay bounds.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csc_array

from scheduler.weight.prices import Integers
from scheduler.weight.timetable import HALL, KEPT_PLACE, Timetable

Flags = NDArray[np.bool_]


class Columns:
    """All columns of a timetable's problem and the matrix of their rows.

    Attributes:
        request, slot, way, pool: one item per column; ``slot`` is a position of the timetable,
            ``way`` an index into ``ways``, ``pool`` a delegation, HALL or KEPT_PLACE.
        ways: attendees per way, padded with -1.
        matrix, limit: ``matrix @ chosen <= limit``; the first rows are the requests in order.
        across: per row, whether it concerns more than one slot.
        rows, all_rows: the numbers of the rows among all, also those that can't be exceeded; they
            are the same for problems that differ only in limits and in who is there when.
    """

    def __init__(self, table: Timetable) -> None:
        self.table = table
        self.requests = len(table.slot)
        counts = np.array([len(choices) for choices in table.choices], dtype=np.int64)
        widest = max((len(who) for choices in table.choices for who in choices[:1]), default=0)
        self.ways = np.array(
            [who + (-1,) * (widest - len(who)) for choices in table.choices for who in choices],
            dtype=np.int64,
        ).reshape(-1, widest)
        self.first_way = np.concatenate([[0], np.cumsum(counts)])
        way_request = np.repeat(np.arange(self.requests), counts)
        delegation = np.array([*table.delegation, -1], dtype=np.int64)
        self.way_delegation = delegation[self.ways]
        available = self._grid([*table.available, table.every])
        common = self._grid(table.allowed)[way_request]
        for entry in range(widest):
            common &= available[self.ways[:, entry]]
        self._choose_pools(way_request, common)
        self._lay_rows()

    def _grid(self, masks: list[int]) -> Flags:
        """Masks as rows of booleans, one per position."""
        size = (self.table.width + 7) // 8
        data = b"".join(mask.to_bytes(size, "little") for mask in masks)
        grid = np.frombuffer(data, dtype=np.uint8).reshape(len(masks), size)
        bits = np.unpackbits(grid, axis=1, bitorder="little")
        return bits[:, : self.table.width].astype(bool)

    def _choose_pools(self, way_request: Integers, common: Flags) -> None:
        table = self.table
        kept = np.zeros(self.requests, dtype=bool)
        kept[list(table.kept_place)] = True
        held = kept[way_request][:, None]
        ways: list[Integers] = []
        slots: list[Integers] = []
        pools: list[Integers] = []

        def add(grid: Flags, pool: Integers) -> None:
            way, slot = np.nonzero(grid)
            ways.append(way)
            slots.append(slot)
            pools.append(pool[way])

        everyone = np.ones(len(self.ways), dtype=np.int64)
        add(common & held, KEPT_PLACE * everyone)
        add(common & ~held & (np.array(table.pools[HALL]) > 0), HALL * everyone)
        stands = np.zeros((len(table.credits) + 1, table.width), dtype=bool)
        for owner, capacity in table.pools.items():
            if owner != HALL:
                stands[owner] = np.array(capacity) > 0
        for entry in range(self.ways.shape[1]):
            owners = self.way_delegation[:, entry]
            add(common & ~held & stands[owners], owners)
        self.way = np.concatenate(ways)
        self.slot = np.concatenate(slots)
        self.pool = np.concatenate(pools)
        self.request = way_request[self.way]

    def _lay_rows(self) -> None:
        table = self.table
        width, delegates = table.width, len(table.available)
        number = np.arange(len(self.way))
        rows: list[Integers] = [self.request]
        columns: list[Integers] = [number]
        limits: list[Integers] = [np.ones(self.requests, dtype=np.int64)]
        start = self.requests
        across = [np.ones(start + len(table.credits), dtype=bool)]
        for entry in range(self.ways.shape[1]):
            inside = self.ways[self.way, entry] >= 0
            rows.append(start + self.way_delegation[self.way, entry][inside])
            columns.append(number[inside])
        limits.append(np.array(table.credits, dtype=np.int64))
        start += len(table.credits)
        # Pools: the hall (its -1 is the last item of ``rank``), then the stands in their order.
        owners = sorted(table.stand)
        rank = np.zeros(len(table.credits) + 2, dtype=np.int64)
        rank[owners] = 1 + np.arange(len(owners))
        inside = self.pool != KEPT_PLACE
        rows.append(
            start + rank[self.pool[inside]] * width * (self.pool[inside] >= 0) + self.slot[inside]
        )
        columns.append(number[inside])
        capacities = [table.pools[HALL], *(table.pools[owner] for owner in owners)]
        limits.append(np.array(capacities, dtype=np.int64).ravel())
        start += len(capacities) * width
        longest = table.longest
        opening = self._windows()
        for entry in range(self.ways.shape[1]):
            one = self.ways[self.way, entry]
            inside = one >= 0
            rows.append(start + one[inside] * width + self.slot[inside])
            columns.append(number[inside])
            for back in range(longest + 1 if longest else 0):
                begin = self.slot - back
                inside = (one >= 0) & (begin >= 0)
                inside[inside] = opening[one[inside], begin[inside]]
                cell = one[inside] * width + begin[inside]
                rows.append(start + delegates * width + cell)
                columns.append(number[inside])
        limits.append(np.ones(delegates * width, dtype=np.int64))
        across.append(np.zeros((len(capacities) + delegates) * width, dtype=bool))
        if longest:
            across.append(np.ones(delegates * width, dtype=bool))
            limits.append(np.full(delegates * width, longest, dtype=np.int64))
        limit = np.concatenate(limits)
        row, column = np.concatenate(rows), np.concatenate(columns)
        # A row that can't be exceeded says nothing; those of the requests stay for their order.
        binding = np.bincount(row, minlength=len(limit)) > limit
        binding[: self.requests] = True
        self.rows, self.all_rows = np.flatnonzero(binding), len(binding)
        place = np.cumsum(binding) - 1
        used = binding[row]
        self.limit = limit[binding]
        self.across = np.concatenate(across)[binding]
        self.matrix = csc_array(
            (np.ones(int(used.sum())), (place[row[used]], column[used])),
            shape=(len(self.limit), len(number)),
        )

    def _windows(self) -> Flags:
        """Per delegate and position: whether they can meet in each slot of the window from it."""
        table = self.table
        masks = []
        for mask in table.available:
            window = mask
            for ahead in range(1, table.longest + 1):
                window &= mask >> ahead
            masks.append(window)
        return self._grid(masks)
