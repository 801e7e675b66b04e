"""Requests that are plainly too many to be placed: for a delegation, a person, the places.

Hall's theorem (1935): requests fit into slots if and only if no set of them has too few slots
between them. So the slots of each person are matched to the requests that need this person, and
all slots, each as often as its places hold meetings, to all requests (augmenting paths). Where that
fails, the requests that the last path reached are too many for their slots; nothing else of the
problem is needed to see it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from scheduler.options import Options, bits


def crowded(options: Options, must: Sequence[int]) -> tuple[int, ...]:
    """Some of the requests in ``must`` that can't all be placed, by counting; empty: none found."""
    problem = options.problem
    for r in must:
        if not options.slots[r]:
            return (r,)
    of_delegation: dict[int, list[int]] = {}
    of_delegate: dict[int, list[int]] = {}
    for r in must:
        for entry in problem.requests[r].attendees:
            of_delegation.setdefault(problem.delegates[entry[0]].delegation, []).append(r)
            if len(entry) == 1:
                of_delegate.setdefault(entry[0], []).append(r)
    for d, needed in of_delegation.items():
        most = problem.delegations[d].max_meetings
        if most is not None and len(needed) > most:
            return tuple(needed[: most + 1])
    for needed in of_delegate.values():
        if too_many := _too_many(options, needed, lambda slot: 1):
            return too_many
    room = [
        sum(where.capacity for p, where in enumerate(problem.places) if options.open[p] >> s & 1)
        for s in range(len(problem.slots))
    ]
    return _too_many(options, must, room.__getitem__)


def _too_many(
    options: Options, requests: Sequence[int], capacity: Callable[[int], int]
) -> tuple[int, ...]:
    """Requests that have too few slots between them; empty: all can be matched."""
    held: dict[int, list[int]] = {}
    slot_of: dict[int, int] = {}
    for new in requests:
        came: dict[
            int, int
        ] = {}  # the slots reached, each with the request that it was reached from
        reached = [new]
        end = None
        for request in reached:
            for slot in bits(options.slots[request]):
                if slot in came:
                    continue
                came[slot] = request
                if len(held.setdefault(slot, [])) < capacity(slot):
                    end = slot
                    break
                reached.extend(held[slot])
            if end is not None:
                break
        if end is None:
            return tuple(sorted(reached))
        while end is not None:
            request = came[end]
            before = slot_of.get(request)
            held[end].append(request)
            slot_of[request] = end
            if before is not None:
                held[before].remove(request)
            end = before
    return ()
