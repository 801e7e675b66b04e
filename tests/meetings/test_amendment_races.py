"""Two who change meetings at once: real threads on PostgreSQL."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import IntegrityError, connection

from tests.factories import World
from tests.meetings.test_races import meeting_point, no_locks  # noqa: F401 (a fixture)
from tests.plans import make_plan
from vimeet.meetings.models import Plan, Request
from vimeet.meetings.services import amendments
from vimeet.meetings.services.amendments import AmendmentError, move_meeting

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


def move_both(world: World) -> list[Plan | Exception]:
    """Two meetings at once to the one table that is free in the last slot."""
    hall, stand = world.places
    hall.capacity = 1
    hall.save()
    stand.closed_slots.add(world.slots[3])
    # Acme's with Cobalt and Dynamo's with Brio: nobody in common.
    requests = world.requests[1:3]
    make_plan(world, 1, *((r, s, hall) for r, s in zip(requests, world.slots, strict=False)))

    def move(request: Request) -> Plan | Exception:
        try:
            return move_meeting(request=request, slot=world.slots[3], actor=None)
        except Exception as error:
            return error
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        return list(pool.map(move, requests))


def test_one_table_is_given_once(world: World, monkeypatch: pytest.MonkeyPatch):
    meeting_point(monkeypatch, amendments, "openings")
    plan, error = sorted(move_both(world), key=lambda result: isinstance(result, Exception))
    assert isinstance(error, AmendmentError)
    assert plan.meetings.filter(slot=world.slots[3]).count() == 1
    assert Plan.objects.count() == 2


@pytest.mark.usefixtures("no_locks")
def test_without_the_lock_both_believe_it_is_theirs(world: World, monkeypatch: pytest.MonkeyPatch):
    meeting_point(monkeypatch, amendments, "openings")
    errors = [result for result in move_both(world) if isinstance(result, Exception)]
    # Both found the table free; only the number of their versions collides.
    assert [type(error) for error in errors] == [IntegrityError]
