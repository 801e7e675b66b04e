"""Many phones and few places; with the lock and without it."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress

import pytest
from django.db import connection
from django.db.models import QuerySet

from tests.programme.sessions import make_audience, make_session, register, release
from vimeet.messaging.models import Message
from vimeet.programme.models import Session, SessionRegistration
from vimeet.programme.services import registrations
from vimeet.programme.services.registrations import SessionError, join_session, leave_session
from vimeet.programme.services.waiting import fill_all

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]

State = SessionRegistration.State
# Fewer connections than PostgreSQL allows by default.
AT_ONCE = 15


def at_once(calls) -> list[object]:
    """Run all of ``calls`` at the same time; what each gave, or the refusal."""

    def run(call) -> object:
        try:
            return call()
        except SessionError as refusal:
            return refusal
        finally:
            connection.close()

    with ThreadPoolExecutor(AT_ONCE) as pool:
        return list(pool.map(run, calls))


def taken(session: Session, state: str = State.REGISTERED) -> int:
    return session.registrations.filter(state=state).count()


def session_of(world, **values: object) -> Session:
    session = make_session(world.event, **values)
    release(world)
    return session


def test_forty_phones_and_ten_places(world):
    session = session_of(world, capacity=10)
    people = make_audience(world, 40)
    at_once([lambda d=d: join_session(session=session, delegate=d, actor=None) for d in people])
    assert (taken(session), taken(session, State.WAITING)) == (10, 30)


def test_without_the_lock_the_last_place_is_given_twice(world, monkeypatch):
    session = session_of(world, capacity=1)
    people = make_audience(world, 2)
    both = threading.Barrier(2)
    count = registrations.places_left

    def count_together(*args):
        left = count(*args)
        with suppress(threading.BrokenBarrierError):
            both.wait(timeout=5)
        return left

    monkeypatch.setattr(registrations, "places_left", count_together)
    monkeypatch.setattr(QuerySet, "select_for_update", lambda self, **kwargs: self)
    at_once([lambda d=d: join_session(session=session, delegate=d, actor=None) for d in people])
    assert taken(session) == 2


def test_one_phone_twice_and_one_person_in_one_of_two_sessions(world):
    one, two = session_of(world, title="One"), session_of(world, title="Two", start=(9, 30))
    (person,) = make_audience(world, 1)
    at_once(
        [
            lambda s=s: join_session(session=s, delegate=person, actor=None)
            for s in (one, two, one, two, one, two)
        ]
    )
    assert SessionRegistration.objects.filter(delegate=person).count() == 1


def test_those_who_leave_at_once_make_room_for_as_many_told_once_each(world):
    session = session_of(world, capacity=5)
    people = make_audience(world, 15)
    for i, person in enumerate(people):
        register(session, person, State.REGISTERED if i < 5 else State.WAITING)
    leave = [lambda d=d: leave_session(session=session, delegate=d, actor=None) for d in people[:5]]
    at_once([*leave, fill_all, fill_all, fill_all])
    assert (taken(session), taken(session, State.WAITING)) == (5, 5)
    emails = Message.objects.filter(channel="email", key__startswith="session:")
    assert sorted(emails.values_list("address", flat=True)) == sorted(p.email for p in people[5:10])


def test_a_release_that_cancels_and_phones_that_register_leave_nobody_behind(world):
    session = session_of(world, capacity=50)
    make_session(world.event, "Another", (15, 0))
    people = make_audience(world, 10)
    session.dropped = True
    session.save()
    calls = [lambda d=d: join_session(session=session, delegate=d, actor=None) for d in people]
    calls.insert(5, lambda: release(world))
    at_once(calls)
    assert not session.registrations.exists()
