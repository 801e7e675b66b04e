"""Many phones and few places; with the lock and without it."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress

import pytest
from django.db import OperationalError, connection, transaction
from django.db.models import QuerySet

from tests.programme.sessions import make_audience, make_session, register, release
from vimeet.directory.models import Note
from vimeet.messaging.models import Message
from vimeet.programme.models import Session, SessionRegistration
from vimeet.programme.services import registrations
from vimeet.programme.services.registrations import SessionError, join_session, leave_session
from vimeet.programme.services.waiting import fill_all
from vimeet.registration.models import Delegate

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


def join_crosswise(world, monkeypatch) -> None:
    """Two join one session each, while each of them waits for a place in the other's."""
    one, two = session_of(world, title="One"), session_of(world, title="Two", start=(15, 0))
    first, second = make_audience(world, 2)
    register(one, second, State.WAITING)
    register(two, first, State.WAITING)
    both = threading.Barrier(2)
    check = registrations._check_may_join

    def check_together(*args, **kwargs):
        with suppress(threading.BrokenBarrierError):
            both.wait(timeout=2)
        return check(*args, **kwargs)

    monkeypatch.setattr(registrations, "_check_may_join", check_together)
    pairs = ((one, first), (two, second))
    at_once([lambda s=s, d=d: join_session(session=s, delegate=d, actor=None) for s, d in pairs])
    assert (taken(one), taken(two)) == (2, 2)


def test_two_who_wait_for_one_anothers_sessions_do_not_wait_for_each_other(world, monkeypatch):
    join_crosswise(world, monkeypatch)


def test_with_who_joins_held_before_those_who_wait_they_would_for_ever(world, monkeypatch):
    def hold_alone(session, delegate):
        Delegate.objects.select_for_update(of=("self",)).get(pk=delegate.pk)

    monkeypatch.setattr(registrations, "hold_delegates", hold_alone)
    with pytest.raises(OperationalError, match="deadlock"):
        join_crosswise(world, monkeypatch)


def test_who_registers_waits_for_nobody_who_names_them_in_a_row(world):
    session = session_of(world)
    (person,) = make_audience(world, 1)

    def join() -> SessionRegistration:
        with connection.cursor() as cursor:
            cursor.execute("SET lock_timeout = '1s'")
        return join_session(session=session, delegate=person, actor=None)

    with transaction.atomic(), connection.cursor() as cursor:
        # As at the end of the transaction, when PostgreSQL looks whether the delegate is there.
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        Note.objects.create(delegate=person, delegation=world.delegations[0], text="Met before")
        (joined,) = at_once([join])
    assert joined.state == State.REGISTERED


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
