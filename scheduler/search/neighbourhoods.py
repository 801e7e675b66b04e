"""Parts of a plan rearranged by CP-SAT, one after the other (large neighbourhood search).

Source: P. Shaw, Using constraint programming and local search methods to solve vehicle routing
problems, CP 1998. A part is what people who are linked by meetings have in a few slots;
everything in it stays placed, in those slots, so that ``weight`` and ``fairness`` stay what they
are. CP-SAT chooses slots, attendees and places anew. The size of the parts follows what it can
decide in time (Pisinger & Ropke, Large neighborhood search, 2010).
"""

from __future__ import annotations

import time
from collections import defaultdict, deque
from collections.abc import Callable, Sequence
from random import Random

from ortools.sat.python import cp_model
from ortools.sat.python.cp_model import LinearExpr

from scheduler.figures import ELSEWHERE
from scheduler.levels import EXPRESSIONS, at_least_as_good
from scheduler.model import complete
from scheduler.model.variables import Variables
from scheduler.problem import Level, Meeting
from scheduler.schedule import Schedule
from scheduler.search.cpsat import Watch, solver
from scheduler.search.task import Task

SIZE = 100
"""Meetings in a part, at first."""
SMALLEST, GROWTH = 10, 1.15
"""No smaller than this; larger by this factor when decided in time, smaller when not."""
SLOTS = (3, 4, 5, 6)
"""In how many slots, one of them drawn each time."""
SECONDS = 2.0
"""The most time for one part."""
QUICK = 0.3
"""Parts decided faster than this grow."""


def refine(task: Task, offer: Callable[[list[Meeting]], object], ended: Callable[[], bool]) -> None:
    """Rearrange parts of ``task.days`` until its end or ``ended``; ``offer`` gets better plans."""
    plan = Schedule(task.options, task.meetings)
    random = Random(task.seed)
    size = float(SIZE)
    while not ended() and (left := _left(task)) > 0:
        if task.enough is not None and _value(plan, task) <= task.enough:
            return
        slots = _some_slots(plan, task, random)
        part = _part(plan, slots, round(size), random)
        before = plan.costs
        started = time.monotonic()
        decided = _rearrange(plan, part, slots, task, min(SECONDS, left), ended)
        if not decided:
            size = max(SMALLEST, size / GROWTH)
        elif time.monotonic() - started < QUICK:
            size = min(size * GROWTH, len(task.meetings))
        if plan.costs < before:
            offer(plan.meetings())


def _left(task: Task) -> float:
    return float("inf") if task.end is None else task.end - time.monotonic()


def _value(plan: Schedule, task: Task) -> int:
    return plan.costs[plan.problem.objective.index(task.levels[-1])]


def _some_slots(plan: Schedule, task: Task, random: Random) -> set[int]:
    slots = [s for s, day in enumerate(plan.options.day_of) if day in task.days]
    return set(random.sample(slots, min(random.choice(SLOTS), len(slots))))


def _part(plan: Schedule, slots: set[int], size: int, random: Random) -> list[Meeting]:
    """Up to ``size`` meetings in the slots, of people linked by them."""
    inside = [m for m in plan.meetings() if m.slot in slots]
    of_person: dict[int, list[Meeting]] = defaultdict(list)
    for meeting in inside:
        for person in meeting.attendees:
            of_person[person].append(meeting)
    random.shuffle(inside)
    part: dict[int, Meeting] = {}
    linked: deque[Meeting] = deque()
    while len(part) < size and (linked or inside):
        meeting = linked.popleft() if linked else inside.pop()
        if meeting.request in part:
            continue
        part[meeting.request] = meeting
        others = [m for d in meeting.attendees for m in of_person[d] if m.request not in part]
        random.shuffle(others)
        linked.extend(others)
    return list(part.values())


def _rearrange(
    plan: Schedule,
    part: Sequence[Meeting],
    slots: set[int],
    task: Task,
    seconds: float,
    ended: Callable[[], bool],
) -> bool:
    """Put ``part`` into ``slots`` as well as possible; whether that was decided in time."""
    free = {m.request: m for m in part}
    fixed = [m for m in plan.meetings() if m.request not in free]
    v = complete(plan.options, free, fixed, dict.fromkeys(free, sum(1 << s for s in slots)))
    for request in free:
        v.model.add(LinearExpr.sum(v.placed(request)) >= 1)
    *early, level = task.levels
    for earlier in early:
        at_least_as_good(v, earlier, EXPRESSIONS[earlier](v), _value_of_part(plan, v, earlier))
    v.model.minimize(EXPRESSIONS[level](v))
    v.hint(part)
    engine = solver(seconds=seconds, workers=1, seed=task.seed)
    with Watch(engine, ended):
        status = engine.solve(v.model)
    if status in (cp_model.OPTIMAL, cp_model.FEASIBLE):
        _change(plan, part, v.meetings(engine))
    return status == cp_model.OPTIMAL


def _value_of_part(plan: Schedule, v: Variables, level: Level) -> int:
    """What the level's expression is worth in the plan as it stands."""
    day_of = plan.options.day_of
    days = {(d, day_of[s]) for d, meets in v.meets.items() for s, some in meets.items() if some}
    value = sum(plan.of_day(level, d, day) for d, day in days)
    if level == "places":
        owned = plan.options.owned
        for r in v.free:
            held = plan.meeting[r]
            own = [owned[g] for g in plan.options.delegations[r] if owned[g]]
            value += ELSEWHERE * sum(held is not None and held.place not in some for some in own)
    return value


def _change(plan: Schedule, old: Sequence[Meeting], new: Sequence[Meeting]) -> None:
    """Make the change, unless the plan is worse then (a solver in a hurry stops anywhere)."""
    before = plan.costs
    requests = [m.request for m in old]
    plan.change(requests, new)
    if plan.costs > before:
        plan.change(requests, old)
