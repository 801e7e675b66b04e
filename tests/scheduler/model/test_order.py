from typing import Any

from ortools.sat.python import cp_model

from scheduler.model import complete
from scheduler.model.order import in_order
from scheduler.options import Options
from scheduler.problem import Problem

from .allowing import ab, ac, allows, small

REQUESTS: list[dict[str, Any]] = [
    {"id": "ab", "attendees": [["ann", "al"], "bo"]},
    {"id": "ac", "attendees": ["ann", "cy"], "after": ["ab"]},
    {"id": "bc", "attendees": ["bo", "cy"]},
]


def ordered() -> Problem:
    return small(requests=REQUESTS)


def test_the_later_one_comes_after() -> None:
    assert allows(in_order, ordered(), ab(1), ac(2))


def test_an_order_binds_only_where_both_are_placed() -> None:
    assert allows(in_order, ordered(), ac(0))


def test_the_later_one_may_not_come_before_nor_at_the_same_time() -> None:
    assert not allows(in_order, ordered(), ab(2), ac(1))
    assert not allows(in_order, ordered(), ab(1), ac(1))


def test_a_meeting_that_stands_binds_the_free_one() -> None:
    v = complete(Options.of(ordered()), [1], [ab(1)])
    for s, x in v.slot[1].items():
        v.model.add(x == int(s == 0))

    assert cp_model.CpSolver().solve(v.model) == cp_model.INFEASIBLE
