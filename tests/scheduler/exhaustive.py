"""The best plan of a tiny problem by trying everything: slow, short, and plainly right."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from itertools import product

from scheduler.objective import breaks_of_delegates, level_value
from scheduler.problem import MAXIMISED, Meeting, Problem


def best_values(problem: Problem) -> tuple[int, ...] | None:
    """The lexicographically best values of all levels, in order; None: there is no plan."""
    best: tuple[int, ...] | None = None
    for meetings in all_plans(problem):
        best = _better(problem, meetings, best)
    if best is None:
        return None
    return tuple(
        -cost if level in MAXIMISED else cost
        for cost, level in zip(best, problem.objective, strict=True)
    )


def _better(
    problem: Problem, meetings: list[Meeting], best: tuple[int, ...] | None
) -> tuple[int, ...]:
    costs: list[int] = []
    ahead = best is None
    for i, level in enumerate(problem.objective):
        value = level_value(problem, meetings, level)
        costs.append(-value if level in MAXIMISED else value)
        if not ahead and best is not None:
            if costs[i] > best[i]:
                return best
            ahead = costs[i] < best[i]
    return tuple(costs)


def all_plans(problem: Problem) -> Iterator[list[Meeting]]:
    """Every list of meetings that holds."""
    choices = [options(problem, request) for request in range(len(problem.requests))]
    plan: list[Meeting] = []

    def extend(request: int) -> Iterator[list[Meeting]]:
        if request == len(choices):
            if whole_plan_holds(problem, plan):
                yield list(plan)
            return
        if not problem.must_place(request):
            yield from extend(request + 1)
        for meeting in choices[request]:
            if fits(problem, plan, meeting):
                plan.append(meeting)
                yield from extend(request + 1)
                plan.pop()

    yield from extend(0)


def options(problem: Problem, request: int) -> list[Meeting]:
    """Every way to hold one request, the other requests left aside."""
    asked = problem.requests[request]
    found = []
    for slot, place in product(range(len(problem.slots)), range(len(problem.places))):
        where = problem.places[place]
        if asked.slots is not None and slot not in asked.slots:
            continue
        if asked.fixed is not None and slot != asked.fixed.slot:
            continue
        if asked.fixed is not None and asked.fixed.place not in (None, place):
            continue
        if slot in where.unavailable:
            continue
        for attendees in product(*asked.attendees):
            people = [problem.delegates[delegate] for delegate in attendees]
            if where.owner is not None and all(p.delegation != where.owner for p in people):
                continue
            if all(person.can_meet(slot) for person in people):
                found.append(Meeting(request, slot, place, attendees))
    return found


def fits(problem: Problem, plan: list[Meeting], new: Meeting) -> bool:
    """Whether ``new`` can join ``plan`` as far as delegates, the place and credits go."""
    same_slot = [meeting for meeting in plan if meeting.slot == new.slot]
    if any(set(meeting.attendees) & set(new.attendees) for meeting in same_slot):
        return False
    here = sum(meeting.place == new.place for meeting in same_slot)
    if here >= problem.places[new.place].capacity:
        return False
    held = Counter(
        problem.delegates[delegate].delegation
        for meeting in [*plan, new]
        for delegate in meeting.attendees
    )
    return all(
        problem.delegations[delegation].max_meetings is None
        or count <= problem.delegations[delegation].max_meetings
        for delegation, count in held.items()
    )


def whole_plan_holds(problem: Problem, plan: list[Meeting]) -> bool:
    """Whether order, meetings in a row and the spread of breaks are as the rules want them."""
    slot_of = {meeting.request: meeting.slot for meeting in plan}
    for request, slot in slot_of.items():
        for earlier in problem.requests[request].after:
            if earlier in slot_of and slot_of[earlier] >= slot:
                return False
    longest = problem.rules.max_in_a_row
    if longest is not None:
        taken = {(d, meeting.slot) for meeting in plan for d in meeting.attendees}
        for delegate, first in taken:
            window = range(first, first + longest + 1)
            if all((delegate, slot) in taken for slot in window) and (
                problem.slots[first].day == problem.slots[first + longest].day
            ):
                return False
    spread = problem.rules.max_break_spread
    if spread is not None and problem.delegates:
        breaks = breaks_of_delegates(problem, plan)
        return max(breaks) - min(breaks) <= spread
    return True
