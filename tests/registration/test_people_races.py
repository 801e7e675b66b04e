"""Somebody adds a person while the order for the others is being placed, on PostgreSQL."""

from __future__ import annotations

import datetime as dt
from concurrent.futures import ThreadPoolExecutor
from threading import Event

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.db import connection
from django.db.models import QuerySet

from tests.factories import make_registration
from vimeet.registration.models import Registration
from vimeet.registration.services import people_limits, registrations, save_company
from vimeet.registration.services.people_limits import limit_people

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


def order_and_add_at_once(world, monkeypatch) -> Registration:
    """One place is ordered and its people counted; before it is noted, somebody else is named."""
    kind = world.types[0]
    nova = make_registration(world.event, kind, state=Registration.State.APPROVED)
    person = nova.people.get()
    names = {"first_name": "Ada", "last_name": "Nova", "phone": "", "job_title": ""}
    people = [names | {"id": person.pk, "email": person.email}, names | {"email": "b@b.example"}]
    counted, looked = Event(), Event()
    count, look = people_limits.check_people_fit, registrations.most_people

    def slowly(registration, places):
        count(registration, places)
        counted.set()
        # Without a lock the other one has looked how many may be named by now.
        looked.wait(timeout=1)

    def looks(registration):
        most = look(registration)
        looked.set()
        return most

    monkeypatch.setattr(people_limits, "check_people_fit", slowly)
    monkeypatch.setattr(registrations, "most_people", looks)

    def order() -> None:
        try:
            limit_people(registration=nova, places=1)
        finally:
            connection.close()

    def add() -> None:
        counted.wait(timeout=5)
        try:
            save_company(
                registration=nova, actor=None, company={"name": "Nova"}, people=people, contact=0
            )
        except ValidationError:
            pass
        finally:
            connection.close()

    with (
        time_machine.travel(dt.datetime(2026, 12, 1, tzinfo=dt.UTC), tick=True),
        ThreadPoolExecutor(2) as pool,
    ):
        for done in [pool.submit(order), pool.submit(add)]:
            done.result()
    return nova


def test_nobody_is_named_whom_the_order_does_not_pay_for(world, monkeypatch):
    nova = order_and_add_at_once(world, monkeypatch)
    assert nova.people.count() == 1


def test_without_the_lock_somebody_would_come_along_for_nothing(world, monkeypatch):
    monkeypatch.setattr(QuerySet, "select_for_update", lambda self, **kwargs: self)
    nova = order_and_add_at_once(world, monkeypatch)
    assert nova.people.count() == 2
