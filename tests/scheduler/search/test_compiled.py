"""Walks in compiled code end in plans that hold, and cost nothing on the levels before."""

from __future__ import annotations

from itertools import pairwise
from random import Random

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings

from scheduler.objective import level_value
from scheduler.options import Options
from scheduler.problem import Level, Meeting, Problem
from scheduler.reading import problem_from_json
from scheduler.schedule import Schedule
from scheduler.search.compiled import cooling
from scheduler.search.compiled.arrays import board_of, meetings_of
from scheduler.search.compiled.changes import BEST, THERE, count_all, remember
from scheduler.search.compiled.walk import look, sow, walk
from scheduler.search.run import Run
from scheduler.search.task import Task
from tests.scheduler.exhaustive import options
from tests.scheduler.strategies import chance, problems

ORDERS: tuple[tuple[Level, ...], ...] = (
    ("waiting",),
    ("breaks", "waiting"),
    ("waiting", "places"),
    ("places", "breaks"),
)
FIGURES: tuple[Level, ...] = ("fairness", "breaks", "waiting", "places", "weight")
TINY = settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
)


def some_plan(problem: Problem, known: Options, random: Random) -> Schedule:
    """A plan with whatever fits, in an order of chance."""
    plan = Schedule(known)
    requests = list(range(len(problem.requests)))
    requests.sort(key=lambda r: (not problem.must_place(r), random.random()))
    for request in requests:
        ways = options(problem, request)
        random.shuffle(ways)
        next((way for way in ways if plan.replace((), [way])), None)
    return plan


@TINY
@given(problem=problems(), random=chance)
def test_whatever_is_tried_the_plan_holds_and_its_figures_are_true(
    problem: Problem, random: Random
) -> None:
    known = Options.of(problem)
    start = some_plan(problem, known, random)
    if not start.complete() or problem.rules.max_break_spread is not None:
        return
    board = board_of(known, start.meetings())
    count_all(board)
    sow(random.randrange(1000))
    anything, everything = np.zeros(4, np.int64), np.ones(4)
    for _ in range(5):
        look(board, everything)
        walk(board, 40, 5.0, everything, anything, 2, np.array([0.2, 0.35, 0.5, 0.7, 0.5]), 50)
    remember(board)

    meetings = meetings_of(board)

    assert Schedule.checked(known, meetings) is not None
    assert [level_value(problem, meetings, level) for level in FIGURES] == board.total[
        THERE
    ].tolist()


@pytest.mark.parametrize("levels", ORDERS)
@TINY
@given(problem=problems(), random=chance)
def test_a_walk_gives_nothing_back(
    levels: tuple[Level, ...], problem: Problem, random: Random
) -> None:
    known = Options.of(problem)
    start = some_plan(problem, known, random)
    if not start.complete() or problem.rules.max_break_spread is not None:
        return
    counted = ("weight", "fairness", *levels)

    def costs(meetings: list[Meeting]) -> list[int]:
        values = [level_value(problem, meetings, level) for level in counted]
        return [-values[0], *values[1:]]

    found = [start.meetings()]
    task = Task(known, found[0], list(levels), random.randrange(1000), None, 5 * cooling.BATCH, 0)
    cooling.cool(task, found.append, lambda: False)

    for before, after in pairwise(found):
        assert Schedule.checked(known, after) is not None
        assert costs(after) < costs(before)


def test_what_a_board_remembers_is_the_best_plan_not_the_last() -> None:
    problem = _pair_in_four_slots()
    known = Options.of(problem)
    board = board_of(known, [Meeting(0, 0, 0, (0, 1)), Meeting(1, 1, 0, (0, 2))])
    count_all(board)
    sow(1)
    prices = np.array([1.0, 0.0, 1.0, 0.0])
    limit, chances = np.zeros(4, np.int64), np.array([0.0, 0.0, 0.0, 0.5, 0.0])
    walk(board, 2_000, 100.0, prices, limit, 2, chances, 9)

    assert board.total[BEST, 2] == 0
    assert level_value(problem, meetings_of(board), "waiting") == 0


def waits_least(problem: Problem, start: list[Meeting], levels: list[Level]) -> Run:
    """A run from ``start`` after walks for the last of the levels."""
    run = Run(Options.of(problem), time_limit=None, stop=None, on_progress=None, workers=1, seed=1)
    assert run.offer(start)
    run.enter(levels[-1])
    task = Task(run.options, start, levels, 1, None, 100_000, 0)
    cooling.cool(task, run.offer, lambda: False)
    return run


def test_a_level_that_comes_first_is_not_paid_for_one_that_comes_later() -> None:
    # Their second meetings could wait less at another place, which counts more here.
    slots = [f"s{i}" for i in range(6)]
    problem = problem_from_json(
        {
            "format": "planning/1",
            "slots": [
                {"id": s, "start": f"2027-03-09T0{i}:00", "end": f"2027-03-09T0{i}:30"}
                for i, s in enumerate(slots)
            ],
            "places": [
                {"id": "p", "capacity": 20},
                {"id": "q", "unavailable": ["s1", "s2"]},
            ],
            "delegations": [{"id": name} for name in "abcdef"],
            "delegates": [{"id": name, "delegation": name} for name in "abcdef"],
            "requests": [
                {"id": "ab", "attendees": ["a", "b"], "fixed": {"slot": "s0", "place": "p"}},
                {"id": "ac", "attendees": ["a", "c"]},
                {"id": "de", "attendees": ["d", "e"], "fixed": {"slot": "s0", "place": "q"}},
                {"id": "df", "attendees": ["d", "f"], "slots": ["s1", "s3"]},
            ],
            "objective": ["weight", "places", "waiting"],
        }
    )
    start = [
        Meeting(0, 0, 0, (0, 1)),
        Meeting(1, 4, 0, (0, 2)),
        Meeting(2, 0, 1, (3, 4)),
        Meeting(3, 3, 1, (3, 5)),
    ]
    run = waits_least(problem, start, ["places", "waiting"])
    assert (run.value("places"), run.value("waiting")) == (0, 2)


def _pair_in_four_slots() -> Problem:
    return problem_from_json(
        {
            "format": "planning/1",
            "name": "pair",
            "slots": [
                {"id": f"s{i}", "start": f"2027-03-09T0{i}:00", "end": f"2027-03-09T0{i}:30"}
                for i in range(4)
            ],
            "places": [{"id": "hall", "capacity": 2}],
            "delegations": [{"id": name} for name in "abc"],
            "delegates": [{"id": name, "delegation": name} for name in "abc"],
            "requests": [
                {"id": "r0", "attendees": ["a", "b"]},
                {"id": "r1", "attendees": ["a", "c"]},
            ],
            "rules": {},
            "objective": ["weight", "waiting"],
        }
    )
