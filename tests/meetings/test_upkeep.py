"""What happens to requests by themselves: reminders, each once, and expiry."""

from __future__ import annotations

import datetime as dt
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
import time_machine
from django.db import connection
from django.db.models import QuerySet
from django.utils import timezone

from tests.factories import World, make_delegation
from vimeet.audit.models import Entry
from vimeet.meetings.models import Request, RequestRules
from vimeet.meetings.services import upkeep
from vimeet.meetings.services.upkeep import expire_requests, remind_pending
from vimeet.meetings.tasks import keep_requests
from vimeet.messaging.models import Message


def days(n: float) -> dt.timedelta:
    return dt.timedelta(days=n)


@pytest.fixture
def now(world: World):
    """Noon today, standing still; only this event has requests that wait."""
    Request.objects.of_event(world.rival.event).delete()
    moment = timezone.now().replace(hour=12, minute=0, second=0, microsecond=0)
    with time_machine.travel(moment, tick=False) as clock:
        yield clock


def waits(world: World, name: str, age: dt.timedelta) -> Request:
    """A request for Acme that has waited for so long."""
    asker = make_delegation(world.event, world.types[1], name)
    request = Request.objects.create(event=world.event, asker=asker, asked=world.delegations[0])
    Request.objects.filter(pk=request.pk).update(created_at=timezone.now() - age)
    return request


def rules(world: World, **values: int) -> None:
    RequestRules.objects.create(event=world.event, **values)


def close(world: World, when: dt.timedelta) -> None:
    world.event.requests_close_at = timezone.now() + when
    world.event.save()


def test_without_a_schedule_nobody_is_reminded(world: World, now):
    waits(world, "Echo", days(50))
    assert remind_pending() == 0
    assert not Message.objects.exists()


def test_one_email_per_person_holds_all_that_waits(world: World, now):
    rules(world, remind_after_days=5)
    waits(world, "Echo", days(5))
    named = waits(world, "Fox", days(1))
    first, second = world.delegates[:2]
    named.asked_delegates.set([second])
    # Acme's two people; the second is named for one more. Dynamo was asked just now.
    assert remind_pending() == 2
    mails = {m.address: m for m in Message.objects.all()}
    assert set(mails) == {first.email, second.email}
    assert "Echo" in mails[first.email].body
    assert "Fox" not in mails[first.email].body
    assert "Echo" in mails[second.email].body
    assert "Fox" in mails[second.email].body
    assert "/portal/alpha/aero-days/requests/" in mails[first.email].body
    # Once each: neither at the next sweep nor when the younger one comes of age.
    assert remind_pending() == 0
    now.shift(days(30))
    world.requests[3].delete()
    assert remind_pending() == 0


def test_a_request_that_comes_later_is_reminded_of_in_its_turn(world: World, now):
    world.requests[3].delete()
    rules(world, remind_after_days=5)
    waits(world, "Echo", days(5))
    assert remind_pending() == 2
    waits(world, "Fox", days(0))
    now.shift(days(4))
    assert remind_pending() == 0
    now.shift(days(1))
    assert remind_pending() == 2


def test_there_is_one_last_call_before_requests_close(world: World, now):
    world.requests[3].delete()
    rules(world, remind_before_close_days=3)
    close(world, days(4))
    waits(world, "Echo", days(2))
    assert remind_pending() == 0
    now.shift(days(1))
    assert remind_pending() == 2
    assert Message.objects.filter(body__contains="Echo").count() == 2
    waits(world, "Fox", days(2))
    assert remind_pending() == 0


def test_who_was_asked_today_gets_no_last_call(world: World, now):
    world.requests[3].delete()
    rules(world, remind_before_close_days=3)
    close(world, days(2))
    waits(world, "Echo", days(0.5))
    assert remind_pending() == 0


def test_nobody_is_reminded_of_what_was_answered_or_can_t_be(world: World, now):
    rules(world, remind_after_days=2)
    answered = waits(world, "Echo", days(9))
    Request.objects.filter(pk=answered.pk).update(state="declined")
    waits(world, "Fox", days(9))
    close(world, days(-1))
    assert remind_pending() == 0


