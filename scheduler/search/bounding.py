"""A bound for ``places`` from the problem without slots.

A visitor who meets the owners of several stands sees several places in the course of a day: with
*n* different places and *d* days they change place at least *n - d* times. Of two owners who meet
each other one comes to the other, which counts three and is another place to go to, beside their
own and the other stands that they come to. An owner who meets a visitor elsewhere than at their own
stand counts three, no less than the changes that it saves the few people of the meeting. So
whatever the slots and places are,

    places ≥ Σ visitors max(0, owners met + [meets others too] - days)
             + Σ owners max(0, other stands come to + [meets visitors too] - days)
             + 3 · Σ meetings (owners that take part, beyond the first)

and the least of the right side over all selections that are as good on the levels before, and over
who comes to whom, is a linear program, bounded by weak duality as ``fairness`` is.
"""

from __future__ import annotations

from collections.abc import Callable

from scheduler.clock import remaining
from scheduler.figures import ELSEWHERE
from scheduler.search.run import Run
from scheduler.search.selection import Selection

LONG, SHARE = 30.0, 0.7
"""Seconds, and the share of the time left, that the program may take at most."""
LARGEST = 40_000
"""Requests beyond which the program takes longer than it is worth."""


def bound_places(run: Run, end: float | None) -> None:
    """Prove a bound on ``places`` for plans as good as the best one on all levels before."""
    options, problem = run.options, run.problem
    if run.best is None or not any(options.owned) or len(problem.requests) > LARGEST:
        return
    if "kept" in problem.objective:
        return  # what stays at its place is worth more than any change of place

    def ended() -> bool:
        return run.left() <= 0 or remaining(end) <= 0

    selection = Selection(options)
    for level in problem.objective[: problem.objective.index("places")]:
        selection.require(level, run.value(level))
    _count(selection, ended)
    # Beside the walks, of whose processors it takes a share.
    seconds = remaining(end) if run.effort is not None else min(LONG, SHARE * remaining(end))
    least = selection.minimum(seconds, ended)
    if least is not None:
        run.prove("places", least)


def _count(selection: Selection, ended: Callable[[], bool]) -> None:
    """Add the columns and rows of the formula above."""
    options, problem = selection.options, selection.problem
    owners = [
        tuple(g for g in options.delegations[r] if options.owned[g])
        for r in range(len(problem.requests))
    ]
    for r, present in enumerate(owners):
        if len(present) > 1:
            selection.charge(r, ELSEWHERE * (len(present) - 1))
    visits = _visits(selection, owners)
    for d, delegate in enumerate(problem.delegates):
        if ended():
            return
        groups: dict[int | None, list[int]] = {}
        if options.owned[delegate.delegation]:
            groups.update(visits.get(d, {}))
            at_home = [
                column
                for column, r in selection.seats(d)
                if len(owners[r]) == 1 and len(problem.requests[r].attendees) < ELSEWHERE + 1
            ]
            if at_home:
                groups[None] = at_home
        else:
            for column, r in selection.seats(d):
                if len(owners[r]) < 2 and len(problem.requests[r].attendees) <= ELSEWHERE + 1:
                    groups.setdefault(owners[r][0] if owners[r] else None, []).append(column)
        days = sum(1 for day in options.days if options.meetable[d] & day)
        if len(groups) > max(1, days):
            selection.excess(list(groups.values()), max(1, days))


def _visits(
    selection: Selection, owners: list[tuple[int, ...]]
) -> dict[int, dict[int | None, list[int]]]:
    """For each delegate of an owner, and each other owner, columns that say that they go there."""
    problem = selection.problem
    visits: dict[int, dict[int | None, list[int]]] = {}
    for r, request in enumerate(problem.requests):
        if len(owners[r]) != 2:
            continue
        someone = []
        for e, entry in enumerate(request.attendees):
            party = problem.delegates[entry[0]].delegation
            if party not in owners[r]:
                continue
            other = next(g for g in owners[r] if g != party)
            for d in entry:
                column = selection.going(r, e, d)
                someone.append(column)
                visits.setdefault(d, {}).setdefault(other, []).append(column)
        selection.needs_one(r, someone)
    return visits
