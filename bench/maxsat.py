"""A MaxSAT solver off the shelf on compact problems: RC2 of PySAT, on the planner's own clauses.

    python -m bench.maxsat INSTANCE -o PLAN [--time-limit S]

What differs from ``scheduler.compact`` is the search alone: each break is a soft clause, and RC2
(Ignatiev, Morgado and Marques-Silva 2019), which won the MaxSAT evaluations of 2018 and 2019, finds
the fewest. One core. Nothing is written where it does not finish.
"""

from __future__ import annotations

import argparse
import signal

from pysat.examples.rc2 import RC2
from pysat.formula import WCNF

from scheduler.clock import process_age
from scheduler.compact import applies
from scheduler.compact.encoding import encode
from scheduler.compact.scope import seat
from scheduler.objective import evaluate
from scheduler.plan import LevelValue, Plan, Result, Unplaced, write_result
from scheduler.problem import Problem
from scheduler.reading import read_problem


def solve(problem: Problem) -> Plan:
    """The plan with the fewest breaks, proven; or that there is none."""
    encoding = encode(problem)
    formula = WCNF()
    formula.extend(encoding.cnf.clauses)
    for chain in encoding.chains:
        formula.extend([[-literal] for literal in chain], weights=[1] * len(chain))
    # The settings of its authors for the unweighted track.
    with RC2(formula, solver="cd195", adapt=True, exhaust=True, minz=True, trim=5) as engine:
        model = engine.compute()
    if model is None:
        return Plan("infeasible", unplaced=tuple(map(Unplaced, range(len(problem.requests)))))
    meetings = seat(problem, encoding.held(set(model)))
    values = evaluate(problem, meetings)
    objective = tuple(LevelValue(level, value, value) for level, value in values.items())
    return Plan("optimal", tuple(meetings), (), objective)


def main() -> None:
    """Read, solve, write."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("instance")
    parser.add_argument("-o", dest="output", required=True)
    parser.add_argument("--time-limit", type=int, default=60)
    parser.add_argument("--seed", type=int, default=1, help="without effect")
    parser.add_argument("--workers", type=int, default=1, help="without effect: one core")
    options = parser.parse_args()
    signal.alarm(options.time_limit)  # which ends the process
    problem = read_problem(options.instance)
    if not applies(problem) or problem.objective != ("breaks",):
        parser.error("only where everything must be placed and breaks are all that counts")
    plan = solve(problem)
    write_result(options.output, problem, Result(plan, process_age(), options.seed, 1))


if __name__ == "__main__":
    main()
