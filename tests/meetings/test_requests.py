"""Requests: who may ask whom, what each answer does, and who is told."""

from __future__ import annotations

import threading
from collections.abc import Callable

import pytest
from django.conf import settings
from django.db import connection, connections, transaction

from tests.factories import World, make_world
from vimeet.audit.models import Entry
from vimeet.meetings.models import Request
from vimeet.meetings.services import requests as service
from vimeet.meetings.services import withdrawals
from vimeet.meetings.services.requests import (
    RequestError,
    RequestStateError,
    accept_request,
    decline_request,
    propose_request,
)
from vimeet.meetings.services.withdrawals import withdraw_request
from vimeet.messaging.models import Message


def proposed(world: World) -> Request:
    """Cobalt asks Dynamo."""
    return world.requests[3]


def test_a_request_is_written_down_and_told(world: World):
    dynamo, cobalt = world.delegations[3], world.delegations[2]
    proposed(world).delete()
    actor = dynamo.delegates.get().user
    request = propose_request(asker=dynamo, asked=cobalt, actor=actor, message="Five-axis work?")
    assert (request.state, request.created_by) == (Request.State.PROPOSED, actor)
    message = Message.objects.get()
    assert message.address == cobalt.delegates.get().email
    assert message.event == world.event
    assert "Dynamo" in message.subject
    assert "Five-axis work?" in message.body
    assert f"{settings.SITE_URL}/portal/alpha/aero-days/requests/" in message.body
    entry = Entry.objects.get()
    assert (entry.action, entry.actor, entry.event) == ("request.proposed", actor, world.event)


def test_only_the_named_delegates_are_told_in_their_language(world: World):
    acme, dynamo = world.delegations[0], world.delegations[3]
    dynamo.participant_type = world.types[1]
    dynamo.save()
    second = acme.delegates.order_by("pk")[1]
    second.language = "en"
    second.save()
    request = propose_request(asker=dynamo, asked=acme, actor=None, asked_delegates=[second])
    assert list(request.asked_delegates.all()) == [second]
    message = Message.objects.get()
    assert (message.address, message.language) == (second.email, "en")
    assert message.subject == "Dynamo would like to meet you"


def test_answers_are_told_to_the_asker_and_traced(world: World):
    answered = decline_request(
        request=proposed(world), actor=world.delegates[-1].user, reason="No budget this year"
    )
    assert (answered.state, answered.answer) == (Request.State.DECLINED, "No budget this year")
    assert answered.answered_at is not None
    message = Message.objects.get()
    assert message.address == world.delegations[2].delegates.get().email
    assert "No budget this year" in message.body
    entry = Entry.objects.get()
    assert entry.action == "request.declined"
    assert entry.changes["state"] == ["proposed", "declined"]


def test_a_withdrawal_is_told_to_those_asked(world: World):
    withdraw_request(request=proposed(world), actor=None)
    assert Message.objects.get().address == world.delegations[3].delegates.get().email


STEPS: list[Callable[..., Request]] = [accept_request, decline_request, withdraw_request]


@pytest.mark.parametrize("first", STEPS)
@pytest.mark.parametrize("second", STEPS)
def test_the_first_step_counts(world: World, first, second):
    settled = first(request=proposed(world), actor=None)
    told = Message.objects.count()
    with pytest.raises(RequestStateError):
        second(request=proposed(world), actor=None)
    assert Request.objects.get(pk=settled.pk).state == settled.state
    assert Message.objects.count() == told


def test_no_delegation_asks_itself(world: World):
    acme = world.delegations[0]
    with pytest.raises(RequestError, match="itself"):
        propose_request(asker=acme, asked=acme, actor=None)


def test_types_say_who_may_ask_whom(world: World):
    acme, dynamo = world.delegations[0], world.delegations[3]
    with pytest.raises(RequestError, match="can't ask this participant"):
        propose_request(asker=acme, asked=dynamo, actor=None)
    world.types[0].may_ask.add(world.types[0])
    assert propose_request(asker=acme, asked=dynamo, actor=None).pk


def test_nobody_asks_across_events(world: World):
    with pytest.raises(RequestError, match="can't ask this participant"):
        propose_request(asker=world.delegations[0], asked=world.rival.delegations[1], actor=None)


