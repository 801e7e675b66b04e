"""Each level's expression is the level's value, on any plan of any tiny problem."""

from __future__ import annotations

from itertools import islice
from random import Random

import pytest
from hypothesis import HealthCheck, given, settings
from ortools.sat.python import cp_model

from scheduler.levels import EXPRESSIONS, at_least_as_good
from scheduler.model import complete
from scheduler.objective import level_value
from scheduler.options import Options
from scheduler.problem import LEVELS, MAXIMISED, Level, Problem
from tests.scheduler.exhaustive import all_plans
from tests.scheduler.strategies import chance, problems

SETTINGS = settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
)


@pytest.mark.parametrize("level", LEVELS)
@SETTINGS
@given(problem=problems(), random=chance)
def test_expression_is_the_value(level: Level, problem: Problem, random: Random) -> None:
    plans = list(islice(all_plans(problem), 300))
    if not plans:
        return
    plan = random.choice(plans)
    v = complete(Options.of(problem))
    told = v.told(plan)
    for literal in v.literals():
        v.model.add(literal == told[literal.index])
    expression = EXPRESSIONS[level](v)
    value = level_value(problem, plan, level)
    at_least_as_good(v, level, expression, value)
    (v.model.maximize if level in MAXIMISED else v.model.minimize)(expression)
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 1

    assert solver.solve(v.model) == cp_model.OPTIMAL
    assert round(solver.objective_value) == value
