"""Clauses, and the small constraints that everything else is stated in.

A literal is a non-zero integer, negative where it is negated, as in the DIMACS format. ``TRUE``
and ``FALSE`` are literals too and vanish while clauses are added, so that a caller needs no special
case for what can't happen.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Sequence
from itertools import combinations, pairwise

TRUE = 1
FALSE = -1

_PAIRWISE = 6


class Cnf:
    """A growing formula in conjunctive normal form. Variable 1 is the constant ``TRUE``."""

    def __init__(self) -> None:
        self.variables = 1
        self.clauses: list[list[int]] = [[TRUE]]

    def new(self) -> int:
        """A fresh variable."""
        self.variables += 1
        return self.variables

    def add(self, *literals: int) -> None:
        """At least one of ``literals`` holds."""
        if TRUE not in literals:
            self.clauses.append([literal for literal in literals if literal != FALSE])

    def any_of(self, literals: Iterable[int]) -> int:
        """A literal that holds exactly where one of ``literals`` does."""
        possible = [literal for literal in literals if literal != FALSE]
        if TRUE in possible:
            return TRUE
        if len(possible) <= 1:
            return possible[0] if possible else FALSE
        result = self.new()
        self.clauses.extend([result, -literal] for literal in possible)
        self.clauses.append([-result, *possible])
        return result

    def all_of(self, literals: Iterable[int]) -> int:
        """A literal that holds exactly where all of ``literals`` do."""
        return -self.any_of(-literal for literal in literals)

    def at_most_one(self, literals: Iterable[int]) -> None:
        """No two of ``literals`` hold: pairwise, with a helper for every three of a long list."""
        rest = [literal for literal in literals if literal != FALSE]
        while len(rest) > _PAIRWISE:
            three, rest = rest[:3], rest[3:]
            helper = self.new()
            for literal in three:
                self.add(-literal, helper)
            self._not_both(three)
            rest.append(helper)
        self._not_both(rest)

    def _not_both(self, literals: Sequence[int]) -> None:
        for one, other in combinations(literals, 2):
            self.add(-one, -other)

    def count(self, literals: Iterable[int], most: int, *, exact: bool = False) -> list[int]:
        """A totalizer: output ``i`` (from 0) holds if at least ``i + 1`` of ``literals`` do.

        There are outputs for up to ``most`` literals. ``exact``: an output holds only then; without
        it an output may also hold for no reason, which is enough to bound a count from above and
        takes half the clauses.

        Source: Bailleux and Boufkhad, *Efficient CNF Encoding of Boolean Cardinality Constraints*,
        CP 2003; bounded as in Büttner and Rintanen, *Satisfiability Planning with Constraints on
        the Number of Actions*, ICAPS 2005.
        """
        queue = deque([literal] for literal in literals if literal != FALSE)
        if not queue or most < 1:
            return []
        while len(queue) > 1:
            queue.append(self._merge(queue.popleft(), queue.popleft(), most, exact))
        return queue[0]

    def _merge(self, left: list[int], right: list[int], most: int, exact: bool) -> list[int]:
        size = min(len(left) + len(right), most)
        out = [self.new() for _ in range(size)]
        for i in range(len(left) + 1):
            for j in range(len(right) + 1):
                total = i + j
                if 0 < total <= size:
                    self.add(out[total - 1], *_negated(left, i), *_negated(right, j))
                if exact and total < size:
                    self.add(-out[total], *left[i : i + 1], *right[j : j + 1])
        for fewer, more in pairwise(out):
            self.add(-more, fewer)
        return out


def _negated(outputs: list[int], count: int) -> list[int]:
    return [-outputs[count - 1]] if count else []
