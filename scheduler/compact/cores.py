"""Core-guided search for the fewest breaks: the bound rises until a plan meets it.

Every "at least ``i + 1`` breaks of this delegate" is a literal to be kept false. The solver is
asked for a plan in which all of them are; where there is none it names a set of them (a core) of
which one must hold, so the bound rises by one and a counter over the core takes its place. Cores
are mostly local (three delegates who all meet each other, those who share a lunch break), which is
why this proves bounds that a search from above never reaches.

Source: OLL, from Andres, Kaufmann, Matheis and Schaub, *Unsatisfiability-based optimization in
clasp*, ICLP 2012; in the form of RC2, Ignatiev, Morgado and Marques-Silva, JSAT 11, 2019, with the
disjoint cores of Marques-Silva and Planes (2007) first. Solver: CaDiCaL 1.9.5 (Biere, Faller,
Fazekas, Fleury, Froleyks and Pollitt, CAV 2024) through PySAT.
"""

from __future__ import annotations

from collections.abc import Iterator

from pysat.solvers import Cadical195

from scheduler.compact.encoding import Encoding
from scheduler.compact.messages import Bound, Event, Found, Infeasible

_TRY_CONFLICTS = 5_000


class _SpentError(Exception):
    """The conflicts of a search are spent."""


class CoreSearch:
    """One search. ``run`` tells of each bound and plan, the last plan being the best there is.

    ``stable``: the solver restarts seldom and stays near the best assignment so far, which mostly
    finds plans sooner, and leaves the clauses as they are; otherwise it alternates between that and
    restarting often, simplifying in between, which is the surer way where all is hard.
    ``conflicts``: the search ends after about so many.
    """

    def __init__(
        self, encoding: Encoding, *, seed: int, stable: bool = True, conflicts: int | None = None
    ) -> None:
        self._conflicts = conflicts
        self._encoding = encoding
        self._cnf = encoding.cnf
        self._solver = Cadical195()
        self._solver.configure(
            {"seed": seed, "stabilizeonly": int(stable), "inprocessing": int(not stable)}
        )
        self._given = 0
        self._bound = 0
        # A counter's outputs in order; only the first that is not yet paid for is assumed false.
        self._after: dict[int, list[int]] = {}

    def run(self) -> Iterator[Event]:
        """Search to the end."""
        try:
            yield from self._search()
        except _SpentError:
            return

    def _search(self) -> Iterator[Event]:
        if not self._solve([]):
            yield Infeasible()
            return
        yield self._found()
        yield Bound(0)
        assumed: list[int] = []
        for chain in self._encoding.chains:
            self._watch(assumed, [self._own(literal) for literal in chain])
        while True:
            cores: list[list[int]] = []
            free = list(assumed)
            while not self._solve(free):
                core = self._solver.get_core() or []
                if not core:
                    yield Infeasible()
                    return
                cores.append(core)
                free = [literal for literal in free if literal not in core]
                self._bound += 1
                yield Bound(self._bound)
            yield self._found()
            if not cores:
                return
            for core in cores:
                for literal in core:
                    assumed.remove(literal)
                    self._watch(assumed, self._after.pop(literal))
                yield from self._count(assumed, core)

    def _own(self, literal: int) -> int:
        """A literal of its own that ``literal`` implies: two delegates may share one."""
        own = self._cnf.new()
        self._cnf.add(own, -literal)
        return own

    def _watch(self, assumed: list[int], outputs: list[int]) -> None:
        """Keep the first of ``outputs`` false; the others come in when it turns out to hold."""
        if outputs:
            assumed.append(-outputs[0])
            self._after[-outputs[0]] = outputs[1:]

    def _count(self, assumed: list[int], core: list[int]) -> Iterator[Event]:
        """Put a counter in place of a core, and let it rise by itself while that is easy."""
        if len(core) == 1:
            self._cnf.add(-core[0])
            return
        outputs = self._cnf.count([-literal for literal in core], len(core))
        self._cnf.add(outputs[0])
        paid = 1
        while paid < len(outputs):
            answer = self._solve([-outputs[paid]], _TRY_CONFLICTS)
            if answer:
                yield self._found()
            if answer is not False:
                break
            paid += 1
            self._bound += 1
            yield Bound(self._bound)
        self._watch(assumed, outputs[paid:])

    def _found(self) -> Found:
        return Found(self._encoding.held(set(self._solver.get_model() or ())))

    def _solve(self, assumptions: list[int], conflicts: int = -1) -> bool | None:
        """Whether the clauses so far hold with ``assumptions``; None: not within ``conflicts``.

        Raises _SpentError once all conflicts of the search are spent.
        """
        if self._conflicts is not None:
            left = self._conflicts - (self._solver.accum_stats() or {}).get("conflicts", 0)
            if left <= 0:
                raise _SpentError
            if conflicts < 0 or conflicts > left:
                answer = self._answer(assumptions, left)
                if answer is None:
                    raise _SpentError
                return answer
        return self._answer(assumptions, conflicts)

    def _answer(self, assumptions: list[int], conflicts: int) -> bool | None:
        clauses = self._cnf.clauses
        for clause in clauses[self._given :]:
            self._solver.add_clause(clause)
        self._given = len(clauses)
        self._solver.conf_budget(conflicts)
        answer: bool | None = self._solver.solve_limited(assumptions=assumptions)
        return answer
