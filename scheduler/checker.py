"""An independent check of a plan: does it hold, and are its figures true?

Written from the rules of the format alone; shares no code with any search.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence

from scheduler.faults import quoted
from scheduler.objective import breaks_of_delegates, evaluate
from scheduler.plan import Plan, status_of
from scheduler.problem import MAXIMISED, Meeting, Problem


def faults_of(problem: Problem, plan: Plan) -> list[str]:
    """What is wrong with ``plan`` as a plan of ``problem``, one readable line each; empty: nothing.

    For an infeasible plan only its form can be checked: no meetings, no levels, some requests
    named as unplaced.
    """
    if plan.status == "infeasible":
        return list(_infeasible_form(problem, plan))
    faults = broken_rules(problem, plan.meetings)
    faults.extend(_unplaced_list(problem, plan))
    faults.extend(_figures(problem, plan))
    return faults


def broken_rules(problem: Problem, meetings: Sequence[Meeting]) -> list[str]:
    """Every rule of ``problem`` that ``meetings`` break, one readable line each."""
    faults: list[str] = []
    for check in (
        _placed_once,
        _attendees,
        _slots,
        _where,
        _fixed,
        _one_meeting_at_a_time,
        _capacities,
        _credits,
        _must,
        _after,
        _in_a_row,
        _break_spread,
    ):
        faults.extend(check(problem, meetings))
    return faults


def _placed_once(problem: Problem, meetings: Sequence[Meeting]) -> Iterator[str]:
    times = Counter(meeting.request for meeting in meetings)
    for request, count in times.items():
        if count > 1:
            yield f"request {_request(problem, request)} is placed {count} times"


def _attendees(problem: Problem, meetings: Sequence[Meeting]) -> Iterator[str]:
    requests = problem.requests
    for number, meeting in enumerate(meetings):
        entries = requests[meeting.request].attendees
        if len(meeting.attendees) != len(entries):
            yield (
                f"{_spot(problem, number, meeting)}: {len(meeting.attendees)} attendees for "
                f"{len(entries)} entries"
            )
            continue
        for i, (delegate, entry) in enumerate(zip(meeting.attendees, entries, strict=True)):
            if delegate not in entry:
                who = quoted(problem.delegates[delegate].id)
                yield f"{_spot(problem, number, meeting)}: attendee {who} is not in entry {i}"


def _slots(problem: Problem, meetings: Sequence[Meeting]) -> Iterator[str]:
    for number, meeting in enumerate(meetings):
        slot = meeting.slot
        allowed = problem.requests[meeting.request].slots
        if allowed is not None and slot not in allowed:
            yield f"{_spot(problem, number, meeting)}: the request doesn't allow this slot"
        for attendee in meeting.attendees:
            delegate = problem.delegates[attendee]
            who = quoted(delegate.id)
            if slot in delegate.unavailable:
                yield f"{_spot(problem, number, meeting)}: {who} is unavailable"
            elif slot in delegate.no_meeting:
                yield f"{_spot(problem, number, meeting)}: {who} takes no meeting then"


def _where(problem: Problem, meetings: Sequence[Meeting]) -> Iterator[str]:
    for number, meeting in enumerate(meetings):
        place = problem.places[meeting.place]
        if meeting.slot in place.unavailable:
            yield f"{_spot(problem, number, meeting)}: the place is unavailable"
        if place.owner is None:
            continue
        if all(problem.delegates[who].delegation != place.owner for who in meeting.attendees):
            owner = quoted(problem.delegations[place.owner].id)
            yield f"{_spot(problem, number, meeting)}: the place's owner {owner} is no part of it"


def _fixed(problem: Problem, meetings: Sequence[Meeting]) -> Iterator[str]:
    for number, meeting in enumerate(meetings):
        fixed = problem.requests[meeting.request].fixed
        if fixed is None:
            continue
        if fixed.slot != meeting.slot:
            where = quoted(problem.slots[fixed.slot].id)
            yield f"{_spot(problem, number, meeting)}: it is fixed in slot {where}"
        if fixed.place is not None and fixed.place != meeting.place:
            where = quoted(problem.places[fixed.place].id)
            yield f"{_spot(problem, number, meeting)}: it is fixed at {where}"


def _one_meeting_at_a_time(problem: Problem, meetings: Sequence[Meeting]) -> Iterator[str]:
    held: dict[tuple[int, int], int] = {}
    for number, meeting in enumerate(meetings):
        for delegate in meeting.attendees:
            first = held.setdefault((delegate, meeting.slot), number)
            if first != number:
                other = _request(problem, meetings[first].request)
                yield (
                    f"{_spot(problem, number, meeting)}: {quoted(problem.delegates[delegate].id)} "
                    f"is in the meeting of request {other} at the same time"
                )


def _capacities(problem: Problem, meetings: Sequence[Meeting]) -> Iterator[str]:
    load = Counter((meeting.place, meeting.slot) for meeting in meetings)
    for (place, slot), count in load.items():
        where = problem.places[place]
        if count > where.capacity:
            when = quoted(problem.slots[slot].id)
            yield (
                f"place {quoted(where.id)} holds {count} meetings in slot {when}, "
                f"its capacity is {where.capacity}"
            )


def _credits(problem: Problem, meetings: Sequence[Meeting]) -> Iterator[str]:
    held: Counter[int] = Counter()
    for meeting in meetings:
        held.update({problem.delegates[who].delegation for who in meeting.attendees})
    for number, count in held.items():
        delegation = problem.delegations[number]
        if delegation.max_meetings is not None and count > delegation.max_meetings:
            yield (
                f"delegation {quoted(delegation.id)} has {count} meetings, "
                f"its max_meetings is {delegation.max_meetings}"
            )


def _must(problem: Problem, meetings: Sequence[Meeting]) -> Iterator[str]:
    placed = {meeting.request for meeting in meetings}
    for number, request in enumerate(problem.requests):
        if number in placed:
            continue
        if request.fixed is not None:
            yield f"request {_request(problem, number)} is fixed, but not placed"
        elif request.must:
            yield f"request {_request(problem, number)} must be placed, but is not"
        elif problem.rules.all_placed:
            yield f"request {_request(problem, number)} is not placed, the rule all_placed broken"


def _after(problem: Problem, meetings: Sequence[Meeting]) -> Iterator[str]:
    slot_of = {meeting.request: meeting.slot for meeting in meetings}
    for number, meeting in enumerate(meetings):
        for earlier in problem.requests[meeting.request].after:
            if earlier in slot_of and slot_of[earlier] >= meeting.slot:
                name = _request(problem, earlier)
                yield f"{_spot(problem, number, meeting)}: not later than that of request {name}"


def _in_a_row(problem: Problem, meetings: Sequence[Meeting]) -> Iterator[str]:
    longest = problem.rules.max_in_a_row
    if longest is None:
        return
    slots_of: dict[int, set[int]] = defaultdict(set)
    for meeting in meetings:
        for delegate in meeting.attendees:
            slots_of[delegate].add(meeting.slot)
    for delegate, busy in slots_of.items():
        row: list[int] = []
        for slot in [*sorted(busy), len(problem.slots)]:
            goes_on = row and slot == row[-1] + 1 and slot < len(problem.slots)
            if goes_on and problem.slots[slot].day == problem.slots[row[-1]].day:
                row.append(slot)
                continue
            if len(row) > longest:
                yield (
                    f"delegate {quoted(problem.delegates[delegate].id)} has {len(row)} meetings in "
                    f"a row from slot {quoted(problem.slots[row[0]].id)}, "
                    f"max_in_a_row is {longest}"
                )
            row = [slot]


def _break_spread(problem: Problem, meetings: Sequence[Meeting]) -> Iterator[str]:
    most = problem.rules.max_break_spread
    if most is None or not problem.delegates:
        return
    breaks = breaks_of_delegates(problem, meetings)
    high, low = max(breaks), min(breaks)
    if high - low > most:
        one = quoted(problem.delegates[breaks.index(high)].id)
        other = quoted(problem.delegates[breaks.index(low)].id)
        yield (
            f"delegate {one} has {high} breaks, delegate {other} {low}: max_break_spread is {most}"
        )


def _unplaced_list(problem: Problem, plan: Plan) -> Iterator[str]:
    placed = {meeting.request for meeting in plan.meetings}
    named = Counter(item.request for item in plan.unplaced)
    for request, count in named.items():
        if request in placed:
            yield f"request {_request(problem, request)} is both placed and unplaced"
        if count > 1:
            yield f"request {_request(problem, request)} is named {count} times as unplaced"
    for request in range(len(problem.requests)):
        if request not in placed and request not in named:
            yield f"request {_request(problem, request)} is neither placed nor unplaced"


def _figures(problem: Problem, plan: Plan) -> Iterator[str]:
    stated = [level.level for level in plan.objective]
    if stated != list(problem.objective):
        yield (
            f"objective: levels {', '.join(stated) or 'none'} stated, "
            f"the problem has {', '.join(problem.objective) or 'none'}"
        )
    else:
        values = evaluate(problem, plan.meetings)
        for level in plan.objective:
            if level.value != values[level.level]:
                yield f"level {level.level}: {level.value} stated, it is {values[level.level]}"
            if level.bound is None or level.proven:
                continue
            if (level.bound > level.value) != (level.level in MAXIMISED):
                yield (
                    f"level {level.level}: the bound {level.bound} is on the wrong side of "
                    f"the value {level.value}"
                )
    if plan.status != status_of(plan.objective):
        proven = "every level's value equals its bound"
        if plan.status == "optimal":
            proven = "not " + proven
        yield f"status: {plan.status}, but {proven}"


def _infeasible_form(problem: Problem, plan: Plan) -> Iterator[str]:
    if plan.meetings:
        yield f"status: infeasible, but there are {len(plan.meetings)} meetings"
    if plan.objective:
        yield "status: infeasible, but levels have values"
    if not plan.unplaced:
        yield "status: infeasible, but no requests are named that can't hold together"
    for request, count in Counter(item.request for item in plan.unplaced).items():
        if count > 1:
            yield f"request {_request(problem, request)} is named {count} times as unplaced"
    if not any(map(problem.must_place, range(len(problem.requests)))):
        yield "status: infeasible, but nothing must be placed: a plan without meetings holds"


def _request(problem: Problem, request: int) -> str:
    return quoted(problem.requests[request].id)


def _spot(problem: Problem, number: int, meeting: Meeting) -> str:
    request = _request(problem, meeting.request)
    slot = quoted(problem.slots[meeting.slot].id)
    place = quoted(problem.places[meeting.place].id)
    return f"meetings[{number}] (request {request}, slot {slot}, place {place})"
