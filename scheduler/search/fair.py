"""``fairness`` at scale: a target from the relaxation, put into slots by Kempe chains.

The relaxation (``scheduler.search.selection``) says what to place so that no plan of the same
weight is fairer. What the present plan has of that stays where it is; the rest is inserted. What
finds no slot is made dearer, and the relaxation asked again for a target close to the plan.
"""

from __future__ import annotations

from random import Random

from scheduler.clock import remaining
from scheduler.options import bits
from scheduler.problem import Meeting
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


def improve(run: Run, end: float | None, random: Random) -> None:
    """Improve and bound ``fairness`` with all levels before it at their values."""
    if run.best is None:
        return

    def ended() -> bool:
        return run.left() <= 0

    selection = Selection(run.options)
    objective = run.problem.objective
    for level in objective[: objective.index("fairness")]:
        selection.require(level, run.value(level))
    least = selection.least(remaining(end), ended)
    if least is not None:
        run.prove("fairness", least)
    failed: dict[int, float] = {}
    for turn in range(ROUNDS):
        if run.closed("fairness") or remaining(end) <= 0.1 or ended():
            return
        leaning = {r: LEAN for r, m in enumerate(run.best.meeting) if m is not None}
        for r, times in failed.items():
            leaning[r] = leaning.get(r, 0.0) + DEARER * times
        target = selection.fairest(remaining(end), ended, leaning)
        if target is None:
            return
        meetings, missing = realise(run.best, target, random)
        run.offer(meetings)
        for r in missing:
            failed[r] = failed.get(r, 0.0) + 1 + turn
        if not missing and run.offer(meetings) is False and turn:
            return


def realise(plan: Schedule, target: Target, random: Random) -> tuple[list[Meeting], list[int]]:
    """The meetings of a target in slots, from where a plan has them; and what found none.

    What found none is made up for in weight by other requests, where they fit.
    """
    table = Timetable(plan.problem)
    for m in plan.meetings():
        if target.get(m.request) == m.attendees:
            table.put(m.request, table.position[m.slot], m.attendees)
    choices = table.choices[:]
    for r, who in target.items():
        table.choices[r] = (who,)
    missing = [r for r in target if table.slot[r] < 0]
    random.shuffle(missing)
    for tries in (40, 400):
        missing = [r for r in missing if not insert(table, r, random, tries)]
    missing = [r for r in missing if not _eject(table, r, random)]
    table.choices = choices
    missing = [r for r in missing if not insert(table, r, random, 400)]
    requests = plan.problem.requests
    short = sum(requests[r].weight for r in missing)
    if missing:
        others = [
            r for r, slot in enumerate(table.slot) if slot < 0 and requests[r].weight <= short
        ]
        random.shuffle(others)
        others.sort(key=lambda r: -requests[r].weight)
        for r in others:
            if requests[r].weight <= short and insert(table, r, random, 20):
                short -= requests[r].weight
    return table.meetings(), missing


def _eject(table: Timetable, request: int, random: Random) -> bool:
    """Place a request where others stand, and those elsewhere (ejection chains: Glover 1996)."""
    who = table.choices[request][0]
    common = table.allowed[request]
    for d in who:
        common &= table.available[d]
    for depth in (1, 2):
        for slot in bits(common):
            if _force(table, request, slot, random, depth):
                return True
    return False


def _force(table: Timetable, request: int, slot: int, random: Random, depth: int) -> bool:
    who = table.choices[request][0]
    journal = table.journal
    changes: list[Change] = []
    table.journal = changes
    out = sorted({table.at[d * table.width + slot] for d in who} - {-1})
    for other in out:
        table.drop(other)
    done = table.put(request, slot, who) and all(
        insert(table, other, random, 100)
        or (depth > 1 and _elsewhere(table, other, slot, random, depth - 1))
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


def _elsewhere(table: Timetable, request: int, slot: int, random: Random, depth: int) -> bool:
    common = table.allowed[request] & ~(1 << slot)
    for d in table.choices[request][0]:
        common &= table.available[d]
    return any(_force(table, request, s, random, depth) for s in bits(common))
