from scheduler.model.breaks import evenly_spread
from scheduler.problem import Problem

from .allowing import AL, ab, ac, allows, bc, small


def even() -> Problem:
    return small(rules={"max_break_spread": 0})


def test_nobody_has_a_break() -> None:
    assert allows(evenly_spread, even(), ab(0, person=AL), bc(1), ac(2))


def test_one_has_a_break_and_others_have_none() -> None:
    assert not allows(evenly_spread, even(), ab(0), ac(2))


def test_a_gap_that_is_all_absence_is_no_break() -> None:
    delegates = [
        {"id": "ann", "delegation": "a", "unavailable": ["s1"]},
        {"id": "al", "delegation": "a"},
        {"id": "bo", "delegation": "b"},
        {"id": "cy", "delegation": "c"},
    ]
    problem = small(rules={"max_break_spread": 0}, delegates=delegates)

    assert allows(evenly_spread, problem, ab(0), ac(2))
