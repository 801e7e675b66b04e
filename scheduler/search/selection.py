"""Which requests to place, and who attends, with slots left aside: a bound and a target.

Forgetting slots and places leaves a matching with capacities: each delegate has so many slots to
meet in, each delegation so many credits, and ``fairness`` is (but for rounding) convex in each
delegation's number of meetings. The linear relaxation of such a problem, with one variable for
each further meeting of a delegation, is as good as whole for events that are close to bipartite
(for convex costs on flows: Ahuja, Magnanti & Orlin 1993, ch. 14), and HiGHS closes what is left.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from itertools import pairwise
from threading import Thread

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, linprog, milp
from scipy.sparse import csr_array, vstack

from scheduler.options import Options, bits
from scheduler.problem import Level

SIMPLEX = 8_000
"""Requests up to which the simplex method bounds ``minimum``; beyond, it takes minutes."""
ROUNDING = 1e-14
"""How far a sum of floats may be from the exact one, in parts of the sum of their sizes."""
GAP = 0.0005
"""Relative gap at which the solver may stop."""
POLL = 0.05

Who = tuple[int, ...]
Target = dict[int, Who]
"""Request to its attendees, for what is to be placed."""


@dataclass
class _Matrix:
    """The rows of a linear program, as they come."""

    rows: list[int] = field(default_factory=list)
    columns: list[int] = field(default_factory=list)
    entries: list[float] = field(default_factory=list)
    low: list[float] = field(default_factory=list)
    high: list[float] = field(default_factory=list)

    def add(
        self, columns: Iterable[int], entries: Iterable[float], low: float, high: float
    ) -> None:
        before = len(self.columns)
        self.columns.extend(columns)
        self.entries.extend(entries)
        self.rows.extend([len(self.low)] * (len(self.columns) - before))
        self.low.append(low)
        self.high.append(high)


class Selection:
    """The problem without slots and places.

    Columns: first one for each request (is it placed?), then one for each delegate of an entry
    with a choice, then the steps of ``fairness`` where it is part of the objective.
    """

    def __init__(self, options: Options) -> None:
        self.options = options
        self.problem = options.problem
        self._matrix = _Matrix()
        requests = self.problem.requests
        self.width = len(requests)
        self._upper = [1.0 if mask else 0.0 for mask in options.slots]
        self._lower = [float(self.problem.must_place(r)) for r in range(len(requests))]
        self._choice: dict[tuple[int, int], dict[int, int]] = {}
        attends: dict[int, list[int]] = {}
        for r, request in enumerate(requests):
            for e, entry in enumerate(request.attendees):
                if len(entry) == 1:
                    attends.setdefault(entry[0], []).append(r)
                    continue
                columns = dict(zip(entry, range(self.width, self.width + len(entry)), strict=True))
                self._choice[r, e] = columns
                self.width += len(entry)
                self._matrix.add([*columns.values(), r], [*[1.0] * len(entry), -1.0], 0.0, 0.0)
                for d, column in columns.items():
                    attends.setdefault(d, []).append(column)
        self._lower += [0.0] * (self.width - len(self._lower))
        self._upper += [0.0] * (self.width - len(self._upper))
        for (r, _), columns in self._choice.items():
            for d, column in columns.items():
                self._upper[column] = float(bool(options.slots[r] & options.meetable[d]))
        for d, seats in attends.items():
            most = most_meetings(options, d)
            if len(seats) > most:
                self._matrix.add(seats, [1.0] * len(seats), 0.0, most)
        for g, delegation in enumerate(self.problem.delegations):
            asked = options.requests_of[g]
            if delegation.max_meetings is not None and len(asked) > delegation.max_meetings:
                self._matrix.add(asked, [1.0] * len(asked), 0.0, delegation.max_meetings)
        room = sum(
            place.capacity * options.open[p].bit_count()
            for p, place in enumerate(self.problem.places)
        )
        if len(requests) > room:
            self._matrix.add(range(len(requests)), [1.0] * len(requests), 0.0, room)
        self._steps: tuple[int, list[float], float] | None = None
        self._seats = attends
        self._request_of = {
            column: r for (r, _), columns in self._choice.items() for column in columns.values()
        }
        self._charges: dict[int, float] = {}

    def require(self, level: Level, value: int) -> None:
        """Ask for plans no worse than ``value`` on the level, as far as that can be said here.

        What depends on slots is left out, which only loosens the relaxation.
        """
        requests = self.problem.requests
        if level == "weight":
            self._matrix.add(
                range(len(requests)), [float(q.weight) for q in requests], value, math.inf
            )
        elif level == "kept":
            told = [m.request for m in self.problem.previous or ()]
            self._matrix.add(told, [3.0] * len(told), value, math.inf)
        elif level == "fairness":
            first, costs, constant = self._fairness()
            self._matrix.add(range(first, first + len(costs)), costs, -math.inf, value - constant)

    def seats(self, delegate: int) -> list[tuple[int, int]]:
        """The columns that say that the delegate attends, each with its request."""
        columns = self._seats.get(delegate, ())
        return [(column, self._request_of.get(column, column)) for column in columns]

    def charge(self, column: int, cost: float) -> None:
        """Let a column cost something in ``minimum``."""
        self._charges[column] = self._charges.get(column, 0.0) + cost

    def excess(self, groups: list[list[int]], free: int) -> None:
        """Let each group of columns cost one if any of it is chosen, the first ``free`` nothing."""
        over = self._column(float(len(groups)))
        entries = [group[0] if len(group) == 1 else self._any_of(group) for group in groups]
        self._matrix.add([*entries, over], [*[1.0] * len(entries), -1.0], -math.inf, free)
        self.charge(over, 1.0)

    def going(self, request: int, entry: int, delegate: int) -> int:
        """A column that is chosen only if the delegate attends for the entry."""
        column = self._column(1.0)
        seat = self._choice.get((request, entry), {}).get(delegate, request)
        self._matrix.add([column, seat], [1.0, -1.0], -math.inf, 0.0)
        return column

    def needs_one(self, request: int, columns: list[int]) -> None:
        """If the request is placed, some of the columns must be chosen."""
        self._matrix.add(
            [*columns, request], [*[1.0] * len(columns), -1.0], 0.0, float(len(columns))
        )

    def _any_of(self, columns: list[int]) -> int:
        some = self._column(1.0)
        for column in columns:
            self._matrix.add([column, some], [1.0, -1.0], -math.inf, 0.0)
        return some

    def _column(self, upper: float) -> int:
        self._lower.append(0.0)
        self._upper.append(upper)
        self.width += 1
        return self.width - 1

    def minimum(self, seconds: float, ended: Callable[[], bool]) -> int | None:
        """What the charges come to at least, by the linear relaxation; None: no time left."""
        cost = np.zeros(self.width)
        for column, charge in self._charges.items():
            cost[column] = charge
        if len(self.problem.requests) > SIMPLEX and math.isfinite(seconds):
            relaxed = self._approached(cost, seconds, ended)
        else:
            relaxed = _interruptible(lambda: self._relaxed(cost, max(0.1, seconds)), ended)
        return None if relaxed is None else max(0, _up(relaxed))

    def _approached(
        self, cost: np.ndarray, seconds: float, ended: Callable[[], bool]
    ) -> float | None:
        """A bound on the cost of the linear relaxation, by a first-order method."""
        from scheduler.search.firstorder import Program, prices

        rows, low, high = self._sparse(), np.array(self._matrix.low), np.array(self._matrix.high)
        lower, upper = np.array(self._lower), np.array(self._upper)
        price = prices(Program(cost, rows.tocsc(), low, high, lower, upper, seconds), ended)
        return None if price is None else self._proven(cost, price)

    def _fairness(self) -> tuple[int, list[float], float]:
        """One column for each further meeting of each delegation: the first of them, what each
        changes, and the rest.
        """
        if self._steps is not None:
            return self._steps
        first = self.width
        constant = 0.0
        costs: list[float] = []
        for g, asked in enumerate(self.options.requests_of):
            steps = [self.options.unfairness(g, n) for n in range(self.options.possible[g] + 1)]
            constant += steps[0]
            columns = range(self.width, self.width + len(steps) - 1)
            self.width += len(columns)
            costs += [float(after - before) for before, after in pairwise(_convex(steps))]
            self._matrix.add(
                [*columns, *asked], [*[1.0] * len(columns), *[-1.0] * len(asked)], 0.0, 0.0
            )
        self._lower += [0.0] * len(costs)
        self._upper += [1.0] * len(costs)
        self._steps = first, costs, constant
        return self._steps

    def least(self, seconds: float, ended: Callable[[], bool]) -> int | None:
        """What no plan is below on ``fairness``, by the linear relaxation; None: no time left."""
        cost, constant = self._cost()
        relaxed = _interruptible(lambda: self._relaxed(cost, max(0.1, seconds)), ended)
        return None if relaxed is None else _up(relaxed + constant)

    def fairest(
        self,
        seconds: float,
        ended: Callable[[], bool],
        leaning: Mapping[int, float],
        *,
        nodes: int | None = None,
    ) -> Target | None:
        """What to place for the least ``fairness``; None: the time was up, or nothing fits.

        ``leaning``: a small cost for placing a request, to choose among targets alike. ``nodes``:
        at most so many nodes of a search tree.
        """
        limits: dict[str, float] = {"mip_rel_gap": GAP}
        if math.isfinite(seconds):
            limits["time_limit"] = max(0.1, seconds)
        if nodes is not None:
            limits["node_limit"] = nodes
        cost, _ = self._cost()
        for r, lean in leaning.items():
            cost[r] += lean
        answer = _interruptible(
            lambda: milp(
                cost,
                integrality=np.ones(self.width),
                bounds=Bounds(np.array(self._lower), np.array(self._upper)),
                constraints=LinearConstraint(
                    self._sparse(), np.array(self._matrix.low), np.array(self._matrix.high)
                ),
                options=limits,
            ),
            ended,
        )
        return None if answer is None or answer.x is None else self._target(answer.x)

    def _cost(self) -> tuple[np.ndarray, float]:
        """``fairness`` by column, and the rest of it."""
        first, costs, constant = self._fairness()
        cost = np.zeros(self.width)
        cost[first : first + len(costs)] = costs
        return cost, constant

    def _sparse(self) -> csr_array:
        matrix = self._matrix
        return csr_array(
            (matrix.entries, (matrix.rows, matrix.columns)), shape=(len(matrix.low), self.width)
        )

    def _relaxed(self, cost: np.ndarray, seconds: float) -> float | None:
        """The least cost of the linear relaxation, from below; None: the time was up.

        What counts is not the solver's own value, which is exact only within its tolerances, but
        what the prices that it found prove by weak duality: any prices prove something.
        """
        rows, low, high = self._sparse(), np.array(self._matrix.low), np.array(self._matrix.high)
        lower, upper = np.array(self._lower), np.array(self._upper)
        equal = low == high
        above, below = np.isfinite(low) & ~equal, np.isfinite(high) & ~equal
        answer = linprog(
            cost,
            A_ub=vstack([rows[below], -rows[above]]),
            b_ub=np.concatenate([high[below], -low[above]]),
            A_eq=rows[equal],
            b_eq=low[equal],
            bounds=np.column_stack([lower, upper]),
            method="highs",
            options={"time_limit": seconds},
        )
        if answer.status != 0:
            return None
        price = np.zeros(len(low))
        price[equal] = answer.eqlin.marginals
        price[below] += answer.ineqlin.marginals[: below.sum()]
        price[above] -= answer.ineqlin.marginals[below.sum() :]
        return self._proven(cost, price)

    def _proven(self, cost: np.ndarray, price: np.ndarray) -> float | None:
        """What any prices of the rows prove of the least cost, by weak duality; None: nothing."""
        rows, low, high = self._sparse(), np.array(self._matrix.low), np.array(self._matrix.high)
        lower, upper = np.array(self._lower), np.array(self._upper)
        # Prices of a wrong sign, which tolerances allow, would multiply an infinite side.
        price = np.where((price > 0) & ~np.isfinite(low), 0.0, price)
        price = np.where((price < 0) & ~np.isfinite(high), 0.0, price)
        reduced = cost - rows.T @ price
        side = np.where(price > 0, low, np.where(price < 0, high, 0.0))
        proven = math.fsum(price * side) + math.fsum(
            np.where(reduced > 0, reduced * lower, reduced * upper)
        )
        # Large terms cancel; each was rounded by a part of its own size.
        sizes = np.abs(cost) + np.abs(rows).T @ np.abs(price)
        sides = np.maximum(np.abs(lower), np.abs(upper))
        rounded = ROUNDING * (math.fsum(np.abs(price * side)) + math.fsum(sizes * sides))
        return proven - rounded if math.isfinite(proven - rounded) else None

    def _target(self, solution: np.ndarray) -> Target:
        target: Target = {}
        for r, request in enumerate(self.problem.requests):
            if solution[r] > 0.5:
                target[r] = tuple(
                    entry[0]
                    if len(entry) == 1
                    else max(self._choice[r, e], key=lambda d: solution[self._choice[r, e][d]])
                    for e, entry in enumerate(request.attendees)
                )
        return target


def most_meetings(options: Options, delegate: int) -> int:
    """How many meetings the delegate's slots hold, with no more in a row than the rule allows."""
    longest = options.problem.longest_run
    if longest is None:
        return options.meetable[delegate].bit_count()
    total = 0
    for day in options.days:
        run = 0
        for s in bits(day):
            free = options.meetable[delegate] >> s & 1
            run = run + 1 if free and run < longest else 0
            total += run > 0
    return total


def _convex(steps: list[int]) -> list[float]:
    """The greatest convex function below ``steps`` (rounding makes them bend the other way)."""
    hull: list[tuple[int, int]] = []
    for point in enumerate(steps):
        while len(hull) > 1 and _above(hull[-2], hull[-1], point):
            hull.pop()
        hull.append(point)
    x, y = zip(*hull, strict=True)
    return [float(value) for value in np.interp(range(len(steps)), x, y)]


def _above(a: tuple[int, int], b: tuple[int, int], c: tuple[int, int]) -> bool:
    return (b[1] - a[1]) * (c[0] - a[0]) >= (c[1] - a[1]) * (b[0] - a[0])


def _up(value: float) -> int:
    """A bound on whole numbers from one in floating point."""
    return math.ceil(value - max(1e-6, 1e-9 * abs(value)))


def _interruptible[T](work: Callable[[], T], ended: Callable[[], bool]) -> T | None:
    """The result of ``work`` on a thread of its own, which is left behind once ``ended``."""
    results: list[T] = []
    thread = Thread(target=lambda: results.append(work()), daemon=True)
    thread.start()
    while thread.is_alive():
        thread.join(POLL)
        if ended():
            return None
    return results[0] if results else None
