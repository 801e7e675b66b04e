"""``max_break_spread`` by giving up meetings: a way to a plan that holds, not to a good one."""

from __future__ import annotations

from scheduler.objective import breaks_of_delegates
from scheduler.weight.chains import bits
from scheduler.weight.timetable import Timetable


def even_out(table: Timetable) -> None:
    """Drop meetings of the delegates with the most breaks until the rule holds.

    A delegate's shortest run of meetings at the start or the end of a day with a break goes, which
    takes a break from them. It ends, since a table without meetings has no breaks at all.
    """
    limit = table.problem.rules.max_break_spread
    if limit is None:
        return
    while True:
        breaks = breaks_of_delegates(table.problem, table.meetings())
        allowed = min(breaks) + limit
        worst = [one for one, count in enumerate(breaks) if count > allowed]
        if not worst:
            return
        for one in worst:
            for request in _shortest_end(table, one):
                table.drop(request)


def _shortest_end(table: Timetable, delegate: int) -> list[int]:
    """The meetings of the shortest run that begins or ends a day of several runs."""
    days: dict[int, list[list[int]]] = {}
    last = -2
    for slot in bits(table.available[delegate] & ~table.free[delegate]):
        day = table.problem.slots[table.slot_at[slot]].day
        runs = days.setdefault(day, [])
        if slot != last + 1 or not runs:
            runs.append([])
        runs[-1].append(table.at[delegate * table.width + slot])
        last = slot
    ends = [run for runs in days.values() if len(runs) > 1 for run in (runs[0], runs[-1])]
    return min(ends, key=len, default=[])
