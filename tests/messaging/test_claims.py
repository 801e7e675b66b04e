"""Two workers at one outbox."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress

import pytest
from django.db import connection
from django.db.models import QuerySet

from vimeet.messaging import delivery
from vimeet.messaging.models import Message

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


def in_two_workers[T](work: Callable[[], T]) -> list[T]:
    """Run ``work`` in two threads, each with a connection of its own."""

    def run(_: int) -> T:
        try:
            return work()
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        return list(pool.map(run, range(2)))


@pytest.fixture
def slow_claims(monkeypatch) -> None:
    """Each claim, having read its message, waits for the other one to have done so too."""
    both = threading.Barrier(2)
    save = Message.save

    def save_when_both_have_read(self: Message, **kwargs: object) -> None:
        with suppress(threading.BrokenBarrierError):  # the other one found nothing to claim
            both.wait(timeout=1)
        save(self, **kwargs)

    monkeypatch.setattr(Message, "save", save_when_both_have_read)


def test_one_message_is_claimed_by_one_of_two_workers(write, slow_claims):
    message = Message.objects.get(pk=write_queued(write))
    claims = in_two_workers(delivery.claim)
    assert sorted(claim.pk if claim else 0 for claim in claims) == [0, message.pk]


def test_without_the_lock_both_workers_would_send_it(write, slow_claims, monkeypatch):
    pk = write_queued(write)
    monkeypatch.setattr(QuerySet, "select_for_update", lambda self, **kwargs: self)
    assert [claim.pk for claim in in_two_workers(delivery.claim)] == [pk, pk]


def write_queued(write: Callable[..., Message]) -> int:
    """The key of a queued message, written past the slowed-down ``save``."""
    Message.objects.bulk_create(
        [
            Message(
                key="hello:1:sms",
                channel="sms",
                recipient_name="Ana",
                address="+33612345678",
                language="fr",
                body="À 9:00.",
                due_at="2026-01-01T00:00Z",
            )
        ]
    )
    return Message.objects.get().pk


def test_two_workers_send_each_of_many_messages_once(write, twilio):
    for i in range(40):
        write(key=f"hello:{i}:sms", channel="sms", address="+33612345678", body=f"no. {i}")
    tried = in_two_workers(delivery.deliver_due)
    assert sum(tried) == 40
    assert sorted(asked["Body"] for asked in twilio.asked) == sorted(f"no. {i}" for i in range(40))
    assert set(Message.objects.values_list("state", flat=True)) == {"sent"}
