"""An event as a planning problem."""

from __future__ import annotations

import datetime as dt

import pytest

from scheduler.reading import problem_from_json
from tests.factories import make_delegation, make_event
from vimeet.events.models import Place, Slot
from vimeet.meetings.models import Request, Unavailability
from vimeet.meetings.selectors.plannable import unplannable_requests
from vimeet.meetings.services.problems import build_problem


def part(problem: dict, kind: str, row) -> dict:
    """The document of one row."""
    (found,) = [item for item in problem[kind] if item["id"] == str(row.pk)]
    return found


def test_the_whole_event_is_there_and_nothing_of_the_neighbour(world):
    problem = build_problem(world.event)
    read = problem_from_json(problem)
    assert (len(read.slots), len(read.delegations), len(read.delegates)) == (4, 4, 5)
    assert [request.weight for request in read.requests] == [5, 3, 2]
    assert problem["slots"][0] == {
        "id": str(world.slots[0].pk),
        "start": "2027-03-09T09:00:00+01:00",
        "end": "2027-03-09T09:20:00+01:00",
    }
    acme = world.delegations[0]
    assert part(problem, "places", world.places[1]) == {
        "id": str(world.places[1].pk),
        "capacity": 1,
        "owner": str(acme.pk),
    }
    assert part(problem, "delegations", acme) == {"id": str(acme.pk), "max_meetings": 8}
    assert problem["rules"] == {}


def test_only_accepted_requests_are_planned(world):
    for state in set(Request.State.values) - {"accepted"}:
        world.requests[0].state = state
        world.requests[0].save()
        ids = {request["id"] for request in build_problem(world.event)["requests"]}
        assert ids == {str(request.pk) for request in world.requests[1:3]}


def test_named_delegates_attend_else_anyone_of_the_delegation(world):
    request = world.requests[0]
    first, second, brio = world.delegates[:3]
    asked = part(build_problem(world.event), "requests", request)
    assert asked["attendees"] == [[str(first.pk), str(second.pk)], str(brio.pk)]
    request.asker_delegates.add(second)
    request.must = True
    request.save()
    asked = part(build_problem(world.event), "requests", request)
    assert asked["attendees"] == [str(second.pk), str(brio.pk)]
    assert asked["must"] is True


def test_limits_promises_and_rules_are_handed_over(world):
    acme = world.delegations[0]
    acme.max_meetings, acme.min_meetings = None, 2
    acme.save()
    world.event.max_in_a_row = 3
    problem = build_problem(world.event)
    assert part(problem, "delegations", acme) == {"id": str(acme.pk), "min_meetings": 2}
    assert problem["rules"] == {"max_in_a_row": 3}


def test_a_slot_touched_by_an_unavailability_is_blocked(world):
    first, second = world.delegates[:2]
    slots = world.slots
    minute = dt.timedelta(minutes=1)
    # From the last minute of the first slot to the first minute of the second.
    Unavailability.objects.create(
        delegate=first, starts_at=slots[0].ends_at - minute, ends_at=slots[1].starts_at + minute
    )
    Unavailability.objects.create(
        delegate=second, starts_at=slots[1].starts_at, ends_at=slots[2].ends_at, away=False
    )
    Unavailability.objects.create(
        delegate=second, starts_at=slots[2].starts_at, ends_at=slots[2].ends_at, away=True
    )
    # Ends exactly when the slot begins: no harm.
    Unavailability.objects.create(
        delegate=second, starts_at=slots[2].ends_at, ends_at=slots[3].starts_at
    )
    problem = build_problem(world.event)
    assert part(problem, "delegates", first)["unavailable"] == [str(s.pk) for s in slots[:2]]
    assert part(problem, "delegates", second)["no_meeting"] == [str(slots[1].pk)]
    assert part(problem, "delegates", second)["unavailable"] == [str(slots[2].pk)]


def test_closed_places_and_stands_without_owner(world):
    hall = world.places[0]
    hall.closed_slots.add(world.slots[2])
    nobodys = Place.objects.create(event=world.event, name="Stand 2", kind=Place.Kind.STAND)
    problem = build_problem(world.event)
    assert part(problem, "places", hall)["unavailable"] == [str(world.slots[2].pk)]
    assert str(nobodys.pk) not in {place["id"] for place in problem["places"]}


def test_a_request_of_a_delegation_without_delegates_is_left_out_and_named(world):
    brio = world.delegations[1]
    brio.delegates.all().delete()
    ids = {request["id"] for request in build_problem(world.event)["requests"]}
    assert ids == {str(world.requests[1].pk)}
    assert unplannable_requests(world.event) == [
        (world.requests[0], [brio]),
        (world.requests[2], [brio]),
    ]


@pytest.mark.parametrize(
    ("date", "offsets"),
    [
        # The hour from 2 to 3 happens twice: 2:30 summer time, then 2:30 winter time.
        (dt.date(2027, 10, 31), ["+02:00", "+01:00"]),
        # It does not happen: half past one is followed by half past three.
        (dt.date(2027, 3, 28), ["+01:00", "+02:00"]),
    ],
)
def test_slots_in_the_night_the_clocks_change_are_told_apart(world, date, offsets):
    event = make_event(world.organiser, slug="night", starts_on=date, ends_on=date)
    before = dt.datetime.combine(date, dt.time(0, 30), dt.UTC)
    for start in (before, before + dt.timedelta(hours=1)):
        Slot.objects.create(event=event, starts_at=start, ends_at=start + dt.timedelta(minutes=30))
    Place.objects.create(event=event, name="Hall")
    for name in ("Acme", "Brio"):
        make_delegation(event, world.types[0], f"{name} by night")
    problem = build_problem(event)
    assert [slot["start"][-6:] for slot in problem["slots"]] == offsets
    read = problem_from_json(problem)
    assert [slot.day for slot in read.slots] == [0, 0]


def test_building_takes_as_many_queries_however_large(world, django_assert_num_queries):
    with django_assert_num_queries(14):
        build_problem(world.event)
    for i in range(3):
        extra = make_delegation(world.event, world.types[1], f"Extra {i}", people=2)
        Request.objects.create(
            event=world.event, asker=world.delegations[0], asked=extra, state="accepted"
        )
    with django_assert_num_queries(14):
        build_problem(world.event)
