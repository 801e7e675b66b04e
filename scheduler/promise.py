"""Before sales: how many meetings can be promised to everyone of a group.

A promise of *p* to a group is kept if each of its delegations has at least *p* meetings, or all it
could have by its requests and its credits, if that is less. Before there are requests, write
down as requests who may meet whom.

What is too much is proven by a linear relaxation that forgets when meetings are held: people have
as many meetings as they have slots, delegations as many as they have credits, places as many as
they have seats over the whole event. Its prices are rounded to multiples of 1 / ``SCALE`` and the
proof is made in whole numbers (Lagrangian relaxation, Geoffrion 1974); a small problem is left to
CP-SAT. What can be promised is shown by a plan that keeps it, checked by the rules of the format.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from ortools.sat.python import cp_model
from scipy.optimize import Bounds, LinearConstraint, linprog, milp
from scipy.sparse import block_array, csr_array, identity

from scheduler.checker import broken_rules
from scheduler.model import complete
from scheduler.options import Options
from scheduler.problem import Meeting, Problem
from scheduler.search.cpsat import solver
from scheduler.search.strategy import SMALL
from scheduler.solve import NoPlanError, solve
from scheduler.weight import solve_weight
from scheduler.weight.prices import Integers
from scheduler.weight.selection import most_meetings
from scheduler.weight.timetable import HALL, Timetable
from scheduler.whatif import Span

SCALE = 1 << 20
CHOSEN = 1000
"""Weight of a request that the relaxation needs for the promises; the others weigh one."""
PROOF = 5.0
"""Seconds that CP-SAT may take for one proof."""
QUICK = 0.3
"""Share of an attempt's time for the method that plans by weight."""


@dataclass(frozen=True, slots=True)
class Promise:
    """What can be promised to the ``delegations`` of a group.

    ``alone``: if nobody else is promised anything. ``together``: with what the other groups are
    promised at the same time; ``together.least`` of all groups is kept by one plan, and no single
    one of ``together.most`` could be raised. Both ``least`` are None if no plan was found at all.
    """

    group: str
    delegations: tuple[int, ...]
    alone: Span
    together: Span


def promises(
    problem: Problem,
    groups: Mapping[str, Sequence[int]],
    *,
    time_limit: float = 30.0,
    workers: int = 1,
    seed: int = 1,
) -> list[Promise]:
    """How many meetings can be promised to each of ``groups`` (name: delegations).

    Args:
        problem: its requests are all meetings that might be wanted.
        groups: for example all delegations of one participant type.
        time_limit: seconds, for the plans; the proofs are made in any case.
        workers: threads and processes.
        seed: of all random choices.
    """
    asking = _Asking(problem, workers, seed)
    names = list(groups)
    most = {name: asking.most(groups[name]) for name in names}
    ends = time.monotonic() + time_limit

    def until(parts: int) -> float:
        return time.monotonic() + max(0.0, ends - time.monotonic()) / parts

    together = asking.rise(groups, most)
    kept = dict(together)
    while any(kept.values()) and not asking.kept(_each(groups, kept), until(2)):
        kept = {name: max(0, number - 1) for name, number in kept.items()}
    found = []
    for done, name in enumerate(names):
        least = kept[name]
        for number in range(most[name], least, -1):
            if asking.kept(dict.fromkeys(groups[name], number), until(len(names) - done)):
                least = number
                break
        found.append(
            Promise(
                name,
                tuple(groups[name]),
                Span(least, most[name]),
                Span(kept[name], together[name]),
            )
        )
    nothing = dict.fromkeys(range(len(problem.delegations)), 0)
    if not asking.plans and not asking.kept(nothing, until(1)):
        found = [
            replace(one, alone=Span(None, one.alone.most), together=Span(None, one.together.most))
            for one in found
        ]
    return found


def _each(groups: Mapping[str, Sequence[int]], promised: Mapping[str, int]) -> dict[int, int]:
    """What each delegation is promised; one that is in two groups, the more."""
    each: dict[int, int] = {}
    for name, delegations in groups.items():
        for d in delegations:
            each[d] = max(promised[name], each.get(d, 0))
    return each


