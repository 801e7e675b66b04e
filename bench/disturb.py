"""What happens on the day of an event: changes to a problem whose plan people have been told of."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from random import Random

from scheduler.problem import Fixed, Meeting, Place, Problem, Request

LATE = 30
GONE = 0.03
TABLES = 2
LOCKED = 5

Told = Sequence[Meeting]


def midday(problem: Problem, told: Told, random: Random) -> Problem:
    """All at once, at midday of the first day: 3 % gone, 30 late requests, two tables lost.

    What was held in the morning is fixed.
    """
    first = sum(slot.day == 0 for slot in problem.slots)
    noon = first // 2
    rest = frozenset(range(noon, len(problem.slots)))
    hall = _hall(problem)
    told = _seated(problem, told, hall, noon)
    changed = _without_some(problem, rest, random)
    changed = _with_late(_held(changed, told, noon), rest, random)
    return _planned(replace(changed, places=_fewer(problem.places, hall, rest)), told)


def absent(problem: Problem, told: Told, random: Random) -> Problem:
    """3 % of the delegates are gone from some slot on; what was held before it is fixed."""
    now = random.randrange(1, len(problem.slots))
    rest = frozenset(range(now, len(problem.slots)))
    return _planned(_held(_without_some(problem, rest, random), told, now), told)


def late(problem: Problem, told: Told, random: Random) -> Problem:
    """30 new requests, the evening before."""
    return _planned(_with_late(problem, frozenset(range(len(problem.slots))), random), told)


def cancelled(problem: Problem, told: Told, random: Random) -> Problem:
    """A slot is cancelled: nothing can be held in it."""
    gone = random.randrange(len(problem.slots))
    places = tuple(
        replace(place, unavailable=place.unavailable | {gone}) for place in problem.places
    )
    return _planned(replace(problem, places=places), told)


def locked(problem: Problem, told: Told, random: Random) -> Problem:
    """The organiser moves five meetings by hand, in the way of others, and locks them."""
    requests = list(problem.requests)
    busy: set[tuple[int, int]] = set()
    left = LOCKED
    for m in random.sample(list(told), len(told)):
        if not left:
            break
        free = [
            s
            for s in range(len(problem.slots))
            if s != m.slot and all(problem.delegates[d].can_meet(s) for d in m.attendees)
            if not any((d, s) in busy for d in m.attendees)
            if problem.requests[m.request].slots is None
        ]
        if free:
            slot = random.choice(free)
            busy.update((d, slot) for d in m.attendees)
            requests[m.request] = replace(
                requests[m.request],
                attendees=tuple((d,) for d in m.attendees),
                fixed=Fixed(slot),
                must=True,
            )
            left -= 1
    return _planned(replace(problem, requests=tuple(requests)), told)


CHANGES: dict[str, Callable[[Problem, Told, Random], Problem]] = {
    "midday": midday,
    "absent": absent,
    "late": late,
    "cancelled slot": cancelled,
    "locked": locked,
}


def _planned(problem: Problem, told: Told) -> Problem:
    later = (level for level in problem.objective if level != "kept")
    return replace(problem, objective=("kept", *later), previous=tuple(told))


def _without_some(problem: Problem, rest: frozenset[int], random: Random) -> Problem:
    number = round(GONE * len(problem.delegates))
    gone = set(random.sample(range(len(problem.delegates)), number))
    delegates = tuple(
        replace(one, unavailable=one.unavailable | rest) if d in gone else one
        for d, one in enumerate(problem.delegates)
    )
    return replace(problem, delegates=delegates)


def _held(problem: Problem, told: Told, now: int) -> Problem:
    held = {m.request: Fixed(m.slot, m.place) for m in told if m.slot < now}
    requests = tuple(
        replace(request, fixed=held[r], must=True) if r in held else request
        for r, request in enumerate(problem.requests)
    )
    return replace(problem, requests=requests)


def _with_late(problem: Problem, rest: frozenset[int], random: Random) -> Problem:
    requests = list(problem.requests)
    known = {
        frozenset(problem.delegates[entry[0]].delegation for entry in request.attendees)
        for request in requests
    }
    number = 0
    while number < LATE:
        one, other = random.sample(range(len(problem.delegates)), 2)
        pair = frozenset(problem.delegates[d].delegation for d in (one, other))
        if len(pair) == 2 and pair not in known:
            known.add(pair)
            requests.append(Request(f"late-{number}", ((one,), (other,)), weight=5, slots=rest))
            number += 1
    return replace(problem, requests=tuple(requests))


def _hall(problem: Problem) -> int:
    return max(
        (p for p, place in enumerate(problem.places) if place.owner is None),
        key=lambda p: problem.places[p].capacity,
    )


def _fewer(places: Sequence[Place], hall: int, rest: frozenset[int]) -> tuple[Place, ...]:
    """The places, with ``TABLES`` tables of the hall a place of their own, until midday."""
    whole = places[hall]
    lost = min(TABLES, whole.capacity - 1)
    less = replace(whole, capacity=whole.capacity - lost)
    until = Place(f"{whole.id}-until-midday", max(1, lost), unavailable=whole.unavailable | rest)
    return (*places[:hall], less, *places[hall + 1 :], until)


def _seated(problem: Problem, told: Told, hall: int, noon: int) -> list[Meeting]:
    """``told`` with the morning's meetings at the tables that there are only until midday."""
    left = [problem.places[hall].capacity - TABLES] * noon
    seated = []
    for m in told:
        if m.place == hall and m.slot < noon:
            left[m.slot] -= 1
            if left[m.slot] < 0:
                m = m._replace(place=len(problem.places))
        seated.append(m)
    return seated
