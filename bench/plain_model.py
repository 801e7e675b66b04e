"""The yardstick: the whole problem as one plain CP-SAT model, level after level.

What one would write first: a literal for each way to hold each request, the rules as they stand in
the format, no construction, no relaxation, no decomposition. Each level has an equal share of the
time that is left; its value is then a constraint on the next, its plan the next one's hint.

    python -m bench.plain_model INSTANCE -o PLAN [--time-limit S] [--workers N] [--seed N]
"""

from __future__ import annotations

import argparse
import os
from collections import defaultdict
from itertools import product
from typing import Any

from ortools.sat.python import cp_model

from scheduler.clock import process_age
from scheduler.explain import explain_unplaced
from scheduler.objective import evaluate, unfairness
from scheduler.plan import LevelValue, Plan, Result, Unplaced, status_of, write_result
from scheduler.problem import MAXIMISED, Level, Meeting, Problem
from scheduler.reading import read_problem

Literal = Any  # a variable or its negation, by turns
Expression = cp_model.LinearExprT


class PlainModel:
    """The model of a problem: ``held[meeting]`` for every meeting that could be."""

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        self.model = cp_model.CpModel()
        self.held: dict[Meeting, Literal] = {}
        self.of_request: list[list[Meeting]] = [[] for _ in problem.requests]
        self._delegate_slot: dict[tuple[int, int], list[Meeting]] = defaultdict(list)
        for request in range(len(problem.requests)):
            for meeting in possible_meetings(problem, request):
                self.held[meeting] = self.model.new_bool_var("")
                self.of_request[request].append(meeting)
                for delegate in meeting.attendees:
                    self._delegate_slot[delegate, meeting.slot].append(meeting)
        self.busy = {
            key: self._sum_literal(meetings) for key, meetings in self._delegate_slot.items()
        }
        self.days: list[list[int]] = [[] for _ in range(problem.slots[-1].day + 1)]
        for number, slot in enumerate(problem.slots):
            self.days[slot.day].append(number)
        self._add_rules()

    def level(self, level: Level) -> Expression:
        """The value of a level as an expression of the model."""
        return {
            "kept": self._kept,
            "weight": self._weight,
            "fairness": self._fairness,
            "breaks": lambda: sum(self._breaks().values()),
            "waiting": self._waiting,
            "places": self._places,
        }[level]()

    # --- rules

    def _add_rules(self) -> None:
        problem, model = self.problem, self.model
        for request, meetings in enumerate(self.of_request):
            literals = [self.held[m] for m in meetings]
            if problem.must_place(request):
                model.add_exactly_one(literals)
            else:
                model.add_at_most_one(literals)

        loads: dict[tuple[int, int], list[Literal]] = defaultdict(list)
        of_delegation: dict[int, list[Literal]] = defaultdict(list)
        for meeting, literal in self.held.items():
            loads[meeting.place, meeting.slot].append(literal)
            for delegate in meeting.attendees:
                of_delegation[problem.delegates[delegate].delegation].append(literal)
        for (place, _), literals in loads.items():
            model.add(sum(literals) <= problem.places[place].capacity)
        self.of_delegation = of_delegation
        for number, delegation in enumerate(problem.delegations):
            if delegation.max_meetings is not None:
                model.add(sum(of_delegation[number]) <= delegation.max_meetings)

        for request, asked in enumerate(problem.requests):
            for earlier in asked.after:
                for mine, other in product(self.of_request[request], self.of_request[earlier]):
                    if other.slot >= mine.slot:
                        model.add_at_most_one(self.held[mine], self.held[other])

        longest = problem.rules.max_in_a_row
        if longest is not None:
            for delegate, slots in product(range(len(problem.delegates)), self.days):
                for i in range(len(slots) - longest):
                    row = slots[i : i + longest + 1]
                    model.add(sum(self._busy(delegate, slot) for slot in row) <= longest)

        spread = problem.rules.max_break_spread
        if spread is not None and problem.delegates:
            most = len(problem.slots)
            low, high = model.new_int_var(0, most, ""), model.new_int_var(0, most, "")
            model.add(high - low <= spread)
            for breaks in self._breaks().values():
                model.add(breaks >= low)
                model.add(breaks <= high)

    # --- levels

    def _kept(self) -> Expression:
        total: list[Expression] = []
        for told in self.problem.previous or ():
            for meeting in self.of_request[told.request]:
                if (meeting.slot, meeting.attendees) == (told.slot, told.attendees):
                    points = 3 if meeting.place == told.place else 2
                    total.append(points * self.held[meeting])
        return sum(total)

    def _weight(self) -> Expression:
        requests = self.problem.requests
        return sum(requests[m.request].weight * x for m, x in self.held.items())

    def _fairness(self) -> Expression:
        problem, model = self.problem, self.model
        asked = [0] * len(problem.delegations)
        for request in problem.requests:
            for entry in request.attendees:
                asked[problem.delegates[entry[0]].delegation] += 1
        costs = []
        for number, delegation in enumerate(problem.delegations):
            if not asked[number]:
                continue
            possible = asked[number]
            if delegation.max_meetings is not None:
                possible = min(possible, delegation.max_meetings)
            table = [
                unfairness(asked[number], n, delegation.max_meetings, delegation.min_meetings)
                for n in range(possible + 1)
            ]
            count = model.new_int_var(0, possible, "")
            model.add(count == sum(self.of_delegation[number]))
            cost = model.new_int_var(min(table), max(table), "")
            model.add_element(count, table, cost)
            costs.append(cost)
        return sum(costs)

    def _breaks(self) -> dict[int, Expression]:
        """Each delegate's breaks: meetings after a slot present and free, after a meeting."""
        model = self.model
        breaks: dict[int, Expression] = {}
        for delegate, person in enumerate(self.problem.delegates):
            ends: list[Literal] = []
            for slots in self.days:
                met = pausing = model.new_constant(0)
                for slot in slots:
                    busy = self._busy(delegate, slot)
                    ends.append(self._both(busy, pausing))
                    if slot not in person.unavailable:
                        pausing = self._both(self._either(pausing, met), busy.negated())
                    met = self._either(met, busy)
            breaks[delegate] = sum(ends)
        return breaks

    def _waiting(self) -> Expression:
        model = self.model
        waits: list[Literal] = []
        for delegate, person in enumerate(self.problem.delegates):
            for slots in self.days:
                before, after = model.new_constant(0), model.new_constant(0)
                met_before, meets_after = {}, {}
                for slot in slots:
                    met_before[slot] = before
                    before = self._either(before, self._busy(delegate, slot))
                for slot in reversed(slots):
                    meets_after[slot] = after
                    after = self._either(after, self._busy(delegate, slot))
                for slot in slots:
                    if slot not in person.unavailable:
                        free = self._busy(delegate, slot).negated()
                        within = self._both(met_before[slot], meets_after[slot])
                        waits.append(self._both(within, free))
        return sum(waits)

    def _places(self) -> Expression:
        problem, model = self.problem, self.model
        owners = {place.owner for place in problem.places if place.owner is not None}
        total: list[Expression] = []
        for meeting, literal in self.held.items():
            parties = {problem.delegates[who].delegation for who in meeting.attendees}
            total.append(
                3 * len((parties & owners) - {problem.places[meeting.place].owner}) * literal
            )
        places = len(problem.places)
        for delegate, slots in product(range(len(problem.delegates)), self.days):
            last: Expression = places  # nowhere yet
            for slot in slots:
                meetings = self._delegate_slot.get((delegate, slot), [])
                if not meetings:
                    continue
                busy = self._busy(delegate, slot)
                now = model.new_int_var(0, places, "")
                here = sum(m.place * self.held[m] for m in meetings)
                model.add(now == here).only_enforce_if(busy)
                model.add(now == last).only_enforce_if(busy.negated())
                moved, first = model.new_bool_var(""), model.new_bool_var("")
                model.add(last == places).only_enforce_if(first)
                model.add(now == last).only_enforce_if(moved.negated(), first.negated())
                total.append(moved)
                last = now
        return sum(total)

    # --- literals

    def _busy(self, delegate: int, slot: int) -> Literal:
        known = self.busy.get((delegate, slot))
        return self.model.new_constant(0) if known is None else known

    def _sum_literal(self, meetings: list[Meeting]) -> Literal:
        literal = self.model.new_bool_var("")
        self.model.add(sum(self.held[m] for m in meetings) == literal)
        return literal

    def _both(self, one: Literal, other: Literal) -> Literal:
        literal = self.model.new_bool_var("")
        self.model.add_bool_and(one, other).only_enforce_if(literal)
        self.model.add_bool_or(one.negated(), other.negated(), literal)
        return literal

    def _either(self, one: Literal, other: Literal) -> Literal:
        return self._both(one.negated(), other.negated()).negated()


