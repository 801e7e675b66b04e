"""Two who send their registration for the last place at once, on PostgreSQL."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier, BrokenBarrierError

import pytest
import time_machine
from django.db import connection
from django.db.models import QuerySet

from tests.factories import make_registration
from vimeet.messaging.models import Message
from vimeet.registration.models import Registration
from vimeet.registration.services import registrations, submit_registration, waiting

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]

SENDERS = 8
State = Registration.State


def send_all_at_once(world, monkeypatch) -> Counter[str]:
    """Eight companies, one place; all are at the same point before they look whether it is free."""
    kind = world.types[0]
    kind.max_delegations = 3  # Acme and Dynamo are there
    kind.save()
    drafts = [make_registration(world.event, kind, f"Nova{i}") for i in range(SENDERS)]
    start, look = Barrier(SENDERS), registrations.must_wait

    def slowly(participant_type):
        answer = look(participant_type)
        try:
            # Without a lock all of them have looked before the first one goes on.
            start.wait(timeout=1)
        except BrokenBarrierError:
            start.reset()
        return answer

    monkeypatch.setattr(registrations, "must_wait", slowly)

    def send(draft: Registration) -> str:
        try:
            return submit_registration(registration=draft, actor=None, confirms=True).state
        finally:
            connection.close()

    with (
        time_machine.travel(dt.datetime(2026, 12, 1, tzinfo=dt.UTC), tick=True),
        ThreadPoolExecutor(SENDERS) as pool,
    ):
        return Counter(pool.map(send, drafts))


def test_one_gets_the_last_place_and_the_others_wait(world, monkeypatch):
    states = send_all_at_once(world, monkeypatch)
    assert states == {State.CONFIRMED: 1, State.WAITING: SENDERS - 1}
    assert world.types[0].delegations.count() == 3


def test_without_the_lock_the_last_place_would_be_given_away_many_times(world, monkeypatch):
    monkeypatch.setattr(QuerySet, "select_for_update", lambda self, **kwargs: self)
    states = send_all_at_once(world, monkeypatch)
    assert states[State.CONFIRMED] > 1
    assert world.types[0].delegations.count() > 3


def sweep_twice_at_once(world, monkeypatch) -> list[str]:
    """Two workers sweep at once: one place is free, two wait. Who was offered a place."""
    kind = world.types[0]
    kind.max_delegations = 3
    kind.save()
    for name in ("Nova", "Orion"):
        make_registration(world.event, kind, name, State.WAITING)
    both, look = Barrier(2), waiting.places_left

    def slowly(participant_type):
        answer = look(participant_type)
        try:
            both.wait(timeout=1)
        except BrokenBarrierError:
            both.reset()
        return answer

    monkeypatch.setattr(waiting, "places_left", slowly)

    def sweep(_: int) -> None:
        try:
            waiting.offer_free_places()
        finally:
            connection.close()

    with (
        time_machine.travel(dt.datetime(2026, 12, 1, tzinfo=dt.UTC), tick=True),
        ThreadPoolExecutor(2) as pool,
    ):
        list(pool.map(sweep, range(2)))
    return list(Message.objects.order_by("pk").values_list("address", flat=True))


def test_two_who_sweep_at_once_offer_a_place_once(world, monkeypatch):
    assert sweep_twice_at_once(world, monkeypatch) == ["nova0@nova.example"]


def test_without_the_lock_a_place_would_be_offered_twice(world, monkeypatch):
    monkeypatch.setattr(QuerySet, "select_for_update", lambda self, **kwargs: self)
    assert len(sweep_twice_at_once(world, monkeypatch)) == 2
