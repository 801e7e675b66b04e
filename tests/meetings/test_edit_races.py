"""Two who change a draft at once: real threads on PostgreSQL."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.db import connection

from tests.factories import World
from tests.meetings.plans import make_draft
from tests.meetings.test_races import meeting_point, no_locks  # noqa: F401 (a fixture)
from vimeet.meetings.models import Meeting, Plan, Request
from vimeet.meetings.services import edits
from vimeet.meetings.services.edits import EditError, hold_meeting
from vimeet.meetings.services.releases import release_plan

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


def at_once(*acts: Callable[[], Any]) -> list[Any]:
    """What each of ``acts`` returned or raised, all of them started together."""

    def do(act: Callable[[], Any]) -> Any:
        try:
            return act()
        except Exception as error:
            return error
        finally:
            connection.close()

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(do, acts))


def hold(plan: Plan, request: Request, world: World) -> Meeting:
    """Hold the request in the last slot, in the hall."""
    people = [request.asker.delegates.earliest("pk"), request.asked.delegates.earliest("pk")]
    return hold_meeting(
        plan=plan, request=request, slot=world.slots[3], people=people, place=None, actor=None
    )


def both(world: World) -> tuple[Plan, list[Any]]:
    """Two meetings without a person in common, to the one table of the last slot."""
    hall, stand = world.places
    hall.capacity = 1
    hall.save()
    stand.closed_slots.add(world.slots[3])
    plan = make_draft(world, {})
    first, second = world.requests[1:3]
    return plan, at_once(lambda: hold(plan, first, world), lambda: hold(plan, second, world))


def test_one_table_is_given_once(world: World, monkeypatch: pytest.MonkeyPatch):
    meeting_point(monkeypatch, edits, "editing")
    plan, results = both(world)
    held, error = sorted(results, key=lambda result: isinstance(result, Exception))
    assert isinstance(error, EditError), error
    assert str(error) == "No place is left."
    assert plan.meetings.get() == held


@pytest.mark.usefixtures("no_locks")
def test_without_the_lock_both_get_it(world: World, monkeypatch: pytest.MonkeyPatch):
    meeting_point(monkeypatch, edits, "editing")
    plan, results = both(world)
    assert [result for result in results if isinstance(result, Exception)] == []
    assert plan.meetings.filter(slot=world.slots[3]).count() == 2


def test_what_is_released_is_no_longer_edited(world: World, monkeypatch: pytest.MonkeyPatch):
    """Released while somebody edits: either the change is in the release, or it is refused."""
    plan = make_draft(world, {world.requests[0]: (0, 0)})
    request = world.requests[2]
    released, edited = at_once(
        lambda: release_plan(plan=plan, actor=None), lambda: hold(plan, request, world)
    )
    assert isinstance(released, Plan), released
    told = plan.meetings.filter(request=request).exists()
    assert told == (not isinstance(edited, EditError))
