"""``fairness`` at scale: a target from the relaxation, put into slots by Kempe chains.

The relaxation (``scheduler.search.selection``) says what to place so that no plan of the same
weight is fairer. What the present plan has of that stays where it is; the rest is inserted. What
finds no slot is made dearer, and the relaxation asked again for a target close to the plan.
"""

from __future__ import annotations

from collections.abc import Callable
from random import Random

from scheduler.clock import remaining
from scheduler.options import bits
from scheduler.schedule import Schedule
from scheduler.search.run import Run
from scheduler.search.selection import Selection, Target
from scheduler.weight.chains import insert
from scheduler.weight.timetable import Change, Timetable

LEAN = -0.02
"""What a target gains for each request that is placed already."""
DEARER = 20.0
"""What a request costs for each time that it found no slot."""
ROUNDS = 12
NODES = 100
"""Nodes of a search tree that count as a second of a deterministic limit."""
TRIES = 20_000
TRIES_PER_SECOND = 300
"""How often a target may push meetings aside, all of its requests together; and how often for what
counts as a second of a deterministic limit."""


def improve(run: Run, end: float | None, random: Random) -> None:
    """Improve and bound ``fairness`` with all levels before it at their values."""
    if run.best is None:
        return

    def ended() -> bool:
        return run.left() <= 0 or remaining(end) <= 0

    selection = Selection(run.options)
    objective = run.problem.objective
    for level in objective[: objective.index("fairness")]:
        selection.require(level, run.value(level))
    least = selection.least(remaining(end), ended)
    if least is not None:
        run.prove("fairness", least)
    effort = run.share_of_effort()
    nodes = None if effort is None else max(1, round(NODES * effort))
    failed: dict[int, float] = {}
    for turn in range(ROUNDS):
        if run.closed("fairness") or remaining(end) <= 0.1 or ended():
            return
        leaning = {r: LEAN for r, m in enumerate(run.best.meeting) if m is not None}
        for r, times in failed.items():
            leaning[r] = leaning.get(r, 0.0) + DEARER * times
        target = selection.fairest(remaining(end), ended, leaning, nodes=nodes)
        if target is None or ended():
            return
        filler = Filler(run.best, target, random, ended)
        if effort is not None:
            filler.tries = round(TRIES_PER_SECOND * effort)
        if not filler.fill():
            return
        # What must be placed may have found no slot.
        better = run.offer_checked(filler.table.meetings())
        for r in filler.missing:
            failed[r] = failed.get(r, 0.0) + 1 + turn
        if not filler.missing and not better and turn:
            return


class Filler:
    """Puts the meetings of a target into slots, from where a plan has them.

    What found no slot is in ``missing``, made up for in weight by other requests, where they fit.
    """

    def __init__(
        self, plan: Schedule, target: Target, random: Random, ended: Callable[[], bool]
    ) -> None:
        self.random = random
        self.ended = ended
        self.tries = TRIES
        self.table = Timetable(plan.problem)
        self.missing: list[int] = []
        self._plan = plan
        self._target = target

    def fill(self) -> bool:
        """Place what can be placed; False: there was no time to finish."""
        table, random, target = self.table, self.random, self._target
        for m in self._plan.meetings():
            if target.get(m.request) == m.attendees:
                table.put(m.request, table.position[m.slot], m.attendees)
        choices = table.choices[:]
        for r, who in target.items():
            table.choices[r] = (who,)
        missing = [r for r in target if table.slot[r] < 0]
        random.shuffle(missing)
        for tries in (40, 400):
            missing = [r for r in missing if not self._insert(r, tries)]
        missing = [r for r in missing if not self._eject(r)]
        table.choices = choices
        self.missing = [r for r in missing if not self._insert(r, 400)]
        self._make_up()
        return not self.ended()

    def _make_up(self) -> None:
        """Place others of no more weight than what is missing."""
        table, requests = self.table, self.table.problem.requests
        short = sum(requests[r].weight for r in self.missing)
        if not short:
            return
        others = [
            r for r, slot in enumerate(table.slot) if slot < 0 and requests[r].weight <= short
        ]
        self.random.shuffle(others)
        others.sort(key=lambda r: -requests[r].weight)
        for r in others:
            if requests[r].weight <= short and self._insert(r, 20):
                short -= requests[r].weight

    def _insert(self, request: int, tries: int) -> bool:
        return not self.ended() and insert(self.table, request, self.random, tries)

    def _eject(self, request: int) -> bool:
        """Place a request where others stand, and those elsewhere (ejection: Glover 1996)."""
        common = self._common(request)
        return any(self._force(request, slot, depth) for depth in (1, 2) for slot in bits(common))

    def _force(self, request: int, slot: int, depth: int) -> bool:
        table = self.table
        if self.tries <= 0 or self.ended():
            return False
        self.tries -= 1
        who = table.choices[request][0]
        journal = table.journal
        changes: list[Change] = []
        table.journal = changes
        out = sorted({table.at[d * table.width + slot] for d in who} - {-1})
        for other in out:
            table.drop(other)
        done = table.put(request, slot, who) and all(
            self._insert(other, 100) or (depth > 1 and self._elsewhere(other, slot, depth - 1))
            for other in out
        )
        table.journal = None
        if not done or table.slot[request] < 0:
            table.undo(changes)
            done = False
        elif journal is not None:
            journal += changes
        table.journal = journal
        return done

    def _elsewhere(self, request: int, slot: int, depth: int) -> bool:
        common = self._common(request) & ~(1 << slot)
        return any(self._force(request, s, depth) for s in bits(common))

    def _common(self, request: int) -> int:
        """The positions in which all that the request is for can meet."""
        common = self.table.allowed[request]
        for d in self.table.choices[request][0]:
            common &= self.table.available[d]
        return common
