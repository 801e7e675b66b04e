"""A delegate's agenda: what the latest release says, and what it changed."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.factories import World, make_slots
from tests.plans import make_plan
from vimeet.meetings.models import Plan, Unavailability
from vimeet.meetings.selectors.agendas import Agenda, Change, Phase, agenda_of
from vimeet.registration.selectors import delegates_of_user


def agenda(world: World, now: dt.datetime | None = None) -> Agenda:
    """The agenda of Acme's first delegate, as of ``now`` (None: long before)."""
    delegate = delegates_of_user(world.delegates[0].user).get()
    return agenda_of(delegate, now or dt.datetime(2027, 1, 1, tzinfo=dt.UTC))


def kinds(agenda: Agenda) -> list[str]:
    return [item.kind for day in agenda.days for item in day.items]


def test_before_a_release_there_is_nothing_but_free_slots(world: World):
    make_plan(
        world, 1, (world.requests[0], world.slots[0], world.places[0]), state=Plan.State.DRAFT
    )
    empty = agenda(world)
    assert empty.plan is None
    assert kinds(empty) == ["free"] * 4


def test_the_latest_release_counts(world: World):
    hall, stand = world.places
    make_plan(world, 1, (world.requests[0], world.slots[0], hall))
    make_plan(world, 2, (world.requests[0], world.slots[1], stand))
    make_plan(world, 3, (world.requests[0], world.slots[2], hall), state=Plan.State.DRAFT)
    shown = agenda(world)
    assert shown.plan.number == 2
    assert kinds(shown) == ["free", "meeting", "free", "free"]
    meeting = shown.days[0].items[1]
    assert meeting.counterpart == world.delegations[1]
    assert [person.name for person in meeting.people] == ["P0 Brio"]
    assert meeting.place == stand


def test_a_colleagues_meeting_is_not_mine(world: World):
    plan = make_plan(world, 1, (world.requests[0], world.slots[0], world.places[0]))
    plan.meetings.get().attendees.set([world.delegates[1], world.delegates[2]])
    assert kinds(agenda(world)) == ["free"] * 4


def test_changes_against_what_the_delegate_knew(world: World):
    hall, stand = world.places
    brio, cobalt, third, _ = world.requests
    third.asked, third.asker = world.delegations[3], world.delegations[0]
    third.save()
    slots = world.slots
    make_plan(world, 1, (brio, slots[0], hall), (cobalt, slots[1], hall))
    make_plan(world, 2, (brio, slots[2], hall), (cobalt, slots[1], stand), (third, slots[3], hall))
    free, place, moved, new = agenda(world).days[0].items
    assert free.kind == "free"
    assert (place.change, place.former_place) == (Change.PLACE, hall)
    assert (moved.change, moved.moved_from) == (Change.MOVED, slots[0].starts_at)
    assert new.change == Change.NEW


def test_a_first_release_marks_nothing(world: World):
    make_plan(world, 1, (world.requests[0], world.slots[0], world.places[0]))
    assert agenda(world).days[0].items[0].change is None


def test_a_cancelled_meeting_stays_visible_where_it_was(world: World):
    make_plan(world, 1, (world.requests[0], world.slots[0], world.places[0]))
    make_plan(world, 2)
    dropped = agenda(world).days[0].items[0]
    assert (dropped.kind, dropped.counterpart) == ("dropped", world.delegations[1])
    assert kinds(agenda(world)) == ["dropped", "free", "free", "free"]


def test_blocked_times_take_the_place_of_free_slots(world: World):
    Unavailability.objects.create(
        delegate=world.delegates[0],
        starts_at=world.slots[1].starts_at + dt.timedelta(minutes=5),
        ends_at=world.slots[2].starts_at + dt.timedelta(minutes=5),
    )
    shown = agenda(world)
    assert kinds(shown) == ["free", "block", "free"]


def test_a_block_of_days_is_cut_to_each_days_hours(world: World):
    event = world.event
    event.starts_on += dt.timedelta(days=1)
    make_slots(event, 2)
    Unavailability.objects.create(
        delegate=world.delegates[0],
        starts_at=world.slots[2].starts_at,
        ends_at=world.slots[2].starts_at + dt.timedelta(days=3),
    )
    first, second = agenda(world).days
    assert [item.kind for item in first.items] == ["free", "free", "block"]
    assert first.items[2].ends_at == world.slots[3].ends_at
    assert [item.kind for item in second.items] == ["block"]


@pytest.mark.parametrize(
    ("minutes", "phases"),
    [
        (-60, [Phase.NEXT, Phase.LATER, Phase.LATER, Phase.LATER]),
        (0, [Phase.NOW, Phase.LATER, Phase.LATER, Phase.LATER]),
        (22, [Phase.DONE, Phase.NEXT, Phase.LATER, Phase.LATER]),
        (25, [Phase.DONE, Phase.NOW, Phase.LATER, Phase.LATER]),
        (200, [Phase.DONE] * 4),
        (-60 * 24, [Phase.LATER] * 4),
    ],
)
def test_phases_follow_the_clock(world: World, minutes: int, phases: list[Phase]):
    now = world.slots[0].starts_at + dt.timedelta(minutes=minutes)
    assert [item.phase for item in agenda(world, now).days[0].items] == phases


def test_reading_takes_the_same_queries_for_one_meeting_and_for_many(world: World):
    delegate = delegates_of_user(world.delegates[0].user).get()
    hall = world.places[0]

    def queries() -> int:
        with CaptureQueriesContext(
            connection,
        ) as captured:
            agenda_of(delegate)
        return len(captured)

    make_plan(world, 1, (world.requests[0], world.slots[0], hall))
    assert queries() == 7
    third = world.requests[2]
    third.asker, third.asked = world.delegations[3], world.delegations[0]
    third.save()
    make_plan(
        world, 2, *((r, s, hall) for r, s in zip(world.requests[:3], world.slots, strict=False))
    )
    assert sum(day.meetings for day in agenda(world).days) == 3
    assert queries() == 7
