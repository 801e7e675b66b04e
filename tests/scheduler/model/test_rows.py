from scheduler.model.rows import rests
from scheduler.problem import Problem

from .allowing import ab, ac, allows, bc, small


def two_in_a_row() -> Problem:
    slots = [
        {"id": "x", "start": "2027-03-08T09:00", "end": "2027-03-08T10:00"},
        {"id": "y", "start": "2027-03-09T09:00", "end": "2027-03-09T10:00"},
        {"id": "z", "start": "2027-03-09T10:00", "end": "2027-03-09T11:00"},
        {"id": "w", "start": "2027-03-09T14:00", "end": "2027-03-09T15:00"},
    ]
    return small(slots=slots, rules={"max_in_a_row": 1})


def test_a_night_interrupts_a_row() -> None:
    assert allows(rests, two_in_a_row(), ab(0), ac(1))


def test_a_free_slot_interrupts_a_row() -> None:
    assert allows(rests, two_in_a_row(), ab(1), ac(3))


def test_a_row_may_not_be_too_long() -> None:
    assert not allows(rests, two_in_a_row(), ab(2), bc(3))
