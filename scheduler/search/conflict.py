"""Why there is no plan: a minimal set of requests and rules that can't hold together.

Deletion (Chinneck & Dravnieks 1991): drop one member of the set after the other; a member without
which there still is no plan is not needed. Each refutation also names the assumptions that it
used (Marques-Silva & Lynce 2011), so that many members leave at once.

Counting refutes much, and at once (``scheduler.search.crowd``); CP-SAT the rest, on the requests
that are still in question. Without those left out nothing becomes impossible, except under
``max_break_spread``, where one request more can be what makes the others possible.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass

from ortools.sat.python import cp_model

from scheduler.model import CONSTRAINTS
from scheduler.model.attendance import must_be_placed
from scheduler.model.breaks import evenly_spread
from scheduler.model.rows import rests
from scheduler.model.variables import Lit, Variables
from scheduler.options import Options
from scheduler.search.cpsat import Watch, solver
from scheduler.search.crowd import crowded
from scheduler.search.run import Run

GUARDED = {"max_in_a_row": rests, "max_break_spread": evenly_spread}
"""The rules that a conflict may name, by their keys in the problem."""

FIRST_SHARE = 0.25
"""Of the time, how much may go to refuting all members together. Where that takes longer, there is
no time to refute many smaller sets, each about as hard."""

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
    started, seconds = time.monotonic(), min(seconds, run.left())
    problem = run.problem
    refuter = _Refuter(run, started + FIRST_SHARE * seconds)
    members: list[Member] = [
        *(rule for rule in GUARDED if getattr(problem.rules, rule) is not None),
        *(r for r in range(len(problem.requests)) if problem.must_place(r)),
    ]
    core = refuter.refute(members, among=members)
    refuter.until = started + seconds
    minimal = core is not None
    if core is not None:
        members = [m for m in members if m in core]
    needed: list[Member] = []
    while members and minimal:
        among = [*needed, *members]
        trial = members.pop()
        core = refuter.refute([*needed, *members], among)
        if core is not None:
            members = [m for m in members if m in core]
        else:
            needed.append(trial)
            minimal = refuter.decided
    found = [*members, *needed]
    return Conflict(
        requests=tuple(sorted(m for m in found if isinstance(m, int))),
        rules=tuple(sorted(m for m in found if isinstance(m, str))),
        minimal=minimal,
    )


class _Refuter:
    """Proves that members can't hold together, by counting or else by CP-SAT, until a moment.

    ``decided`` tells whether the last answer is certain.
    """

    def __init__(self, run: Run, until: float) -> None:
        self.run = run
        self.until = until
        self.decided = True
        self.alone = run.problem.rules.max_break_spread is None
        self.model: _Guarded | None = None

    def refute(self, members: Sequence[Member], among: Sequence[Member]) -> set[Member] | None:
        """The members that a proof of their contradiction used; None: none found.

        ``among``: all members that are still in question.
        """
        if crowd := crowded(self.run.options, [m for m in members if isinstance(m, int)]):
            self.decided = True
            return set(crowd)
        requests = [m for m in among if isinstance(m, int)]
        if self.model is None or (self.alone and 2 * len(requests) < len(self.model.v.free)):
            self.model = _Guarded(self.run.options, requests if self.alone else None)
        core = self.model.refute(members, self.run, self.until)
        self.decided = self.model.decided
        return core


class _Guarded:
    """The model with a literal before each request that must be placed and each rule.

    ``requests``: all that it is about; None: all there are.
    """

    def __init__(self, options: Options, requests: Sequence[int] | None) -> None:
        self.v = Variables(options, requests)
        self.guards: dict[Member, Lit] = {}
        self.decided = True
        problem = options.problem
        for rule, constraint in GUARDED.items():
            if getattr(problem.rules, rule) is not None:
                self.guards[rule] = self.v.model.new_bool_var(rule)
                constraint(self.v, self.guards[rule])
        must: dict[Member, Lit] = {
            r: self.v.model.new_bool_var("") for r in self.v.free if problem.must_place(r)
        }
        self.guards |= must
        must_be_placed(self.v, must)
        for other in CONSTRAINTS:
            if other not in (must_be_placed, *GUARDED.values()):
                other(self.v)

    def refute(self, members: Sequence[Member], run: Run, until: float) -> set[Member] | None:
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
