"""The exact value of every level of a list of meetings, straight from its definition."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise

from scheduler.problem import Level, Meeting, Problem

_MISSING_SHARE = 10_000
_BROKEN_PROMISE = 100_000
_AWAY_FROM_OWN_PLACE = 3


def evaluate(problem: Problem, meetings: Sequence[Meeting]) -> dict[Level, int]:
    """The value of each level of ``problem.objective``, in that order."""
    return {level: level_value(problem, meetings, level) for level in problem.objective}


def level_value(problem: Problem, meetings: Sequence[Meeting], level: Level) -> int:
    """The value of one level, whether or not it belongs to the problem's objective."""
    match level:
        case "kept":
            return kept(problem, meetings)
        case "weight":
            return weight(problem, meetings)
        case "fairness":
            return fairness(problem, meetings)
        case "breaks":
            return sum(breaks_of_delegates(problem, meetings))
        case "waiting":
            return waiting(problem, meetings)
        case "places":
            return places(problem, meetings)


def kept(problem: Problem, meetings: Iterable[Meeting]) -> int:
    """2 for each meeting of ``previous`` held in its slot by its delegates, 1 more at its place."""
    told = {meeting.request: meeting for meeting in problem.previous or ()}
    total = 0
    for meeting in meetings:
        old = told.get(meeting.request)
        if old is not None and (old.slot, old.attendees) == (meeting.slot, meeting.attendees):
            total += 3 if old.place == meeting.place else 2
    return total


def weight(problem: Problem, meetings: Iterable[Meeting]) -> int:
    """The sum of the weights of the placed requests."""
    requests = problem.requests
    return sum(requests[meeting.request].weight for meeting in meetings)


def fairness(problem: Problem, meetings: Iterable[Meeting]) -> int:
    """What delegations miss of the meetings possible for them, and of those promised."""
    delegation_of = [delegate.delegation for delegate in problem.delegates]
    asked = [0] * len(problem.delegations)
    placed = [0] * len(problem.delegations)
    for request in problem.requests:
        for entry in request.attendees:
            asked[delegation_of[entry[0]]] += 1
    for meeting in meetings:
        for delegate in meeting.attendees:
            placed[delegation_of[delegate]] += 1
    return sum(
        unfairness(asked[d], placed[d], delegation.max_meetings, delegation.min_meetings)
        for d, delegation in enumerate(problem.delegations)
    )


def unfairness(asked: int, placed: int, max_meetings: int | None, min_meetings: int) -> int:
    """What a delegation with ``asked`` requests, of which ``placed``, adds to *fairness*."""
    possible = asked if max_meetings is None else min(max_meetings, asked)
    missing = possible - placed
    share = _MISSING_SHARE * missing**2 // possible**2 if possible else 0
    return share + _BROKEN_PROMISE * max(0, min(min_meetings, asked) - placed)


def breaks_of_delegates(problem: Problem, meetings: Iterable[Meeting]) -> list[int]:
    """The number of breaks of each delegate over all days."""
    slots = list(range(len(problem.slots)))
    breaks = [0] * len(problem.delegates)
    for delegate, held in _days_of_delegates(problem, meetings):
        unavailable = problem.delegates[delegate].unavailable
        for (before, _), (after, _) in pairwise(held):
            gap = slots[before + 1 : after]
            if gap and not unavailable.issuperset(gap):
                breaks[delegate] += 1
    return breaks


def waiting(problem: Problem, meetings: Iterable[Meeting]) -> int:
    """The slots without a meeting that delegates spend between two meetings of a day."""
    total = 0
    for delegate, held in _days_of_delegates(problem, meetings):
        first, last = held[0][0], held[-1][0]
        total += last - first + 1 - len(held)
        if last - first >= len(held):
            taken = {slot for slot, _ in held}
            away = problem.delegates[delegate].unavailable
            total -= sum(first < slot < last and slot not in taken for slot in away)
    return total


def places(problem: Problem, meetings: Sequence[Meeting]) -> int:
    """The changes of place between meetings of a day, and 3 for each held away from home."""
    total = 0
    for _, held in _days_of_delegates(problem, meetings):
        for (_, here), (_, there) in pairwise(held):
            total += here != there
    owners = {place.owner for place in problem.places if place.owner is not None}
    for meeting in meetings:
        owner = problem.places[meeting.place].owner
        for attendee in meeting.attendees:
            delegation = problem.delegates[attendee].delegation
            if delegation in owners and delegation != owner:
                total += _AWAY_FROM_OWN_PLACE
    return total


def _days_of_delegates(
    problem: Problem, meetings: Iterable[Meeting]
) -> Iterator[tuple[int, list[tuple[int, int]]]]:
    """Each delegate's (slot, place) of each day with a meeting, in order of time."""
    day_of = [slot.day for slot in problem.slots]
    held: dict[tuple[int, int], list[tuple[int, int]]] = {}
    for _, slot, place, attendees in meetings:
        day = day_of[slot]
        for delegate in attendees:
            held.setdefault((delegate, day), []).append((slot, place))
    for (delegate, _), times in held.items():
        times.sort()
        yield delegate, times
