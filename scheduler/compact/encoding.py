"""A compact problem as clauses: slot literals, busy rows, the tables, the spread of breaks.

The viewpoint (a literal for each request and slot, rows of busy slots, breaks as soft literals) and
the implied constraints on the counts follow Bofill, Coll, Garcia, Giráldez-Cru, Pesant, Suy and
Villaret, *Constraint Solving Approaches to the Business-to-Business Meeting Scheduling Problem*,
JAIR 74, 2022.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from scheduler.compact.cnf import FALSE, TRUE, Cnf
from scheduler.compact.messages import Held
from scheduler.compact.rows import Row, break_chain
from scheduler.compact.scope import capacity_of_slots, earlier_requests, slots_of_requests
from scheduler.problem import Problem


@dataclass(frozen=True, slots=True)
class Encoding:
    """A problem in clauses.

    Attributes:
        cnf: the formula; more can be added to it.
        at: the literal of each request in each of its slots.
        attends: the literal of each delegate among whom an entry chooses, by (request, delegate).
        chains: for each delegate, output ``i`` holds with at least ``i + 1`` breaks.
    """

    problem: Problem
    cnf: Cnf
    at: list[dict[int, int]]
    attends: dict[tuple[int, int], int]
    chains: list[list[int]]

    def held(self, model: Collection[int]) -> Held:
        """The slot and the attendees of each request in a model (its true literals)."""
        return [
            (
                next(slot for slot, literal in self.at[r].items() if literal in model),
                tuple(
                    next(d for d in entry if self.attends.get((r, d), TRUE) in model)
                    for entry in request.attendees
                ),
            )
            for r, request in enumerate(self.problem.requests)
        ]


def encode(problem: Problem, *, brief: bool = False) -> Encoding:
    """State ``problem`` in clauses; ``brief``: the tables only once (see ``_tables``)."""
    cnf = Cnf()
    at = [{slot: cnf.new() for slot in domain} for domain in slots_of_requests(problem)]
    for literals in at:
        cnf.add(*literals.values())
        cnf.at_most_one(literals.values())
    _order(cnf, problem, at)
    attends = _choices(cnf, problem)
    rows = _rows(cnf, problem, at, attends)
    chains = [break_chain(cnf, row) for row in rows]
    busy = _by_slot(problem, rows)
    _in_a_row(cnf, problem, busy)
    _spread(cnf, problem, chains)
    _tables(cnf, problem, at, busy, brief)
    return Encoding(problem, cnf, at, attends, chains)


def _order(cnf: Cnf, problem: Problem, at: list[dict[int, int]]) -> None:
    """Some requests are held in an earlier slot than others, by order literals."""
    slots = range(len(problem.slots))
    held_by: dict[int, list[int]] = {}
    for later, before_it in enumerate(earlier_requests(problem)):
        for r in (later, *before_it) if before_it else ():
            if r in held_by:
                continue
            held_by[r] = []
            before = FALSE
            for slot in slots:
                before = cnf.any_of((before, at[r].get(slot, FALSE)))
                held_by[r].append(before)
        for earlier in before_it:
            for slot, literal in at[later].items():
                cnf.add(-literal, held_by[earlier][slot - 1] if slot else FALSE)
            for slot, literal in at[earlier].items():
                cnf.add(-literal, -held_by[later][slot])


def _choices(cnf: Cnf, problem: Problem) -> dict[tuple[int, int], int]:
    """Exactly one delegate of each entry attends."""
    attends: dict[tuple[int, int], int] = {}
    for r, request in enumerate(problem.requests):
        for entry in request.attendees:
            if len(entry) > 1:
                literals = [cnf.new() for _ in entry]
                cnf.add(*literals)
                cnf.at_most_one(literals)
                attends.update(zip(((r, d) for d in entry), literals, strict=True))
    return attends


def _rows(
    cnf: Cnf, problem: Problem, at: list[dict[int, int]], attends: dict[tuple[int, int], int]
) -> list[Row]:
    """Each delegate's busy slots: in at most one meeting at a time, and in none when they can't."""
    requests_of: list[list[int]] = [[] for _ in problem.delegates]
    for r, request in enumerate(problem.requests):
        for entry in request.attendees:
            for d in entry:
                requests_of[d].append(r)
    rows = []
    for d, delegate in enumerate(problem.delegates):
        there = [slot for slot in range(len(problem.slots)) if slot not in delegate.unavailable]
        meeting_in: list[list[int]] = [[] for _ in problem.slots]
        for r in requests_of[d]:
            attending = attends.get((r, d), TRUE)
            for slot, literal in at[r].items():
                if delegate.can_meet(slot):
                    meeting_in[slot].append(cnf.all_of((literal, attending)))
                else:
                    cnf.add(-literal, -attending)
        for literals in meeting_in:
            cnf.at_most_one(literals)
        busy = [cnf.any_of(meeting_in[slot]) for slot in there]
        certain = [list(at[r]) for r in requests_of[d] if (r, d) not in attends]
        possible = [list(at[r]) for r in requests_of[d]]
        rows.append(
            Row(
                busy,
                [problem.slots[slot].day for slot in there],
                *_prefix_bounds(there, [b != FALSE for b in busy], certain, possible),
            )
        )
    return rows


def _prefix_bounds(
    there: list[int], open_: list[bool], certain: list[list[int]], possible: list[list[int]]
) -> tuple[list[int], list[int]]:
    """The least and most meetings up to each position, from the slots that requests allow."""
    least, most = [], []
    for k, slot in enumerate(there):
        over = sum(bool(slots) and slots[-1] <= slot for slots in certain)
        least.append(max(over, len(certain) - sum(open_[k + 1 :])))
        begun = sum(bool(slots) and slots[0] <= slot for slots in possible)
        most.append(min(begun, sum(open_[: k + 1])))
    return least, most


def _by_slot(problem: Problem, rows: list[Row]) -> list[list[int]]:
    """``busy[delegate][slot]``, false where the delegate is away."""
    table = []
    for delegate, row in zip(problem.delegates, rows, strict=True):
        literals = iter(row.busy)
        table.append(
            [
                FALSE if slot in delegate.unavailable else next(literals)
                for slot in range(len(problem.slots))
            ]
        )
    return table


def _in_a_row(cnf: Cnf, problem: Problem, busy: list[list[int]]) -> None:
    """No delegate is busy in more than ``max_in_a_row`` consecutive slots of a day."""
    longest = problem.longest_run
    if longest is None:
        return
    for first in range(len(problem.slots) - longest):
        if problem.slots[first].day == problem.slots[first + longest].day:
            for row in busy:
                cnf.add(*(-row[slot] for slot in range(first, first + longest + 1)))


def _spread(cnf: Cnf, problem: Problem, chains: list[list[int]]) -> None:
    """Where someone has ``j`` breaks, everyone has at least ``j - max_break_spread``."""
    spread = problem.rules.max_break_spread
    if spread is None:
        return
    for j in range(spread, max(map(len, chains), default=0)):
        someone = cnf.any_of(chain[j] for chain in chains if len(chain) > j)
        for chain in chains:
            cnf.add(-someone, chain[j - spread] if len(chain) > j - spread else FALSE)


def _tables(
    cnf: Cnf, problem: Problem, at: list[dict[int, int]], busy: list[list[int]], brief: bool
) -> None:
    """No more meetings in a slot than the places hold.

    Meetings are counted by delegates: each request is counted by one of its attendees, chosen so
    that few delegates count for all, and a delegate counts at most once a slot. Where all meetings
    are of one size, so many busy delegates are as many meetings; either count follows from the
    other. With both, some refutations are short that are out of reach otherwise; with the busy
    delegates alone (``brief``), there is much less to look after, and plans are found sooner.
    """
    sizes = {len(request.attendees) for request in problem.requests}
    smallest = min(sizes, default=0)
    alike = len(sizes) == 1
    counters = [] if alike and brief else _counters(cnf, problem, at, busy)
    for slot, room in enumerate(capacity_of_slots(problem)):
        chairs = [row[slot] for row in busy if row[slot] != FALSE]
        if len(chairs) // smallest <= room:
            continue
        if counters:
            _at_most(cnf, [row[slot] for row in counters], room)
        if alike:
            _at_most(cnf, chairs, smallest * room)


def _counters(
    cnf: Cnf, problem: Problem, at: list[dict[int, int]], busy: list[list[int]]
) -> list[list[int]]:
    """Rows of literals by slot that together hold as often as there are meetings.

    Only entries with one delegate count. A greedy vertex cover: the delegate with most requests
    left counts those. A request without such an entry counts itself.
    """
    left: dict[int, set[int]] = {}
    alone = []
    for r, request in enumerate(problem.requests):
        sure = [entry[0] for entry in request.attendees if len(entry) == 1]
        for d in sure:
            left.setdefault(d, set()).add(r)
        if not sure:
            alone.append([at[r].get(slot, FALSE) for slot in range(len(problem.slots))])
    choosy = {d for r in problem.requests for entry in r.attendees if len(entry) > 1 for d in entry}
    whole = {d: len(requests) for d, requests in left.items() if d not in choosy}
    counters = alone
    while left:
        d = max(left, key=lambda one: len(left[one]))
        mine = left.pop(d)
        if not mine:
            break
        for others in left.values():
            others -= mine
        if len(mine) == whole.get(d):
            counters.append(busy[d])
        else:
            counters.append(
                [
                    cnf.any_of(at[r].get(slot, FALSE) for r in sorted(mine))
                    for slot in range(len(problem.slots))
                ]
            )
    return counters


def _at_most(cnf: Cnf, literals: list[int], most: int) -> None:
    outputs = cnf.count(literals, most + 1)
    if len(outputs) > most:
        cnf.add(-outputs[most])
