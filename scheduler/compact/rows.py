"""One delegate's day in clauses: how many meetings by when, and how many breaks.

``busy`` has one literal for each slot in which the delegate is there (an ``unavailable`` slot makes
no break, so it is simply left out). Since everything is placed the number of busy slots is known
beforehand, which lets a counter over the prefixes of the day (Sinz, *Towards an Optimal CNF
Encoding of Boolean Cardinality Constraints*, CP 2005) propagate in both directions. That the count
is known is one of the implied constraints of Bofill et al., *Constraint Solving Approaches to the
Business-to-Business Meeting Scheduling Problem*, JAIR 74, 2022.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from scheduler.compact.cnf import FALSE, TRUE, Cnf


@dataclass(frozen=True, slots=True)
class Row:
    """The slots in which one delegate is there.

    Attributes:
        busy: a literal for each of these slots, in order of time.
        days: the day of each.
        least, most: bounds on the number of meetings up to and including each.
    """

    busy: Sequence[int]
    days: Sequence[int]
    least: Sequence[int]
    most: Sequence[int]

    @property
    def total(self) -> int | None:
        """The number of meetings of the whole event, if it is certain."""
        return self.most[-1] if self.most and self.most[-1] == self.least[-1] else None


def break_chain(cnf: Cnf, row: Row) -> list[int]:
    """State what ``row`` knows; output ``i`` holds exactly with at least ``i + 1`` breaks."""
    if not row.busy or not row.most[-1]:
        for literal in row.busy:
            cnf.add(-literal)
        return []
    prefix = _prefix_counts(cnf, row)
    one_day = row.days[0] == row.days[-1]
    started: list[int] = []
    breaks: list[int] = []
    for k, busy in enumerate(row.busy):
        new_day = k == 0 or row.days[k] != row.days[k - 1]
        if not new_day:
            breaks.append(cnf.all_of((busy, -row.busy[k - 1], started[k - 1])))
        if one_day:
            started.append(prefix[k][0])
        else:
            started.append(cnf.any_of((busy, FALSE if new_day else started[k - 1])))
    chain = cnf.count(breaks, len(breaks), exact=True)
    if one_day and row.total:
        _together_without_break(cnf, row.busy, prefix, chain[0] if chain else FALSE)
    return chain


def _prefix_counts(cnf: Cnf, row: Row) -> list[list[int]]:
    """``counts[k][j]``: the delegate has at least ``j + 1`` meetings up to position ``k``."""
    highest = row.most[-1]
    counts: list[list[int]] = []
    before = [TRUE] + [FALSE] * highest
    for busy, least, most in zip(row.busy, row.least, row.most, strict=True):
        if least > most:
            cnf.add()
        now = [TRUE if j < least else FALSE if j >= most else cnf.new() for j in range(highest)]
        for j, reached in enumerate(now, start=1):
            cnf.add(-before[j], reached)
            cnf.add(-before[j - 1], -busy, reached)
            cnf.add(-reached, before[j], busy)
            cnf.add(-reached, before[j - 1])
        # One more than the highest count is one too many.
        cnf.add(-before[highest], -busy)
        counts.append(now)
        before = [TRUE, *now]
    return counts


def _together_without_break(
    cnf: Cnf, busy: Sequence[int], counts: Sequence[Sequence[int]], any_break: int
) -> None:
    """With no break, ``n`` meetings that start at a position end ``n - 1`` positions later.

    Follows from the counter, but not by unit propagation: it lets the solver see a day without a
    break as an interval as soon as either end is known.
    """
    n = len(counts[0])
    for k, literal in enumerate(busy):
        started, ended = counts[k][0], counts[k][n - 1]
        could_end = counts[k - n + 1][0] if k >= n - 1 else FALSE
        cnf.add(-ended, could_end)
        cnf.add(any_break, ended, -could_end)
        cnf.add(any_break, literal, -started, counts[k - 1][n - 1] if k else FALSE)