class _Asking:
    """The relaxation of a problem, and the search for plans that keep promises."""

    def __init__(self, problem: Problem, workers: int, seed: int) -> None:
        self.problem = replace(problem, previous=None)
        self.workers = workers
        self.seed = seed
        table = Timetable(problem)
        self.options = Options.of(problem)
        self.possible = self.options.possible
        ways = [
            (r, who)
            for r in range(len(problem.requests))
            if self.options.slots[r]
            for who in table.choices[r]
        ]
        self.request = np.array([r for r, _ in ways], dtype=np.int64)
        delegates, delegations = len(problem.delegates), len(problem.delegations)
        requests, of = len(problem.requests), table.delegation
        stands = set(table.stand)
        cells: list[tuple[int, int]] = []
        members: list[tuple[int, int]] = []
        for column, (r, who) in enumerate(ways):
            cells.append((r, column))
            cells.extend((requests + one, column) for one in who)
            cells.extend((requests + delegates + of[one], column) for one in who)
            members.extend((of[one], column) for one in who)
            cells.append((requests + delegates + delegations, column))
            if stands.isdisjoint(of[one] for one in who):
                cells.append((requests + delegates + delegations + 1, column))
        seats = [sum(pool) for pool in table.pools.values()]
        kept_places = len(table.kept_place)
        self.limit = np.array(
            [
                *[1] * requests,
                *(most_meetings(mask, table.longest) for mask in table.available),
                *(min(most, requests) for most in table.credits),
                sum(seats) + kept_places,
                sum(table.pools[HALL]) + kept_places,
            ],
            dtype=np.int64,
        )
        self.rows = _matrix(cells, (len(self.limit), len(ways)))
        self.members = _matrix(members, (delegations, len(ways)))
        self.plans: list[Counter[int]] = []

    def most(self, group: Sequence[int]) -> int:
        """The greatest promise to ``group`` alone that isn't refuted."""
        low, high = 0, max((self.possible[d] for d in group), default=0)
        while low < high:
            middle = (low + high + 1) // 2
            if self.refuted(dict.fromkeys(group, middle)):
                high = middle - 1
            else:
                low = middle
        return low

    def rise(self, groups: Mapping[str, Sequence[int]], most: Mapping[str, int]) -> dict[str, int]:
        """The promises if all rise together, and each goes on until it is refuted."""
        high = max(most.values(), default=0)
        final: dict[str, int] = {}

        def at(level: int) -> dict[str, int]:
            return {name: final.get(name, min(level, most[name])) for name in groups}

        level = 0
        while len(final) < len(groups):
            top = high
            while level < top:
                middle = (level + top + 1) // 2
                if self.refuted(_each(groups, at(middle))):
                    top = middle - 1
                else:
                    level = middle
            here = at(level)
            for name in groups:
                if name not in final:
                    higher = here | {name: here[name] + 1}
                    if here[name] == most[name] or self.refuted(_each(groups, higher)):
                        final[name] = here[name]
                    else:
                        here = higher
            level += 1
        return {name: final[name] for name in groups}

    def refuted(self, promised: Mapping[int, int]) -> bool:
        """Whether the relaxation proves that no plan keeps the promises.

        The linear program: the least sum of broken promises. Any prices of its rows bound it from
        below; this sum is made in whole numbers.
        """
        group, wanted = self._wanted(promised)
        slack = len(group)
        columns = len(self.request)
        members = self.members[group]
        answer = linprog(
            np.concatenate([np.zeros(columns), np.ones(slack)]),
            A_ub=block_array([[self.rows, None], [-members, -identity(slack)]], format="csr"),
            b_ub=np.concatenate([self.limit, -wanted]),
            method="highs",
        )
        if answer.x is None or answer.fun < 1e-6:
            return self._impossible(group, wanted)
        price = np.rint(np.clip(-answer.ineqlin.marginals, 0, None) * SCALE).astype(np.int64)
        limits, shares = price[: len(self.limit)], price[len(self.limit) :]
        # A request uses the best of its ways, or none; those that must be placed use one anyway.
        gain = shares @ members - limits @ self.rows
        worst = int(shares @ wanted) - int(limits @ self.limit)
        best: dict[int, int] = {}
        for request, way in zip(self.request.tolist(), gain.tolist(), strict=True):
            best[request] = max(way, best.get(request, 0))
        return worst - sum(best.values()) > 0

    def _impossible(self, group: list[int], wanted: Integers) -> bool:
        """Whether CP-SAT proves, on a small problem, that no plan keeps the promises."""
        if self.options.pairs > SMALL:
            return False
        v = complete(self.options)
        for d, number in zip(group, wanted.tolist(), strict=True):
            meetings = [held for r in self.options.requests_of[d] for held in v.placed(r)]
            v.model.add(cp_model.LinearExpr.sum(meetings) >= number)
        engine = solver(seconds=PROOF, workers=self.workers, seed=self.seed)
        status = engine.solve(v.model)
        if status in (cp_model.OPTIMAL, cp_model.FEASIBLE):
            self._keep(v.meetings(engine))
        return status == cp_model.INFEASIBLE

    def kept(self, promised: Mapping[int, int], ends: float) -> bool:
        """Whether a plan is found that keeps the promises."""
        group, wanted = self._wanted(promised)

        def enough(count: Counter[int]) -> bool:
            return all(count[d] >= number for d, number in zip(group, wanted, strict=True))

        if any(map(enough, self.plans)):
            return True
        seconds = max(0.0, ends - time.monotonic())
        found = solve_weight(
            self._chosen(group, wanted),
            deadline=time.monotonic() + QUICK * seconds,
            workers=self.workers,
            seed=self.seed,
        )
        if not found.missing and enough(self._keep(found.meetings)):
            return True
        delegations = list(self.problem.delegations)
        for d in range(len(delegations)):
            delegations[d] = replace(delegations[d], min_meetings=promised.get(d, 0))
        fair = replace(self.problem, delegations=tuple(delegations), objective=("fairness",))
        try:
            plan = solve(
                fair,
                time_limit=max(0.0, ends - time.monotonic()),
                workers=self.workers,
                seed=self.seed,
            ).plan
        except NoPlanError:
            return False
        return plan.status != "infeasible" and enough(self._keep(plan.meetings))

    def _keep(self, meetings: Sequence[Meeting]) -> Counter[int]:
        """The meetings of each delegation in a plan, which is remembered if it holds."""
        if broken_rules(self.problem, meetings):
            return Counter()
        count = Counter(
            self.problem.delegates[one].delegation for m in meetings for one in m.attendees
        )
        self.plans.append(count)
        return count

    def _wanted(self, promised: Mapping[int, int]) -> tuple[list[int], Integers]:
        group = sorted(promised)
        wanted = [min(promised[d], self.possible[d]) for d in group]
        return group, np.array(wanted, dtype=np.int64)

    def _chosen(self, group: list[int], wanted: Integers) -> Problem:
        """The problem in which the requests that keep the promises in few meetings weigh most."""
        columns = len(self.request)
        if columns == 0:
            return self.problem  # nothing can be held at all
        answer = milp(
            np.ones(columns),
            constraints=[
                LinearConstraint(self.rows, ub=self.limit),
                LinearConstraint(self.members[group], lb=wanted),
            ],
            integrality=np.ones(columns),
            bounds=Bounds(0, 1),
            options={"time_limit": 5.0},
        )
        chosen = set() if answer.x is None else set(self.request[answer.x > 0.5].tolist())
        return replace(
            self.problem,
            requests=tuple(
                replace(request, weight=CHOSEN if r in chosen else 1)
                for r, request in enumerate(self.problem.requests)
            ),
        )


def _matrix(cells: Sequence[tuple[int, int]], shape: tuple[int, int]) -> csr_array:
    """A matrix of ones."""
    row, column = np.array(cells, dtype=np.int64).reshape(-1, 2).T
    return csr_array((np.ones(len(cells), dtype=np.int64), (row, column)), shape=shape)
