"""Which problems are compact, and where each request of one can be held.

A compact problem is one whose only open question is *when*: every request must be placed, so that
the weight and the fairness are what they are, and the tables are alike, so that any meetings that
fit into a slot by their number can be seated in it.
"""

from __future__ import annotations

from collections import Counter

from scheduler.problem import Level, Meeting, Problem

# Literals for a request in a slot. Beyond this the clauses take more memory and time to write
# down than they save.
MOST_CHOICES = 60_000

_SETTLED: frozenset[Level] = frozenset({"weight", "fairness"})


def applies(problem: Problem) -> bool:
    """Whether ``solve_compact`` can state ``problem`` exactly and is the right way to solve it."""
    requests = range(len(problem.requests))
    return (
        bool(problem.requests)
        and all(map(problem.must_place, requests))
        and _breaks_lead(problem)
        and all(place.owner is None for place in problem.places)
        and sum(map(len, slots_of_requests(problem))) <= MOST_CHOICES
    )


def _breaks_lead(problem: Problem) -> bool:
    """Whether ``breaks`` is the first level that differs between plans that place everything."""
    settled: set[Level] = set(_SETTLED)
    if problem.previous is None:
        settled.add("kept")
    for level in problem.objective:
        if level not in settled:
            return level == "breaks"
    return False


def within_credits(problem: Problem) -> bool:
    """Whether no delegation's requests exceed its ``max_meetings``."""
    held = Counter(
        problem.delegates[entry[0]].delegation
        for request in problem.requests
        for entry in request.attendees
    )
    return all(
        delegation.max_meetings is None or held[d] <= delegation.max_meetings
        for d, delegation in enumerate(problem.delegations)
    )


def capacity_of_slots(problem: Problem) -> list[int]:
    """How many meetings the places can hold in each slot."""
    return [
        sum(place.capacity for place in problem.places if slot not in place.unavailable)
        for slot in range(len(problem.slots))
    ]


def slots_of_requests(problem: Problem) -> list[list[int]]:
    """The slots in which each request can be held, the order of ``after`` taken into account."""
    open_slots = [slot for slot, room in enumerate(capacity_of_slots(problem)) if room]
    domains = []
    for request in problem.requests:
        domain = [
            slot
            for slot in open_slots
            if (request.slots is None or slot in request.slots)
            and (request.fixed is None or slot == request.fixed.slot)
            and all(
                any(problem.delegates[delegate].can_meet(slot) for delegate in entry)
                for entry in request.attendees
            )
        ]
        domains.append(domain)
    _narrow_by_order(problem, domains)
    return domains


def earlier_requests(problem: Problem) -> list[tuple[int, ...]]:
    """For each request those held in an earlier slot: its ``after``, and its like before it.

    Requests are alike if they differ only in delegates who have no other request and the same
    availability. Exchanging them changes nothing, so those that share a delegate, and hence can't
    be in the same slot, can be held in the order of the input.
    """
    asked = Counter(d for request in problem.requests for entry in request.attendees for d in entry)
    ordered = {r for request in problem.requests for r in request.after}
    last_alike: dict[object, int] = {}
    earlier = []
    for r, request in enumerate(problem.requests):
        before = request.after
        likeness = [
            (d.unavailable, d.no_meeting) if asked[entry[0]] == 1 else entry[0]
            for entry in request.attendees
            for d in [problem.delegates[entry[0]]]
        ]
        plain = (
            not request.after
            and r not in ordered
            and request.fixed is None
            and all(len(entry) == 1 for entry in request.attendees)
            and any(isinstance(who, int) for who in likeness)
        )
        if plain:
            key = (frozenset(Counter(likeness).items()), request.slots)
            before = (last_alike[key],) if key in last_alike else ()
            last_alike[key] = r
        earlier.append(before)
    return earlier


def _narrow_by_order(problem: Problem, domains: list[list[int]]) -> None:
    order = earlier_requests(problem)
    changed = True
    while changed:
        changed = False
        for later, before in enumerate(order):
            for earlier in before:
                first, last = domains[earlier][:1], domains[later][-1:]
                for r, kept in (
                    (later, [t for t in domains[later] if first and t > first[0]]),
                    (earlier, [t for t in domains[earlier] if last and t < last[0]]),
                ):
                    changed |= len(kept) < len(domains[r])
                    domains[r] = kept


def fixed_places_hold(problem: Problem) -> bool:
    """Whether the requests fixed to a place fit there."""
    held = Counter(
        (request.fixed.slot, request.fixed.place)
        for request in problem.requests
        if request.fixed is not None and request.fixed.place is not None
    )
    return all(
        count <= problem.places[place].capacity
        for (_, place), count in held.items()
        if place is not None
    )


def seat(problem: Problem, held: list[tuple[int, tuple[int, ...]]]) -> list[Meeting]:
    """Give each request, held in a slot by some delegates, a place: fixed ones first."""
    room = {
        (slot, place): problem.places[place].capacity
        for slot in range(len(problem.slots))
        for place in range(len(problem.places))
        if slot not in problem.places[place].unavailable
    }
    meetings = []
    fixed = [r.fixed.place if r.fixed is not None else None for r in problem.requests]
    for request in sorted(range(len(held)), key=lambda r: fixed[r] is None):
        slot, attendees = held[request]
        place = fixed[request]
        if place is None:
            place = next(p for p in range(len(problem.places)) if room.get((slot, p), 0))
        room[slot, place] -= 1
        meetings.append(Meeting(request, slot, place, attendees))
    return sorted(meetings)
