"""Exchanging meetings for others: ejection chains around what still costs weight.

A plan is optimal if, at the prices of the relaxation, whatever has a price is used up, whatever
pays is placed and whatever does not is left out (complementary slackness). So the search starts
where that fails: it places a request there, takes away what is in its way, places that elsewhere,
and keeps the result unless it is worse (ejection chains: Glover 1996). Steps that change nothing
in weight are kept too; they carry the gap around until it can be closed.
"""

from __future__ import annotations

from collections.abc import Callable
from random import Random
from typing import NamedTuple

from scheduler.weight.chains import bits, insert
from scheduler.weight.prices import Prices
from scheduler.weight.timetable import Change, Choice, Timetable

PAUSE = 200
PATIENCE = 1_500
TIRED = 20
WIDEST = 3
DEPTH = 6
NOISE = 6.0
TABU = (500, 0, 50, 3000)
"""Steps for which a meeting that has just moved is not to move again, tried by turns."""


class Spot(NamedTuple):
    """Where complementary slackness may fail.

    ``kind``: a DELEGATE or a DELEGATION with a price that is not used up, or a REQUEST that pays
    and is not placed or the other way round.
    """

    kind: int
    target: int


DELEGATE, DELEGATION, REQUEST = range(3)


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
        self.price = (prices.delegate.tolist(), prices.delegation.tolist())
        self.near: tuple[list[list[int]], list[list[int]]] = (
            [[] for _ in prices.delegate],
            [[] for _ in prices.delegation],
        )
        self.steps = 0
        self.tabu = TABU[0]
        self.moved = [-self.tabu] * len(self.gain)
        self.spots: list[Spot] = []
        self.listed: set[Spot] = set()

    def narrow(self, slack: int) -> None:
        """Look only at requests that lose no more than ``slack``."""
        table = self.table
        of_delegate, of_delegation = self.near
        for known in (*of_delegate, *of_delegation):
            known.clear()
        for request, gain in enumerate(self.gain):
            if gain >= -slack:
                for entry in table.problem.requests[request].attendees:
                    for one in entry:
                        of_delegate[one].append(request)
                    of_delegation[table.delegation[entry[0]]].append(request)
        self.spots.clear()
        self.listed.clear()
        for one, price in enumerate(self.price[DELEGATE]):
            if price and table.free[one]:
                self._note(Spot(DELEGATE, one))
        for one, price in enumerate(self.price[DELEGATION]):
            if price and table.credit[one] > 0:
                self._note(Spot(DELEGATION, one))
        for request, gain in enumerate(self.gain):
            if gain and (gain > 0) == (table.slot[request] < 0):
                self._note(Spot(REQUEST, request))

    def _note(self, spot: Spot) -> None:
        if spot not in self.listed:
            self.listed.add(spot)
            self.spots.append(spot)

    def run(self, go_on: Callable[[], bool]) -> None:
        """Search until the bound is met, gains stay away or ``go_on`` says no."""
        table, random = self.table, self.random
        slack, steps, best, since, tired = 0, 0, table.total, 0, 0
        self.narrow(slack)
        while table.total < self.bound:
            if steps % PAUSE == 0 and not go_on():
                return
            if steps - since > PATIENCE or not self.spots:
                slack, since = 0 if slack >= WIDEST else 2 * slack + 1, steps
                self.narrow(slack)
                tired += 1
                if not self.spots or tired > TIRED:
                    return
                self.tabu = random.choice(TABU)
            steps += 1
            number = random.randrange(len(self.spots))
            spot = self.spots[number]
            where, requests = self._look(spot)
            if not requests:
                self.listed.discard(spot)
                self.spots[number] = self.spots[-1]
                self.spots.pop()
                continue
            poor = None
            if spot.kind == REQUEST and table.slot[spot.target] >= 0 and random.random() < 0.5:
                poor = spot.target
            self.step(requests[random.randrange(len(requests))], where, poor)
            if table.total > best:
                best, since, tired = table.total, steps, 0

    def _look(self, spot: Spot) -> tuple[int, list[int]]:
        """What to try at a spot: a mask of slots and unplaced requests; none: nothing is wrong."""
        table, slot = self.table, self.table.slot
        kind, index = spot
        if kind == REQUEST:
            gain = self.gain[index]
            if gain > 0 and slot[index] < 0:
                return table.every, [index]
            if gain < 0 and slot[index] >= 0:
                parties = [table.delegation[one] for one in table.who[index]]
                near = [request for party in parties for request in self.near[DELEGATION][party]]
                return table.every, [request for request in near if slot[request] < 0]
            return 0, []
        if not self.price[kind][index]:
            return 0, []
        where = table.free[index] if kind == DELEGATE else table.every
        if not where or (kind == DELEGATION and table.credit[index] <= 0):
            return 0, []
        return where, [request for request in self.near[kind][index] if slot[request] < 0]

    def step(self, request: int, where: int, poor: int | None = None) -> bool:
        """Place ``request`` at the expense of others; True if the plan is no worse and changed.

        ``poor`` is a meeting that does not pay; it goes first.
        """
        table, random = self.table, self.random
        before = table.total
        self.steps += 1
        changes: list[Change] = []
        table.journal = changes
        touched: set[int] = set()
        if poor is not None:
            touched.update(table.delegation[one] for one in table.who[poor])
            table.drop(poor)
        if not insert(table, request, random, 10):
            self._eject(request, where, before, touched)
        if table.total <= before:
            self._fill(touched)
        table.journal = None
        if not changes or table.total < before:
            table.undo(changes)
            return False
        delegation = table.delegation
        for _, changed, _, who in changes:
            self._note(Spot(REQUEST, changed))
            self.moved[changed] = self.steps
            for one in who:
                self._note(Spot(DELEGATE, one))
                self._note(Spot(DELEGATION, delegation[one]))
        return True

    def _eject(self, request: int, where: int, before: int, touched: set[int]) -> None:
        """Place ``request`` where others give way, then one of those, until none is left over.

        The delegations of those that are left out join ``touched``.
        """
        table, random = self.table, self.random
        waiting = [request]
        for _ in range(DEPTH):
            pushed = waiting.pop()
            way = self._cheapest(pushed, where)
            if way is None:
                break
            slot, who, out = way
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

    def _fill(self, delegations: set[int]) -> None:
        """Place what the delegations that lost a meeting can have instead."""
        table = self.table
        for delegation in sorted(delegations):
            if table.credit[delegation] > 0:
                others = self.near[DELEGATION][delegation]
                for other in self.random.sample(others, min(6, len(others))):
                    if table.slot[other] < 0 and insert(table, other, self.random, 4):
                        break

    def _cheapest(self, request: int, where: int) -> tuple[int, Choice, list[int]] | None:
        """Where in ``where`` ``request`` displaces the least: slot, attendees, the displaced."""
        table, random = self.table, self.random
        width, at = table.width, table.at
        owed = self._owed(request)
        if owed is None:
            return None
        best: tuple[int, Choice, list[int]] | None = None
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
                    if self.steps - self.moved[other] < self.tabu:
                        cost += NOISE
                if cost < best_cost:
                    best_cost = cost
                    best = (slot, who, sorted(out))
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
