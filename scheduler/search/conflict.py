"""Why there is no plan: a minimal set of requests and rules that can't hold together.

Deletion (Chinneck & Dravnieks 1991): drop one member of the set after the other; a member without
which there still is no plan is not needed. Each refutation also names the assumptions that it
used (Marques-Silva & Lynce 2011), so that many members leave at once.
"""

from __future__ import annotations

import time
from collections.abc import Collection
from dataclasses import dataclass

from ortools.sat.python import cp_model

from scheduler.model import CONSTRAINTS
from scheduler.model.attendance import must_be_placed
from scheduler.model.breaks import evenly_spread
from scheduler.model.rows import rests
from scheduler.model.variables import Lit, Variables
from scheduler.options import Options
from scheduler.search.cpsat import Watch, solver
from scheduler.search.run import Run

GUARDED = {"max_in_a_row": rests, "max_break_spread": evenly_spread}
"""The rules that a conflict may name, by their keys in the problem."""

Member = int | str
"""A request that must be placed, or a rule."""


@dataclass(frozen=True, slots=True)
class Conflict:
    """Requests and rules that can't hold together; ``minimal``: without any one the rest can."""

    requests: tuple[int, ...]
    rules: tuple[str, ...]
    minimal: bool


def conflict(run: Run, seconds: float = float("inf")) -> Conflict:
    """Shrink what must hold in an infeasible problem to a set that still can't."""
    until = time.monotonic() + min(seconds, run.left())
    guarded = _Guarded(run.options)
    members: list[Member] = list(guarded.guards)
    core = guarded.refute(members, run, until)
    minimal = core is not None
    if core is not None:
        members = [m for m in members if m in core]
    needed: list[Member] = []
    while members and minimal:
        trial = members.pop()
        core = guarded.refute([*needed, *members], run, until)
        if core is not None:
            members = [m for m in members if m in core]
        else:
            needed.append(trial)
            minimal = guarded.decided
    found = [*members, *needed]
    return Conflict(
        requests=tuple(sorted(m for m in found if isinstance(m, int))),
        rules=tuple(sorted(m for m in found if isinstance(m, str))),
        minimal=minimal,
    )


class _Guarded:
    """The model with a literal before each request that must be placed and each rule."""

    def __init__(self, options: Options) -> None:
        self.v = Variables(options)
        self.guards: dict[Member, Lit] = {}
        self.decided = True
        problem = options.problem
        for rule, constraint in GUARDED.items():
            if getattr(problem.rules, rule) is not None:
                self.guards[rule] = self.v.model.new_bool_var(rule)
                constraint(self.v, self.guards[rule])
        must: dict[Member, Lit] = {
            r: self.v.model.new_bool_var("")
            for r in range(len(problem.requests))
            if problem.must_place(r)
        }
        self.guards |= must
        must_be_placed(self.v, must)
        for other in CONSTRAINTS:
            if other not in (must_be_placed, *GUARDED.values()):
                other(self.v)

    def refute(self, members: Collection[Member], run: Run, until: float) -> set[Member] | None:
        """The members that a proof of their contradiction used; None: none found.

        ``decided`` tells afterwards whether None means that they can hold together.
        """
        engine = solver(seconds=until - time.monotonic(), workers=1, seed=run.seed)
        self.v.model.clear_assumptions()
        self.v.model.add_assumptions([self.guards[m] for m in members])

        def ended() -> bool:
            return run.left() <= 0

        if ended() or time.monotonic() >= until:
            self.decided = False
            return None
        with Watch(engine, ended):
            status = engine.solve(self.v.model)
        self.decided = status != cp_model.UNKNOWN
        if status != cp_model.INFEASIBLE:
            return None
        used = set(engine.sufficient_assumptions_for_infeasibility())
        return {m for m in members if self.guards[m].index in used}
