"""Writing to the outbox, and sending again by hand."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from vimeet.messaging.models import Message

if TYPE_CHECKING:
    from vimeet.events.models import Event, Organiser


def write_message(
    *,
    key: str,
    channel: Message.Channel | str,
    recipient_name: str,
    address: str,
    language: str,
    body: str,
    subject: str = "",
    organiser: Organiser | None = None,
    event: Event | None = None,
    due_at: dt.datetime | None = None,
    attachment: tuple[str, bytes] | None = None,
    topic: str = "",
    private: bool = False,
    urgent: bool = False,
) -> Message | None:
    """Put one message in the outbox, in the caller's transaction; it is sent after commit.

    ``key`` names what is told to whom, such as ``release:12:407:sms``. A message with this key
    already there is left as it is, and None returned. ``due_at`` None: at once. ``organiser``
    is the event's where an event is given. ``attachment``: name and content of a PDF document.
    ``topic``: see ``replace_queued``, to be called first. ``private``: nobody but the recipient
    reads it. ``urgent``: it goes before others that are due, for whoever waits for it just now.
    """
    attachment_name, document = attachment or ("", None)
    message = Message(
        key=key,
        topic=topic,
        channel=channel,
        recipient_name=recipient_name[:200],
        address=address,
        language=language,
        subject=subject[:200],
        body=body,
        organiser=event.organiser if event is not None else organiser,
        event=event,
        due_at=due_at or timezone.now(),
        attachment_name=attachment_name,
        attachment=document,
        private=private,
        urgent=urgent,
    )
    try:
        # A savepoint: on PostgreSQL a broken constraint would end the caller's transaction.
        with transaction.atomic():
            message.save(force_insert=True)
    except IntegrityError:
        if Message.objects.filter(key=key).exists():
            return None
        raise
    _deliver_after_commit()
    return message


def replace_queued(topic: str) -> int:
    """Take back what is still queued on ``topic``, since a newer message is about to tell it.

    In the caller's transaction. What a worker is handing over at this moment is left to it.
    Returns how many were taken back.
    """
    queued = Message.objects.select_for_update(skip_locked=True).filter(
        topic=topic, state=Message.State.QUEUED
    )
    return Message.objects.filter(pk__in=[message.pk for message in queued]).update(
        state=Message.State.REPLACED
    )


def move_queued(event: Event, topics: str, *, to: dt.datetime | None) -> int:
    """Have what is queued of ``event`` on topics that begin with ``topics`` go at ``to``.

    None: as soon as can be; what was refused for now keeps its pause. In the caller's
    transaction. Returns how many were moved.
    """
    queued = Message.objects.filter(
        event=event, topic__startswith=topics, state=Message.State.QUEUED
    )
    if to is None:
        queued = queued.filter(due_at__gt=timezone.now(), attempts=0)
    moved = queued.update(due_at=to or timezone.now())
    if moved:
        _deliver_after_commit()
    return moved


def was_told_of(topic: str) -> bool:
    """Whether a message on ``topic`` has left, or may have."""
    told = (
        Message.State.SENDING,
        Message.State.SENT,
        Message.State.DELIVERED,
        Message.State.UNCERTAIN,
    )
    return Message.objects.filter(topic=topic, state__in=told).exists()


def resend_message(message: Message) -> bool:
    """Queue a message again that was given up or may not have arrived; whether it was.

    A person decides this (the console's button); nothing does so by itself. Of two who press at
    the same time one gets False, as does who presses where the text is gone. The caller records
    who it was.
    """
    given_up = Message.objects.filter(
        pk=message.pk, state__in=(Message.State.DEAD, Message.State.UNCERTAIN)
    )
    again = given_up.exclude(body="").update(
        state=Message.State.QUEUED,
        attempts=0,
        due_at=timezone.now(),
        claimed_at=None,
        error="",
        # Reports of the earlier attempt are then no longer about this message.
        provider_id="",
    )
    if again:
        _deliver_after_commit()
    return bool(again)


def _deliver_after_commit() -> None:
    """Wake the delivery up after commit, once per transaction.

    Losing this call is harmless: the schedule sweeps the outbox every few seconds.
    """
    if any(callback is _wake_delivery for _, callback, *_ in connection.run_on_commit):
        return
    transaction.on_commit(_wake_delivery, robust=True)


def _wake_delivery() -> None:
    from vimeet.messaging.tasks import deliver_due

    deliver_due.delay()
