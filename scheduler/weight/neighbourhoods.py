"""Large neighbourhoods: a few slots are emptied and filled again as well as can be.

Within the few slots the problem is an integer program over the columns that the relaxation does
not rule out; HiGHS solves it to optimality, since its linear relaxation is nearly whole (large
neighbourhood search: Shaw 1998). The first filling takes one slot after the other, each meeting
paying the relaxation's prices of what it takes from other slots.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise
from random import Random

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import csc_array

from scheduler.weight.columns import Columns, Flags
from scheduler.weight.prices import Integers
from scheduler.weight.relaxation import Numbers, Relaxed
from scheduler.weight.timetable import Timetable

NOWHERE = -1
MUST = 1_000
"""A request that must be placed is worth so many times the heaviest."""
LEAD = 0.3
"""How much the relaxation's own choice counts in the first filling."""
NOISE = 1e-3
"""Random part of a weight, so that equally good fillings come up by turns."""
QUICK, SLOW = 0.1, 0.5
"""Seconds below which a neighbourhood may grow, and above which it shrinks."""
LONGEST, FIRST_LONGEST = 0.8, 2.0
"""Seconds that a neighbourhood, and a slot of the first filling, may take at most."""
NODES = 20
"""Nodes of a search tree, likewise, where no clock is to matter."""
PER_SECOND = 4_000
"""Columns of a neighbourhood that then count as a second."""
MOST = 3_000
"""Columns that a neighbourhood may have; the most promising ones stay."""
TIRED = 400
"""Rounds without any gain after which the search ends."""


