"""Insertion of one request, making room by Kempe chains.

Two slots α and β split the meetings of the people concerned into paths and cycles, as two colours
do in an edge colouring. Exchanging α and β along one of them keeps everyone's number of meetings
and frees another slot (Kempe 1879; Vizing 1964). Here each person has a list of allowed slots, so
an exchange can fail; then other pairs of slots are tried.
"""

from __future__ import annotations

from random import Random

from scheduler.weight.timetable import Change, Choice, Timetable

CHAIN_LIMIT = 400


def bits(mask: int) -> list[int]:
    """The positions of the bits of ``mask``, lowest first."""
    found = []
    while mask:
        low = mask & -mask
        found.append(low.bit_length() - 1)
        mask ^= low
    return found


def insert(table: Timetable, request: int, random: Random, tries: int = 40) -> bool:
    """Place ``request`` where all are free, else after a Kempe exchange; False: not found."""
    if not table.has_credit(request):
        return False
    choices = table.choices[request]
    for who in choices:
        if put_where_free(table, request, who, random):
            return True
    ways = [way for who in choices for way in _ways(table, request, who)]
    random.shuffle(ways)
    return any(_exchange(table, request, *way) for way in ways[:tries])


def put_where_free(table: Timetable, request: int, who: Choice, random: Random) -> bool:
    """Place ``request`` in a slot in which all of ``who`` are free, the hall's emptiest first."""
    common = table.allowed[request]
    for one in who:
        common &= table.free[one]
    if not common:
        return False
    slots = bits(common)
    if len(slots) > 1:
        random.shuffle(slots)
        hall = table.hall
        slots.sort(key=lambda slot: -hall[slot])
    return any(table.put(request, slot, who) for slot in slots)


def _ways(table: Timetable, request: int, who: Choice) -> list[tuple[Choice, int, int, int]]:
    """The (who, α, β, busy delegate): all but one are free at α, that one is free at β."""
    ways = []
    for busy in who:
        common = table.allowed[request] & table.available[busy] & ~table.free[busy]
        for one in who:
            if one != busy:
                common &= table.free[one]
        if common:
            others = bits(table.free[busy])
            ways += [(who, alpha, beta, busy) for alpha in bits(common) for beta in others]
    return ways


def _exchange(
    table: Timetable, request: int, who: Choice, alpha: int, beta: int, busy: int
) -> bool:
    moves = _chain(table, who, alpha, beta, busy)
    if moves is None:
        return False
    journal = table.journal
    changes: list[Change] = []
    table.journal = changes
    for moved in moves:
        table.drop(moved)
    done = all(
        table.put(moved, slot, table.who[moved]) for moved, slot in moves.items()
    ) and table.put(request, alpha, who)
    table.journal = None
    if not done:
        table.undo(changes)
    elif journal is not None:
        journal += changes
    table.journal = journal
    return done


def _chain(
    table: Timetable, who: Choice, alpha: int, beta: int, busy: int
) -> dict[int, int] | None:
    """The meetings that have to move, and where to, so that ``busy`` is free at ``alpha``."""
    at, width, available, allowed = table.at, table.width, table.available, table.allowed
    first = at[busy * width + alpha]
    moves = {first: beta}
    stack = [first]
    while stack:
        meeting = stack.pop()
        target = moves[meeting]
        if not allowed[meeting] >> target & 1:
            return None
        for one in table.who[meeting]:
            if not available[one] >> target & 1:
                return None
            other = at[one * width + target]
            if other < 0:
                if target == alpha and one in who:
                    return None
            elif other not in moves:
                if len(moves) == CHAIN_LIMIT:
                    return None
                moves[other] = alpha + beta - target
                stack.append(other)
    return moves