def test_requests_expire_when_they_close(world: World, now):
    first, second = waits(world, "Echo", days(1)), waits(world, "Fox", days(2))
    close(world, days(1))
    keep_requests()
    assert {Request.objects.get(pk=r.pk).state for r in (first, second)} == {"proposed"}
    now.shift(days(1))
    keep_requests()
    states = set(
        Request.objects.of_event(world.event)
        .exclude(state=Request.State.ACCEPTED)
        .values_list("state", flat=True)
    )
    assert states == {"expired"}
    assert Entry.objects.filter(action="request.expired", actor=None).count() == 3
    # Those who asked are told, once.
    told = {m.address: m.body for m in Message.objects.all()}
    assert set(told) == {
        d.email for r in (first, second, world.requests[3]) for d in r.asker.delegates.all()
    }
    keep_requests()
    assert Message.objects.count() == 3


def test_who_asked_several_gets_one_email(world: World, now):
    acme = world.delegations[0]
    for name in ("Echo", "Fox"):
        other = make_delegation(world.event, world.types[1], name)
        request = Request.objects.create(event=world.event, asker=acme, asked=other)
        request.asker_delegates.set(acme.delegates.order_by("pk")[:1])
    world.requests[3].delete()
    close(world, days(0))
    assert expire_requests() == 2
    mail = Message.objects.get()
    assert "Echo" in mail.body
    assert "Fox" in mail.body


def test_requests_expire_after_the_days_of_the_rules(world: World, now):
    rules(world, expire_after_days=7)
    old, young = waits(world, "Echo", days(7)), waits(world, "Fox", days(6.9))
    assert expire_requests() == 1
    assert Request.objects.get(pk=old.pk).state == Request.State.EXPIRED
    assert Request.objects.get(pk=young.pk).state == Request.State.PROPOSED


def test_without_a_date_requests_expire_when_the_event_is_over(world: World):
    Request.objects.of_event(world.rival.event).delete()
    with time_machine.travel(world.event.ends_at - dt.timedelta(seconds=1), tick=False):
        assert expire_requests() == 0
    with time_machine.travel(world.event.ends_at, tick=False):
        assert expire_requests() == 1


def twice(monkeypatch, name: str, sweep: Callable[[], int]) -> list[int]:
    """Two workers sweep; ``upkeep.<name>`` returns to neither before it has to both."""
    both = threading.Barrier(2, timeout=20)
    original = getattr(upkeep, name)

    def read_by_both(*args):
        found = list(original(*args))
        both.wait()
        return found

    monkeypatch.setattr(upkeep, name, read_by_both)

    def work(_: int) -> int:
        try:
            return sweep()
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        return sorted(pool.map(work, range(2)))


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_two_workers_remind_and_expire_once(world: World, monkeypatch):
    Request.objects.of_event(world.rival.event).delete()
    rules(world, remind_after_days=5, expire_after_days=9)
    waits(world, "Echo", days(5))
    assert twice(monkeypatch, "_events_with_pending", remind_pending) == [0, 2]
    Request.objects.update(created_at=timezone.now() - days(9))
    assert twice(monkeypatch, "_events_with_pending", expire_requests) == [0, 2]
    assert Entry.objects.filter(action="request.expired").count() == 2


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_without_the_lock_both_would_expire_them(world: World, monkeypatch):
    """The keys of the messages still keep people from being told twice."""
    Request.objects.of_event(world.rival.event).delete()
    monkeypatch.setattr(QuerySet, "select_for_update", lambda self, **kwargs: self)
    rules(world, expire_after_days=9)
    Request.objects.update(created_at=timezone.now() - days(9))
    assert twice(monkeypatch, "_pending", expire_requests) == [1, 1]
    assert Entry.objects.filter(action="request.expired").count() == 2
    assert Message.objects.count() == 1