class Filling:
    """Which column holds each request (NOWHERE: none) and how much of every row is used."""

    def __init__(self, columns: Columns, relaxed: Relaxed, *, timed: bool = True) -> None:
        self.columns = columns
        self.timed = timed
        self.relaxed = relaxed
        problem = columns.table.problem
        self.must = np.array([problem.must_place(r) for r in range(columns.requests)], dtype=bool)
        self.weight = np.array([request.weight for request in problem.requests], dtype=np.int64)
        self.worth = self.weight.copy()
        self.worth[self.must] += MUST * int(self.worth.max(initial=1))
        self.column = np.full(columns.requests, NOWHERE, dtype=np.int64)
        self.used = np.zeros(len(columns.limit), dtype=np.int64)
        # Requests tied by ``after`` stay where they are.
        tied = np.zeros(columns.requests, dtype=bool)
        tied[[*columns.table.earlier, *columns.table.later]] = True
        self.free = ~tied[columns.request]
        order = np.argsort(columns.slot, kind="stable")
        cuts = np.searchsorted(columns.slot[order], np.arange(columns.table.width + 1))
        self.of_slot = [order[a:b] for a, b in pairwise(cuts)]

    @property
    def value(self) -> int:
        """The worth of what is placed: its weight, more for what must be."""
        return int(self.worth[self.column != NOWHERE].sum())

    def usage(self, chosen: Integers) -> Integers:
        """How much the columns take of every row."""
        matrix = self.columns.matrix
        total = np.zeros(len(self.used), dtype=np.int64)
        for column in chosen:
            total[matrix.indices[matrix.indptr[column] : matrix.indptr[column + 1]]] += 1
        return total

    def replace(self, old: Integers, new: Integers) -> bool:
        """Take columns out and others in, if the rows then hold."""
        used = self.used - self.usage(old) + self.usage(new)
        if (used > self.columns.limit).any():
            return False
        self.used = used
        self.column[self.columns.request[old]] = NOWHERE
        self.column[self.columns.request[new]] = new
        return True

    def fill(self, random: Random, go_on: Callable[[], bool]) -> None:
        """Fill one slot after the other."""
        columns, relaxed = self.columns, self.relaxed
        merit = relaxed.merit + LEAD * relaxed.share
        merit += (self.worth - self.weight)[columns.request]
        slots = self.slots()
        random.shuffle(slots)
        for slot in slots:
            if not go_on():
                return
            found = self._refill([slot], merit, 1.0, None, FIRST_LONGEST)
            if found is not None:
                self.replace(*found)

    def slots(self) -> list[int]:
        """The positions with any column."""
        return [slot for slot, here in enumerate(self.of_slot) if len(here)]

    def improve(self, goal: int, workers: int, random: Random, go_on: Callable[[], bool]) -> None:
        """Refill a few slots at a time until the worth is ``goal`` or nothing is gained any more.

        In each round every worker refills slots of its own with unplaced requests of its own, all
        from the same filling, so that the result doesn't depend on which one is faster.
        """
        slots = self.slots()
        if not slots:  # no meeting can be held in any way
            return
        many, tired = 2, 0
        with ThreadPoolExecutor(workers) as pool:
            while self.value < goal and tired < TIRED and go_on():
                before = self.value
                many = min(many, len(slots))
                groups = max(1, min(workers, len(slots) // many))
                drawn = random.sample(slots, many * groups)
                share = np.array(random.choices(range(groups), k=self.columns.requests))
                noise = np.random.default_rng(random.getrandbits(32)).random(len(self.worth))
                worth = (self.worth + NOISE * noise)[self.columns.request]
                loss = min(1.0, float(goal - before))

                def refill(
                    group: int,
                    drawn: list[int] = drawn,
                    worth: Numbers = worth,
                    loss: float = loss,
                    share: Integers = share,
                    many: int = many,
                ) -> tuple[tuple[Integers, Integers] | None, float]:
                    started = time.monotonic()
                    mine = drawn[many * group : many * (group + 1)]
                    found = self._refill(mine, worth, loss, share == group, LONGEST)
                    if self.timed:
                        return found, time.monotonic() - started
                    return found, sum(len(self.of_slot[slot]) for slot in mine) / PER_SECOND

                rounds = list(pool.map(refill, range(groups)))
                for found, _ in rounds:
                    if found is not None:
                        self._accept(*found)
                longest = max(seconds for _, seconds in rounds)
                gained = self.value > before
                tired = 0 if gained else tired + 1
                if longest > SLOW:
                    many = max(1, many - 1)
                elif longest < QUICK and not gained:
                    many += 1

    def _accept(self, old: Integers, new: Integers) -> None:
        request = self.columns.request
        if self.worth[request[new]].sum() >= self.worth[request[old]].sum():
            self.replace(old, new)

    def _refill(
        self, slots: list[int], merit: Numbers, loss: float, mine: Flags | None, seconds: float
    ) -> tuple[Integers, Integers] | None:
        """The columns now in ``slots`` and better ones; None: none found in time.

        Of the requests not placed yet, only ``mine`` (None: all) are used.
        """
        columns = self.columns
        here = np.concatenate([self.of_slot[slot] for slot in slots])
        here = here[self.free[here]]
        current = self.column[columns.request[here]]
        inside = np.isin(columns.slot[current], slots) & (current != NOWHERE)
        old = np.unique(current[inside])
        open_ = current == NOWHERE
        if mine is not None:
            open_ &= mine[columns.request[here]]
        keep = (open_ | inside) & (self.relaxed.loss[here] <= loss)
        here = here[keep | (current == here)]
        if not len(here):
            return None
        if len(here) > MOST:
            promise = self.relaxed.loss[here] - LEAD * self.relaxed.share[here]
            promise[np.isin(here, old)] = -np.inf
            here = here[np.sort(np.argpartition(promise, MOST)[:MOST])]
        part = columns.matrix[:, here]
        rows, compact = np.unique(part.indices, return_inverse=True)
        matrix = csc_array((part.data, compact, part.indptr), shape=(len(rows), len(here)))
        left = (columns.limit - self.used + self.usage(old))[rows]
        floor = np.full(len(rows), -np.inf)
        held = columns.request[old]
        floor[np.isin(rows, held[self.must[held]])] = 1
        answer = milp(
            -merit[here],
            constraints=LinearConstraint(matrix, floor, left),
            integrality=np.ones(len(here)),
            bounds=Bounds(0, 1),
            options={"mip_rel_gap": 0}
            | ({"time_limit": seconds} if self.timed else {"node_limit": NODES}),
        )
        if answer.x is None:
            return None
        return old, here[answer.x > 0.5]

    def write(self, table: Timetable) -> None:
        """Make ``table`` hold exactly these meetings."""
        for request, slot in enumerate(table.slot):
            if slot >= 0:
                table.drop(request)
        columns = self.columns
        for request in np.flatnonzero(self.column != NOWHERE).tolist():
            column = self.column[request]
            way = columns.way[column] - columns.first_way[request]
            who = table.choices[request][way]
            if not table.put(request, int(columns.slot[column]), who):
                raise AssertionError("a filling that breaks a rule")

    def read(self, table: Timetable) -> None:
        """Take over the meetings of ``table``."""
        columns = self.columns
        number = {
            (int(way), int(slot), int(pool)): column
            for column, (way, slot, pool) in enumerate(
                zip(columns.way, columns.slot, columns.pool, strict=True)
            )
        }
        new = []
        for request, slot in enumerate(table.slot):
            if slot >= 0:
                way = columns.first_way[request] + table.choices[request].index(table.who[request])
                new.append(number[int(way), slot, table.pool[request]])
        self.column[:] = NOWHERE
        self.used[:] = 0
        self.replace(np.empty(0, dtype=np.int64), np.array(new, dtype=np.int64))
