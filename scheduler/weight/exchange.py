"""Exchanging meetings for others: ejection chains around what still costs weight.

A plan is optimal if, at the prices of the relaxation, whatever has a price is used up, whatever
pays is placed and whatever does not is left out (complementary slackness). So the search starts
where that fails: it places a request there, takes away what is in its way, places that elsewhere,
and keeps the result unless it is worse (ejection chains: Glover 1996). Steps that change nothing
in weight are kept too; they carry the gap around until it can be closed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from random import Random

from scheduler.weight.chains import bits, insert
from scheduler.weight.prices import Prices
from scheduler.weight.timetable import Change, Choice, Timetable

REFRESH = 200
PATIENCE = 5_000
DEPTH = 6
NOISE = 6.0


class Exchange:
    """Local search on a timetable among the requests that the prices let be part of its goal.

    A request that loses more than ``slack`` halves of a unit at the prices can't be part of a
    plan within that slack of the bound, and is left aside.
    """

    def __init__(self, table: Timetable, prices: Prices, random: Random) -> None:
        self.table = table
        self.random = random
        self.bound = prices.bound
        self.gain: list[int] = prices.gain.tolist()
        self.dear_delegates = [one for one, price in enumerate(prices.delegate) if price > 0]
        self.dear_delegations = [one for one, price in enumerate(prices.delegation) if price > 0]
        self.of_delegate: list[list[int]] = [[] for _ in prices.delegate]
        self.of_delegation: list[list[int]] = [[] for _ in prices.delegation]
        self.near: list[int] = []

    def narrow(self, slack: int) -> None:
        """Look only at requests that lose no more than ``slack``."""
        table = self.table
        for known in (*self.of_delegate, *self.of_delegation):
            known.clear()
        self.near = [request for request, gain in enumerate(self.gain) if gain >= -slack]
        for request in self.near:
            for entry in table.problem.requests[request].attendees:
                for one in entry:
                    self.of_delegate[one].append(request)
                self.of_delegation[table.delegation[entry[0]]].append(request)

    def run(self, go_on: Callable[[], bool]) -> None:
        """Search until the bound is met, nothing is left to try or ``go_on`` says no."""
        table, random = self.table, self.random
        slack, steps, best, since = 0, 0, table.total, 0
        self.narrow(slack)
        loose: list[tuple[int, list[int]]] = []
        while table.total < self.bound:
            if steps % REFRESH == 0:
                if not go_on():
                    return
                if steps - since > PATIENCE:
                    slack, since = 2 * slack + 1, steps
                    self.narrow(slack)
                loose = self._loose()
                if not loose:
                    return
            steps += 1
            where, requests = loose[random.randrange(len(loose))]
            request = requests[random.randrange(len(requests))]
            if table.slot[request] < 0:
                self.step(request, where)
                if table.total > best:
                    best, since = table.total, steps

    def _loose(self) -> list[tuple[int, list[int]]]:
        """Where complementary slackness fails: (mask of slots to look at, unplaced requests)."""
        groups = ((where, self._unplaced(requests)) for where, requests in self._violations())
        return [(where, requests) for where, requests in groups if requests]

    def _violations(self) -> Iterator[tuple[int, list[int]]]:
        table, slot, gain = self.table, self.table.slot, self.gain
        for one in self.dear_delegates:
            if table.free[one]:
                yield table.free[one], self.of_delegate[one]
        for one in self.dear_delegations:
            if table.credit[one] > 0:
                yield table.every, self.of_delegation[one]
        for request in self.near:
            if slot[request] < 0 and gain[request] > 0:
                yield table.every, [request]
        for request, placed in enumerate(slot):
            if placed >= 0 and gain[request] < 0:
                for one in table.who[request]:
                    yield table.every, self.of_delegation[table.delegation[one]]

    def _unplaced(self, requests: list[int]) -> list[int]:
        return [request for request in requests if self.table.slot[request] < 0]

    def step(self, request: int, where: int) -> bool:
        """Place ``request`` at the expense of others; True if the plan is no worse and changed."""
        table, random = self.table, self.random
        if insert(table, request, random, 10):
            return True
        before = table.total
        changes: list[Change] = []
        table.journal = changes
        waiting = [request]
        touched: set[int] = set()
        for _ in range(DEPTH):
            way = self._cheapest(waiting.pop(), where)
            if way is None:
                break
            slot, who, out, pushed = way
            where = table.every
            for other in out:
                table.drop(other)
            if not table.put(pushed, slot, who):
                break
            for other in out:
                if not insert(table, other, random, 10):
                    waiting.append(other)
                    touched.update(table.delegation[one] for one in table.who[other])
            if table.total >= before or not waiting:
                break
        if table.total <= before:
            self._fill(touched)
        table.journal = None
        if table.total >= before and changes:
            return True
        table.undo(changes)
        return False

    def _fill(self, delegations: set[int]) -> None:
        """Place what the delegations that lost a meeting can have instead."""
        table = self.table
        for delegation in sorted(delegations):
            if table.credit[delegation] > 0:
                others = self.of_delegation[delegation]
                for other in self.random.sample(others, min(6, len(others))):
                    if table.slot[other] < 0 and insert(table, other, self.random, 4):
                        break

    def _cheapest(self, request: int, where: int) -> tuple[int, Choice, list[int], int] | None:
        """Where in ``where`` ``request`` displaces the least: slot, attendees, the displaced."""
        table, random = self.table, self.random
        width, at = table.width, table.at
        owed = self._owed(request)
        if owed is None:
            return None
        best: tuple[int, Choice, list[int], int] | None = None
        best_cost = float("inf")
        for who in table.choices[request]:
            common = table.allowed[request] & where
            for one in who:
                common &= table.available[one]
            for slot in bits(common):
                out = {at[one * width + slot] for one in who}
                out.discard(-1)
                for delegation, least in owed:
                    if not any(
                        table.delegation[one] == delegation
                        for other in out
                        for one in table.who[other]
                    ):
                        out.add(least)
                cost = random.random() * NOISE
                for other in out:
                    cost += 2 + max(self.gain[other], 0)
                if cost < best_cost:
                    best_cost = cost
                    best = (slot, who, sorted(out), request)
        return best

    def _owed(self, request: int) -> list[tuple[int, int]] | None:
        """Per delegation of ``request`` without credit, the meeting it would give up for it."""
        table, random = self.table, self.random
        owed = []
        for one in table.choices[request][0]:
            delegation = table.delegation[one]
            if table.credit[delegation] <= 0:
                held = [
                    meeting
                    for member in table.members[delegation]
                    for meeting in table.at[member * table.width : (member + 1) * table.width]
                    if meeting >= 0
                ]
                if not held:
                    return None
                owed.append((delegation, min(held, key=lambda m: (self.gain[m], random.random()))))
        return owed
