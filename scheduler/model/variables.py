"""The decision variables of a CP-SAT model of a plan, or of a part of one.

A literal ``x[r, s]`` says that request *r* is held in slot *s*; where an entry of the request
leaves a choice of delegates, ``y[r, e, s, d]`` says that *d* attends for entry *e*; where there is
a choice of places, ``z[r, s, p]`` says that it is held at *p*. Without a choice, ``y`` and ``z``
are the literal ``x`` itself, which keeps the model small.

The model may cover a part of a plan only (a neighbourhood of large neighbourhood search, Shaw
1998): the requests in ``free`` are decided, the meetings in ``fixed`` stand, all else stays out.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping

from ortools.sat.python import cp_model

from scheduler.options import Options, bits
from scheduler.problem import Meeting

Lit = cp_model.IntVar
"""A 0/1 variable."""
Term = Lit | int
"""A 0/1 variable, or the constant that it would be."""


class Variables:
    """A CP-SAT model with its decision variables, before any constraint.

    ``slots`` narrows the slots of a free request further (masks); ``fixed`` are meetings that
    stand. Attributes: ``slot[r][s]``, ``attends[r][e][s][d]``, ``held[r][s][p]`` (literals);
    ``meets[d][s]``: the literals of the meetings that delegate *d* may have in slot *s*;
    ``uses[s, p]``: those of the meetings that place *p* may hold; ``occupied[d]``: the mask of
    slots in which *d* has a standing meeting; ``load[s, p]`` the number of standing meetings.
    """

    def __init__(
        self,
        options: Options,
        free: Iterable[int] | None = None,
        fixed: Iterable[Meeting] = (),
        slots: Mapping[int, int] | None = None,
    ) -> None:
        self.options = options
        self.problem = options.problem
        self.model = cp_model.CpModel()
        self.free = sorted(range(len(self.problem.requests)) if free is None else free)
        self.fixed = tuple(fixed)
        self.slot: dict[int, dict[int, Lit]] = {}
        self.attends: dict[int, list[dict[int, dict[int, Lit]]]] = {}
        self.held: dict[int, dict[int, dict[int, Lit]]] = {}
        self.meets: dict[int, dict[int, list[Lit]]] = defaultdict(lambda: defaultdict(list))
        self.uses: dict[tuple[int, int], list[Lit]] = defaultdict(list)
        self.occupied: dict[int, int] = defaultdict(int)
        self.load: dict[tuple[int, int], int] = defaultdict(int)
        self._busy: dict[tuple[int, int], Term] = {}
        for meeting in self.fixed:
            self.load[meeting.slot, meeting.place] += 1
            for delegate in meeting.attendees:
                self.occupied[delegate] |= 1 << meeting.slot
        for r in self.free:
            self._add_request(r, -1 if slots is None else slots.get(r, -1))

    def _add_request(self, r: int, within: int) -> None:
        options, request = self.options, self.problem.requests[r]
        entries: list[dict[int, dict[int, Lit]]] = [{} for _ in request.attendees]
        self.slot[r], self.attends[r], self.held[r] = {}, entries, {}
        for s in bits(options.slots[r] & within):
            who = [
                [d for d in entry if (options.meetable[d] & ~self.occupied[d]) >> s & 1]
                for entry in request.attendees
            ]
            where = [
                p
                for p in options.places[r]
                if options.open[p] >> s & 1 and self.load[s, p] < self.problem.places[p].capacity
            ]
            if not where or not all(who):
                continue
            x = self.model.new_bool_var("")
            self.slot[r][s] = x
            for entry, choice in zip(entries, who, strict=True):
                entry[s] = {d: self._choice(x, choice) for d in choice}
                for d, y in entry[s].items():
                    self.meets[d][s].append(y)
            self.held[r][s] = {p: self._choice(x, where) for p in where}
            for p, z in self.held[r][s].items():
                self.uses[s, p].append(z)

    def _choice(self, only: Lit, choices: list[int]) -> Lit:
        return only if len(choices) == 1 else self.model.new_bool_var("")

    def placed(self, r: int) -> list[Lit]:
        """The literals of which one is true if request ``r`` is placed."""
        return list(self.slot[r].values())

    def busy(self, delegate: int, slot: int) -> Term:
        """Whether the delegate has a meeting in the slot: 0, 1 or a literal."""
        if self.occupied.get(delegate, 0) >> slot & 1:
            return 1
        found = self._busy.get((delegate, slot))
        if found is None:
            literals = self.meets[delegate][slot] if delegate in self.meets else []
            if not literals:
                return 0
            if len(literals) == 1:
                found = literals[0]
            else:
                found = self.model.new_bool_var("")
                self.model.add(cp_model.LinearExpr.sum(literals) == found)
            self._busy[delegate, slot] = found
        return found

    def told(self, meetings: Iterable[Meeting]) -> dict[int, int]:
        """The value of each decision literal, by its index, in a plan of these meetings."""
        found = {literal.index: 0 for literal in self.literals()}
        for m in meetings:
            x = self.slot.get(m.request, {}).get(m.slot)
            if x is None:
                continue
            found[x.index] = 1
            for entry, delegate in zip(self.attends[m.request], m.attendees, strict=True):
                if delegate in entry[m.slot]:
                    found[entry[m.slot][delegate].index] = 1
            if m.place in self.held[m.request][m.slot]:
                found[self.held[m.request][m.slot][m.place].index] = 1
        return found

    def hint(self, meetings: Iterable[Meeting]) -> None:
        """Tell the solver of a plan to start from; other requests are hinted as not placed."""
        told = self.told(meetings)
        self.model.clear_hints()  # type: ignore[no-untyped-call]
        for literal in self.literals():
            self.model.add_hint(literal, told[literal.index])

    def literals(self) -> list[Lit]:
        """All the decision literals, each once."""
        found: dict[int, Lit] = {}
        for r in self.free:
            for s, x in self.slot[r].items():
                found[x.index] = x
                for entry in self.attends[r]:
                    found.update((y.index, y) for y in entry[s].values())
                found.update((z.index, z) for z in self.held[r][s].values())
        return list(found.values())

    def meetings(
        self, solver: cp_model.CpSolver | cp_model.CpSolverSolutionCallback
    ) -> list[Meeting]:
        """The free requests that are placed in the solver's solution, as meetings."""
        value = solver.boolean_value
        placed = []
        for r in self.free:
            for s, x in self.slot[r].items():
                if value(x):
                    people = tuple(
                        next(d for d, y in entry[s].items() if value(y))
                        for entry in self.attends[r]
                    )
                    where = next(p for p, z in self.held[r][s].items() if value(z))
                    placed.append(Meeting(r, s, where, people))
                    break
        return placed