def possible_meetings(problem: Problem, request: int) -> list[Meeting]:
    """Every way to hold a request by itself."""
    asked = problem.requests[request]
    slots = range(len(problem.slots)) if asked.slots is None else sorted(asked.slots)
    parties = {problem.delegates[entry[0]].delegation for entry in asked.attendees}
    places = [p for p, place in enumerate(problem.places) if place.owner in {None, *parties}]
    fixed = asked.fixed
    return [
        Meeting(request, slot, place, attendees)
        for slot in slots
        if fixed is None or slot == fixed.slot
        for place in places
        if fixed is None or fixed.place in (None, place)
        if slot not in problem.places[place].unavailable
        for attendees in product(*asked.attendees)
        if all(problem.delegates[who].can_meet(slot) for who in attendees)
    ]


def solve(problem: Problem, *, time_limit: float, workers: int, seed: int) -> Result | None:
    """Level after level within ``time_limit`` seconds of the process; None: no plan found."""
    plain = PlainModel(problem)
    model = plain.model
    meetings: list[Meeting] | None = None
    found: list[LevelValue] = []
    for number, level in enumerate(problem.objective):
        value = plain.level(level)
        best = level in MAXIMISED
        if best:
            model.maximize(value)
        else:
            model.minimize(value)
        solver = cp_model.CpSolver()
        solver.parameters.num_workers = workers
        solver.parameters.random_seed = seed
        left = time_limit - process_age()
        solver.parameters.max_time_in_seconds = max(0.1, left / (len(problem.objective) - number))
        status = solver.solve(model)
        if status == cp_model.INFEASIBLE:
            conflict = tuple(Unplaced(r) for r in range(len(problem.requests)))
            return Result(Plan("infeasible", unplaced=conflict), process_age(), seed, workers)
        if status not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
            if meetings is None:
                return None
            break
        meetings = [m for m, x in plain.held.items() if solver.boolean_value(x)]
        reached = round(solver.objective_value)
        found.append(LevelValue(level, reached, round(solver.best_objective_bound)))
        model.add(value >= reached if best else value <= reached)
        model.clear_hints()
        for literal in plain.held.values():
            model.add_hint(literal, solver.boolean_value(literal))
    return _result(problem, meetings or [], found, seed, workers)


def _result(
    problem: Problem, meetings: list[Meeting], found: list[LevelValue], seed: int, workers: int
) -> Result:
    bounds = {level.level: level.bound for level in found}
    objective = tuple(
        LevelValue(level, value, bounds.get(level))
        for level, value in evaluate(problem, meetings).items()
    )
    unplaced = tuple(explain_unplaced(problem, meetings))
    plan = Plan(status_of(objective), tuple(meetings), unplaced, objective)
    return Result(plan, process_age(), seed, workers)


def main() -> int:
    """Solve one instance; exit status as ``python -m scheduler solve``."""
    parser = argparse.ArgumentParser(prog="python -m bench.plain_model")
    parser.add_argument("instance")
    parser.add_argument("-o", dest="output", default="-")
    parser.add_argument("--time-limit", type=float, default=60.0)
    parser.add_argument("--workers", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    problem = read_problem(options.instance)
    result = solve(
        problem, time_limit=options.time_limit, workers=options.workers, seed=options.seed
    )
    if result is None:
        return 3
    write_result(options.output, problem, result)
    return int(result.plan.status == "infeasible")


if __name__ == "__main__":
    raise SystemExit(main())
