"""Which requests to place, without saying when: a b-matching as a flow, and the bound it proves.

Each delegate has a number of slots to meet in, each delegation a number of credits. The requests
that fit into those sums and are worth most are a maximum-weight b-matching, with a choice of end
where an entry names several delegates. The linear relaxation of a b-matching is half-integral and
is a minimum-cost flow on the bipartite double cover, in which everyone stands once on each side
and each request runs once in each direction (Nemhauser and Trotter 1975). Events are close to
bipartite, so this bound is nearly always met.

The flow is solved by OR-Tools; the prices are the potentials of its residual network. A request of
more than two entries is relaxed to its first two.
"""

from __future__ import annotations

import numpy as np
from ortools.graph.python.min_cost_flow import SimpleMinCostFlow

from scheduler.weight.prices import Integers, Prices, total
from scheduler.weight.timetable import Timetable

SOURCE, SINK = 0, 1
HOPELESS = -(1 << 60)
"""Gain of a request whose attendees share no slot."""


def most_meetings(slots: int, longest: int) -> int:
    """How many meetings fit into a mask of slots, no run longer than ``longest`` (0: any)."""
    if not longest:
        return slots.bit_count()
    runs = bin(slots)[2:].split("0")
    return sum(len(run) - len(run) // (longest + 1) for run in runs)


def possible(table: Timetable, request: int) -> bool:
    """Whether some choice of attendees of ``request`` shares a slot that it may be held in."""
    available = table.available
    for who in table.choices[request]:
        common = table.allowed[request]
        for one in who:
            common &= available[one]
        if common:
            return True
    return False


class _Network:
    """The double cover. Nodes: source, sink, then for each side delegations and delegates."""

    def __init__(self, table: Timetable) -> None:
        self.table = table
        problem = table.problem
        delegations, delegates = len(problem.delegations), len(problem.delegates)
        asked = [0] * delegations
        for request in problem.requests:
            for entry in request.attendees:
                asked[table.delegation[entry[0]]] += 1
        limit = [most_meetings(mask, table.longest) for mask in table.available]
        self.credit = np.minimum(np.array(table.credits), np.array(asked)).astype(np.int64)
        self.meetings = np.array(limit, dtype=np.int64)
        self.delegation = np.array(table.delegation, dtype=np.int64)
        self.left = 2
        self.right = self.left + delegations + delegates
        self.nodes = self.right + delegations + delegates
        self.delegations = delegations
        self.tails: list[int] = []
        self.heads: list[int] = []
        self.caps: list[int] = []
        self.costs: list[int] = []
        for delegation in range(delegations):
            self._arc(SOURCE, self.left + delegation, int(self.credit[delegation]))
            self._arc(self.right + delegation, SINK, int(self.credit[delegation]))
        for one, delegation in enumerate(table.delegation):
            self._arc(self.left + delegation, self._side(self.left, one), limit[one])
            self._arc(self._side(self.right, one), self.right + delegation, limit[one])
        self.requests = [r for r in range(len(problem.requests)) if possible(table, r)]
        self.first_request = len(self.tails)
        middles: list[tuple[int, int, int]] = []
        for index in self.requests:
            first, second = problem.requests[index].attendees[:2]
            for these, those in ((first, second), (second, first)):
                tail = self._join(self.left, these, middles)
                head = self._join(self.right, those, middles)
                self._arc(tail, head, 1, -table.worth[index])
        for middle, side, one in middles:
            seat = self._side(side, one)
            ends = (seat, middle) if side == self.left else (middle, seat)
            self._arc(*ends, 1)
        self.tail, self.head = np.array(self.tails), np.array(self.heads)
        self.cap, self.cost = np.array(self.caps), np.array(self.costs)

    def _arc(self, tail: int, head: int, capacity: int, cost: int = 0) -> None:
        self.tails.append(tail)
        self.heads.append(head)
        self.caps.append(capacity)
        self.costs.append(cost)

    def _side(self, side: int, delegate: int) -> int:
        return side + self.delegations + delegate

    def _join(self, side: int, entry: tuple[int, ...], middles: list[tuple[int, int, int]]) -> int:
        """The node at which an entry meets its request: its delegate, or a node of its own."""
        if len(entry) == 1:
            return self._side(side, entry[0])
        middle = self.nodes
        self.nodes += 1
        middles += [(middle, side, one) for one in entry]
        return middle

    def flow(self) -> Integers | None:
        """A flow of least cost; the arc from source to sink takes what does not pay.

        None: weights too large for the solver, which scales them by the number of nodes.
        """
        solver = SimpleMinCostFlow()
        arcs = solver.add_arcs_with_capacity_and_unit_cost(
            self.tail, self.head, self.cap, self.cost
        )
        supply = int(self.credit.sum())
        solver.add_arc_with_capacity_and_unit_cost(SOURCE, SINK, supply, 0)
        solver.set_node_supply(SOURCE, supply)
        solver.set_node_supply(SINK, -supply)
        if solver.solve() != solver.OPTIMAL:
            return None
        flows: Integers = solver.flows(arcs).astype(np.int64)
        return flows

    def potentials(self, flow: Integers) -> Integers:
        """Shortest distances in the residual network (Bellman and Ford), from anywhere."""
        ahead, back = flow < self.cap, flow > 0
        tail = np.concatenate([self.tail[ahead], self.head[back], [SOURCE, SINK]])
        head = np.concatenate([self.head[ahead], self.tail[back], [SINK, SOURCE]])
        cost = np.concatenate([self.cost[ahead], -self.cost[back], [0, 0]])
        order = np.argsort(head, kind="stable")
        tail, head, cost = tail[order], head[order], cost[order]
        starts = np.flatnonzero(np.diff(head, prepend=-1))
        targets = head[starts]
        distance = np.zeros(self.nodes, dtype=np.int64)
        while True:
            shorter = np.minimum.reduceat(distance[tail] + cost, starts)
            if (shorter >= distance[targets]).all():
                return distance
            distance[targets] = np.minimum(distance[targets], shorter)


def select(table: Timetable) -> Prices:
    """Solve the relaxation of ``table``'s problem."""
    network = _Network(table)
    flow = network.flow()
    if flow is None:
        return _unpriced(table)
    distance = network.potentials(flow)
    delegations = np.arange(network.delegations)
    seats = network.delegations + np.arange(len(network.meetings))
    left, right = distance[network.left :], distance[network.right :]
    # Both copies of an arc have a price; their sum is the price in halves.
    source, sink = distance[SOURCE], distance[SINK]
    delegation = np.maximum(left[delegations] - source, 0) + np.maximum(
        sink - right[delegations], 0
    )
    delegate = np.maximum(left[seats] - left[network.delegation], 0) + np.maximum(
        right[network.delegation] - right[seats], 0
    )
    gain = gains(table, delegate, delegation)
    earned = total(np.maximum(gain[network.requests], 0))
    hopeless = np.ones(len(gain), dtype=bool)
    hopeless[network.requests] = False
    gain[hopeless] = HOPELESS
    share = np.zeros(len(gain), dtype=np.int64)
    ends = network.first_request + 2 * np.arange(len(network.requests))
    share[network.requests] = flow[ends] + flow[ends + 1]
    limited = total(delegate, network.meetings) + total(delegation, network.credit)
    return Prices(delegate, delegation, gain, (limited + earned) // 2, share)


def _unpriced(table: Timetable) -> Prices:
    """Nothing costs anything: a bound as well, if a weak one."""
    delegate = np.zeros(len(table.delegation), dtype=np.int64)
    delegation = np.zeros(len(table.credits), dtype=np.int64)
    gain = gains(table, delegate, delegation)
    able = np.array([possible(table, r) for r in range(len(gain))], dtype=bool)
    gain[~able] = HOPELESS
    share = np.where(able, 2, 0).astype(np.int64)
    return Prices(delegate, delegation, gain, total(gain[able]) // 2, share)


def gains(table: Timetable, delegate: Integers, delegation: Integers) -> Integers:
    """Per request, its worth less the cheapest choice of its attendees, in halves."""
    seat, credit = delegate.tolist(), delegation.tolist()
    of = table.delegation
    found = []
    for request, worth in zip(table.problem.requests, table.worth, strict=True):
        gain = 2 * worth
        for entry in request.attendees:
            gain -= credit[of[entry[0]]]
            gain -= seat[entry[0]] if len(entry) == 1 else min(seat[one] for one in entry)
        found.append(gain)
    return np.array(found, dtype=np.int64)
