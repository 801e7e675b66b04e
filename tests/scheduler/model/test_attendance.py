from scheduler.model.attendance import (
    must_be_placed,
    one_meeting_at_a_time,
    one_of_each_entry,
    placed_at_most_once,
)

from .allowing import AL, ANN, ab, ac, allows, bc, small


def test_a_request_may_be_placed_once() -> None:
    assert allows(placed_at_most_once, small(), ab(0), ac(1))


def test_a_request_may_not_be_placed_twice() -> None:
    assert not allows(placed_at_most_once, small(), ac(0), ac(1))


def test_all_placed_is_satisfied_by_placing_all() -> None:
    problem = small(rules={"all_placed": True})

    assert allows(must_be_placed, problem, ab(0), ac(1), bc(2))


def test_all_placed_is_broken_by_leaving_one_out() -> None:
    problem = small(rules={"all_placed": True})

    assert not allows(must_be_placed, problem, ab(0), ac(1))


def test_one_delegate_of_an_entry_attends() -> None:
    assert allows(one_of_each_entry, small(), ab(0, person=AL))


def test_two_delegates_of_an_entry_may_not_attend() -> None:
    assert not allows(one_of_each_entry, small(), ab(0, person=ANN), ab(0, person=AL))


def test_different_people_may_meet_at_the_same_time() -> None:
    assert allows(one_meeting_at_a_time, small(), ab(0, person=AL), ac(0))


def test_nobody_is_in_two_meetings_at_once() -> None:
    assert not allows(one_meeting_at_a_time, small(), ab(0, person=ANN), ac(0))