def test_one_open_request_between_two_whoever_asked(world: World):
    cobalt, dynamo = world.delegations[2], world.delegations[3]
    with pytest.raises(RequestError, match="asked for this meeting already"):
        propose_request(asker=cobalt, asked=dynamo, actor=None)
    with pytest.raises(RequestError, match="answer their request"):
        propose_request(asker=dynamo, asked=cobalt, actor=None)
    accept_request(request=proposed(world), actor=None)
    with pytest.raises(RequestError, match="agreed on a meeting already"):
        propose_request(asker=dynamo, asked=cobalt, actor=None)


def test_after_a_no_one_may_ask_again(world: World):
    decline_request(request=proposed(world), actor=None)
    again = propose_request(asker=world.delegations[2], asked=world.delegations[3], actor=None)
    assert again.state == Request.State.PROPOSED


def test_named_delegates_belong_to_the_two(world: World):
    proposed(world).delete()
    cobalt, dynamo = world.delegations[2], world.delegations[3]
    stranger = world.delegates[0]
    for named in ({"asker_delegates": [stranger]}, {"asked_delegates": [stranger]}):
        with pytest.raises(RequestError, match="members"):
            propose_request(asker=cobalt, asked=dynamo, actor=None, **named)
    assert not Message.objects.exists()


# --- at the same moment: what only a server with row locks can show -------------------------


def run_together(*calls: Callable[[], object]) -> list[object]:
    """Run the calls in threads; what each returned or raised."""
    results: list[object] = [None] * len(calls)

    def run(i: int, call: Callable[[], object]) -> None:
        try:
            results[i] = call()
        except RequestError as error:
            results[i] = error
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=(i, call)) for i, call in enumerate(calls)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=20)
    assert not any(thread.is_alive() for thread in threads)
    return results


def wait_until_blocked(pid: int) -> None:
    """Return when another session waits for a lock that ``pid`` holds."""
    with connection.cursor() as cursor:
        for _ in range(2000):
            cursor.execute("SELECT pg_stat_clear_snapshot()")
            cursor.execute(
                "SELECT count(*) FROM pg_stat_activity WHERE %s = ANY(pg_blocking_pids(pid))",
                [pid],
            )
            if cursor.fetchone()[0]:
                return
            cursor.execute("SELECT pg_sleep(0.005)")
    pytest.fail("nobody waited for the lock")


def backend_pid() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        return cursor.fetchone()[0]


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    ("first", "second", "state"),
    [
        (accept_request, withdraw_request, Request.State.ACCEPTED),
        (withdraw_request, accept_request, Request.State.WITHDRAWN),
    ],
)
def test_of_accept_and_withdraw_one_wins_and_the_other_is_told(first, second, state):
    request = proposed(make_world())
    holds = threading.Event()

    def hold() -> Request:
        with transaction.atomic():
            settled = first(request=request, actor=None)
            holds.set()
            # Commits only when the other one stands before the locked row.
            wait_until_blocked(backend_pid())
        return settled

    def follow() -> Request:
        assert holds.wait(timeout=20)
        return second(request=request, actor=None)

    won, lost = run_together(hold, follow)
    assert isinstance(won, Request)
    assert isinstance(lost, RequestStateError)
    assert "already" in str(lost) or "withdrawn" in str(lost)
    request.refresh_from_db()
    assert request.state == state
    assert Entry.objects.count() == 1


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_without_the_lock_both_would_win(monkeypatch):
    request = proposed(make_world())
    both_have_read = threading.Barrier(2, timeout=20)

    def unlocked(row: Request) -> Request:
        current = Request.objects.select_related("event__organiser").get(pk=row.pk)
        both_have_read.wait()
        return current

    monkeypatch.setattr(service, "_locked", unlocked)
    monkeypatch.setattr(withdrawals, "locked_request", unlocked)
    results = run_together(
        lambda: accept_request(request=request, actor=None),
        lambda: withdraw_request(request=request, actor=None),
    )
    assert [type(result) for result in results] == [Request, Request]
    assert Entry.objects.count() == 2


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_two_who_ask_each_other_at_once_make_one_request():
    world = make_world()
    proposed(world).delete()
    cobalt, dynamo = world.delegations[2], world.delegations[3]
    together = threading.Barrier(2, timeout=20)

    def ask(asker, asked) -> Request:
        together.wait()
        return propose_request(asker=asker, asked=asked, actor=None)

    results = run_together(lambda: ask(cobalt, dynamo), lambda: ask(dynamo, cobalt))
    assert sorted(type(result).__name__ for result in results) == ["Request", "RequestError"]
    assert Request.objects.filter(state=Request.State.PROPOSED).count() == 2  # and the rival's
