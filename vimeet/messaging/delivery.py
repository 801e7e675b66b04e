"""Sending what the outbox holds: claim, hand over, note the outcome.

A worker claims one message at a time, so that one that dies in between leaves at most one
message of which nobody knows. See docs/messages.md.
"""

from __future__ import annotations

import datetime as dt
import logging
import time
from functools import cache

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.module_loading import import_string

from vimeet.messaging.failures import AnswerLost, PermanentFailure, TemporaryFailure
from vimeet.messaging.models import Message
from vimeet.messaging.transports import InAppTransport, Transport

logger = logging.getLogger(__name__)

MAX_ATTEMPTS = 10
FIRST_PAUSE = dt.timedelta(seconds=30)
LONGEST_PAUSE = dt.timedelta(hours=1)
# Longer than any transport waits for an answer.
LOST_AFTER = dt.timedelta(minutes=5)
# One call does not keep its worker from other tasks for long, however full the outbox: the schedule
# calls again every five seconds.
MOST_SECONDS = 4.0


def deliver_due() -> int:
    """Send messages that are due, urgent ones and then the oldest first; return how many.

    Any number of workers may do so at once: each message is claimed by one of them. What is left
    after ``MOST_SECONDS`` is left to the next call.
    """
    until = time.monotonic() + MOST_SECONDS
    transport_of = cache(_open_transport)
    used: dict[str, Transport] = {}
    tried = 0
    try:
        while time.monotonic() < until and (message := claim()) is not None:
            used[message.channel] = transport_of(message.channel)
            deliver(message, used[message.channel])
            tried += 1
    finally:
        for transport in used.values():
            transport.close()
    return tried


def claim() -> Message | None:
    """Take the next due message for this worker (``sending``), or None: urgent ones first.

    Rows that another worker is claiming are skipped, not waited for. On SQLite the whole
    transaction is exclusive, which comes to the same.
    """
    with transaction.atomic():
        due = (
            Message.objects.select_for_update(skip_locked=True)
            .filter(state=Message.State.QUEUED, due_at__lte=timezone.now())
            .order_by("due_at", "pk")
        )
        message: Message | None = due.filter(urgent=True).first() or due.first()
        if message is not None:
            message.state = Message.State.SENDING
            message.claimed_at = timezone.now()
            message.attempts += 1
            message.save(update_fields=["state", "claimed_at", "attempts"])
    return message


def deliver(message: Message, transport: Transport) -> None:
    """Hand a claimed message over, outside any transaction, and note the outcome."""
    try:
        provider_id = transport.send(message)
    except TemporaryFailure as failure:
        _try_later(message, str(failure))
    except PermanentFailure as failure:
        _note(message, state=Message.State.DEAD, error=str(failure)[:500])
    except AnswerLost as failure:
        _note(message, state=Message.State.UNCERTAIN, error=str(failure)[:500])
    except Exception as error:
        # A fault of ours or of a library: not known whether it was handed over.
        logger.exception("message %s", message.pk)
        _note(
            message, state=Message.State.UNCERTAIN, error=f"{type(error).__name__}: {error}"[:500]
        )
    else:
        # Where the outbox itself is what people read, it keeps the text.
        told = message.private and not isinstance(transport, InAppTransport)
        _note(
            message,
            state=Message.State.SENT,
            sent_at=timezone.now(),
            provider_id=provider_id[:100],
            error="",
            **({"body": ""} if told else {}),
        )


def mark_uncertain() -> int:
    """Mark messages whose worker died while sending; return how many. They are not repeated."""
    return Message.objects.filter(
        state=Message.State.SENDING, claimed_at__lt=timezone.now() - LOST_AFTER
    ).update(
        state=Message.State.UNCERTAIN,
        error="The worker stopped before the outcome was known.",
    )


def pause_after(attempts: int) -> dt.timedelta:
    """How long to wait after ``attempts`` failed ones: 30 s, doubling, at most an hour."""
    doubled: dt.timedelta = FIRST_PAUSE * 2 ** (attempts - 1)
    return min(doubled, LONGEST_PAUSE)


def _try_later(message: Message, error: str) -> None:
    if message.attempts >= MAX_ATTEMPTS:
        _note(message, state=Message.State.DEAD, error=error[:500])
    else:
        _note(
            message,
            state=Message.State.QUEUED,
            due_at=timezone.now() + pause_after(message.attempts),
            claimed_at=None,
            error=error[:500],
        )


def _note(message: Message, **values: object) -> None:
    """Write the outcome, unless the message has been claimed anew or reported on since."""
    Message.objects.filter(
        pk=message.pk,
        claimed_at=message.claimed_at,
        state__in=(Message.State.SENDING, Message.State.UNCERTAIN),
    ).update(**values)


def _open_transport(channel: str) -> Transport:
    transport: Transport = import_string(settings.MESSAGE_TRANSPORTS[channel])()
    return transport
