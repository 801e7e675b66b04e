from scheduler.model.places import one_place, within_all_places, within_capacity

from .allowing import AL, HALL, ROOM, ab, ac, allows, small


def test_a_meeting_is_held_at_one_place() -> None:
    assert allows(one_place, small(), ac(0, ROOM))


def test_a_meeting_is_not_held_at_two_places() -> None:
    assert not allows(one_place, small(), ac(0, HALL), ac(0, ROOM))


def test_a_place_may_be_full() -> None:
    assert allows(within_capacity, small(), ab(0, HALL, AL), ac(0, HALL))


def test_a_place_is_not_overfull() -> None:
    assert not allows(within_capacity, small(), ab(0, ROOM, AL), ac(0, ROOM))


ONE_TABLE = {"places": [{"id": "hall"}]}


def test_all_places_may_be_full() -> None:
    assert allows(within_all_places, small(**ONE_TABLE), ab(0, HALL, AL))


def test_no_more_meetings_than_all_places_hold() -> None:
    assert not allows(within_all_places, small(**ONE_TABLE), ab(0, HALL, AL), ac(0, HALL))
