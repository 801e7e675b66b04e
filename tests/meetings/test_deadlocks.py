"""Who releases, and who saves one request: neither waits for the other, on PostgreSQL."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

import pytest
from django.db import transaction

from tests.factories import World
from tests.meetings.plans import make_draft
from tests.meetings.test_edit_races import at_once
from tests.plans import make_plan
from vimeet.events.models import Event
from vimeet.meetings.models import Plan, Request
from vimeet.meetings.services import drafts, releases
from vimeet.meetings.services.execution import execute_run
from vimeet.meetings.services.priorities import set_side_priority
from vimeet.meetings.services.releases import release_plan, rollback_to
from vimeet.meetings.services.runs import start_run

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]

MOST_SECONDS = 10


class Meanwhile:
    """A participant's save that has locked its request when the other work holds the event.

    It ends only then; the other work goes on once the save has been told to end.
    """

    def __init__(self, request: Request) -> None:
        self.request = request
        self.locked, self.held = threading.Event(), threading.Event()

    def save(self) -> None:
        """What the participant's page does, with the pause in which both hold something."""
        with transaction.atomic():
            set_side_priority(
                request=self.request, side="asked", priority="must", actor=None, staff=True
            )
            self.locked.set()
            assert self.held.wait(MOST_SECONDS)

    def pause(self, monkeypatch: pytest.MonkeyPatch, module: Any, name: str) -> None:
        """Stop before ``module.name``, which the other work calls while it holds the event."""
        original = getattr(module, name)

        def wait_then_go(*args: Any, **kwargs: Any) -> Any:
            assert self.locked.wait(MOST_SECONDS)
            self.held.set()
            # Long enough for the save to reach the event, short enough for it to wait there.
            threading.Event().wait(0.5)
            return original(*args, **kwargs)

        monkeypatch.setattr(module, name, wait_then_go)

    def beside(self, work: Callable[[], Any]) -> list[Any]:
        """What the save and ``work`` returned or raised."""
        return at_once(self.save, work)


@pytest.fixture
def stronger(monkeypatch: pytest.MonkeyPatch) -> None:
    """The event held with the lock that keeps off even those who merely name it."""

    def hold(event: Event) -> Event:
        return Event.objects.select_for_update(of=("self",)).get(pk=event.pk)

    for module in (drafts, releases):
        monkeypatch.setattr(module, "hold_event", hold)


def moved(world: World) -> Plan:
    """A draft in which a released meeting has moved: its release marks the request's meeting."""
    request, hall = world.requests[0], world.places[0]
    make_plan(world, 1, (request, world.slots[0], hall))
    return make_draft(world, {request: (1, 0)})


def release_beside_a_save(world: World, monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    plan = moved(world)
    meanwhile = Meanwhile(world.requests[0])
    meanwhile.pause(monkeypatch, releases, "differences")
    return meanwhile.beside(lambda: release_plan(plan=plan, actor=None))


def failures(results: list[Any]) -> list[Exception]:
    return [result for result in results if isinstance(result, Exception)]


def test_a_release_and_a_save_end_both(world: World, monkeypatch: pytest.MonkeyPatch):
    assert failures(release_beside_a_save(world, monkeypatch)) == []
    assert Plan.objects.get(number=2).state == Plan.State.RELEASED


@pytest.mark.usefixtures("stronger")
def test_with_the_stronger_lock_they_wait_for_each_other(
    world: World, monkeypatch: pytest.MonkeyPatch
):
    (error,) = failures(release_beside_a_save(world, monkeypatch))
    assert "deadlock" in str(error)


def test_a_rollback_and_a_save_end_both(world: World, monkeypatch: pytest.MonkeyPatch):
    release_plan(plan=moved(world), actor=None)
    former = Plan.objects.get(number=1)
    meanwhile = Meanwhile(world.requests[0])
    meanwhile.pause(monkeypatch, releases, "differences")
    assert failures(meanwhile.beside(lambda: rollback_to(plan=former, actor=None))) == []


def test_a_finished_run_and_a_save_end_both(world: World, monkeypatch: pytest.MonkeyPatch):
    run = start_run(event=world.event, actor=None, time_limit=120)
    meanwhile = Meanwhile(world.requests[0])
    meanwhile.pause(monkeypatch, drafts, "next_plan_number")
    assert failures(meanwhile.beside(lambda: execute_run(run.pk))) == []
    run.refresh_from_db()
    assert (run.state, run.error) == ("finished", "")
    assert Plan.objects.get().meetings.count() == 3
