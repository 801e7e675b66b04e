"""Writing to the outbox, and what becomes of a message."""

from __future__ import annotations

import datetime as dt

import time_machine
from django.db import transaction
from django.utils import timezone

from vimeet.messaging import delivery
from vimeet.messaging.failures import PermanentFailure, TemporaryFailure
from vimeet.messaging.models import Message
from vimeet.messaging.selectors import message_counts, messages_of
from vimeet.messaging.services import resend_message, write_message
from vimeet.messaging.tasks import deliver_due
from vimeet.messaging.texts import render_sms

State = Message.State


class Scripted:
    """A transport that fails as told, then takes everything."""

    def __init__(self, *failures: Exception) -> None:
        self.failures = list(failures)
        self.sent: list[str] = []

    def send(self, message: Message) -> str:
        if self.failures:
            raise self.failures.pop(0)
        self.sent.append(message.key)
        return "p1"

    def close(self) -> None:
        pass


def test_a_message_is_sent_once(write):
    message = write()
    assert delivery.deliver_due() == 1
    message.refresh_from_db()
    assert (message.state, message.attempts) == (State.SENT, 1)
    assert message.sent_at is not None
    assert delivery.deliver_due() == 0


def test_a_key_is_written_once_and_the_transaction_goes_on(write):
    write()
    with transaction.atomic():
        again = write_message(
            key="hello:1:email",
            channel="email",
            recipient_name="Ana",
            address="ana@acme.example",
            language="fr",
            body="Again",
        )
        write(key="hello:2:email")
    assert again is None
    assert list(Message.objects.order_by("pk").values_list("key", flat=True)) == [
        "hello:1:email",
        "hello:2:email",
    ]


def test_a_message_goes_with_the_transaction_that_wrote_it(write):
    with transaction.atomic():
        write()
        transaction.set_rollback(True)
    assert not Message.objects.exists()


def test_writing_wakes_the_delivery_once_after_commit(write, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks() as callbacks:
        write()
        write(key="hello:2:email")
    assert len(callbacks) == 1


def test_what_is_due_later_waits(write):
    write(due_at=timezone.now() + dt.timedelta(minutes=1))
    assert delivery.deliver_due() == 0
    with time_machine.travel(timezone.now() + dt.timedelta(minutes=2)):
        assert delivery.deliver_due() == 1


def test_a_temporary_failure_is_tried_again_later_and_later(write):
    write()
    transport = Scripted(*[TemporaryFailure("busy")] * 2)
    pauses = []
    with time_machine.travel(timezone.now(), tick=False) as clock:
        for _ in range(2):
            message = delivery.claim()
            assert message is not None
            delivery.deliver(message, transport)
            message.refresh_from_db()
            assert (message.state, message.error) == (State.QUEUED, "busy")
            pauses.append(message.due_at - timezone.now())
            assert delivery.claim() is None
            clock.move_to(message.due_at)
        delivery.deliver(delivery.claim(), transport)
    message.refresh_from_db()
    assert pauses == [dt.timedelta(seconds=30), dt.timedelta(seconds=60)]
    assert (message.state, message.attempts, message.error) == (State.SENT, 3, "")


def test_a_message_is_given_up_after_ten_temporary_failures(write):
    message = write()
    Message.objects.update(attempts=delivery.MAX_ATTEMPTS - 1)
    delivery.deliver(delivery.claim(), Scripted(TemporaryFailure("busy")))
    message.refresh_from_db()
    assert (message.state, message.error) == (State.DEAD, "busy")


def test_the_pause_never_exceeds_an_hour():
    assert delivery.pause_after(delivery.MAX_ATTEMPTS) == dt.timedelta(hours=1)


def test_a_permanent_failure_is_shown_and_can_be_sent_again_by_hand(write):
    message = write()
    delivery.deliver(delivery.claim(), Scripted(PermanentFailure("no such user")))
    message.refresh_from_db()
    assert (message.state, message.error) == (State.DEAD, "no such user")
    assert resend_message(message)
    assert not resend_message(message), "it is queued already"
    assert delivery.deliver_due() == 1
    message.refresh_from_db()
    assert (message.state, message.error) == (State.SENT, "")


def test_a_message_that_was_sent_is_never_sent_again(write):
    message = write()
    delivery.deliver_due()
    assert not resend_message(message)
    assert delivery.deliver_due() == 0


def test_a_worker_that_died_while_sending_leaves_a_message_nobody_repeats(write):
    message = write()
    assert delivery.claim() == message  # and the worker is gone
    deliver_due()
    message.refresh_from_db()
    assert message.state == State.SENDING, "it may still be at work"
    with time_machine.travel(timezone.now() + delivery.LOST_AFTER + dt.timedelta(seconds=1)):
        deliver_due()
        message.refresh_from_db()
        assert message.state == State.UNCERTAIN
        deliver_due()
        message.refresh_from_db()
        assert message.state == State.UNCERTAIN
    assert resend_message(message)


def test_a_slow_worker_still_tells_how_it_went(write):
    message = write()
    claimed = delivery.claim()
    Message.objects.update(state=State.UNCERTAIN)
    delivery.deliver(claimed, Scripted())
    message.refresh_from_db()
    assert message.state == State.SENT


def test_a_fault_of_ours_leaves_the_message_uncertain(write, caplog):
    message = write()
    delivery.deliver(delivery.claim(), Scripted(RuntimeError("bug")))
    message.refresh_from_db()
    assert (message.state, message.error) == (State.UNCERTAIN, "RuntimeError: bug")


def test_the_outbox_of_an_event_shows_its_own_messages_only(world, write):
    write(event=world.event)
    write(key="hello:2:email", event=world.rival.event)
    write(key="hello:3:email", event=world.event, recipient_name="Ben", address="ben@brio.example")
    delivery.deliver(delivery.claim(), Scripted(PermanentFailure("no")))
    assert [m.key for m in messages_of(world.event)] == ["hello:3:email", "hello:1:email"]
    assert [m.key for m in messages_of(world.event, query="BRIO")] == ["hello:3:email"]
    assert [m.key for m in messages_of(world.event, state="dead")] == ["hello:1:email"]
    assert message_counts(world.event) == {
        "queued": 1,
        "sending": 0,
        "sent": 0,
        "uncertain": 0,
        "dead": 1,
        "delivered": 0,
        "replaced": 0,
    }


def test_an_sms_never_exceeds_160_characters(tmp_path, settings):
    (tmp_path / "messages").mkdir()
    (tmp_path / "messages" / "long.txt").write_text("{{ word }}\n" * 60)
    settings.TEMPLATES = [settings.TEMPLATES[0] | {"DIRS": [tmp_path]}]
    text = render_sms("long", language="fr", zone=None, context={"word": "réunion"})
    assert len(text) == 160
    assert text.endswith("…")
    assert "\n" not in text
