"""Agendas that the event keeps back: what tells of them waits until they are out."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from django.db import transaction

from vimeet.events.services import events
from vimeet.meetings.selectors.telling import kept_back_until
from vimeet.messaging.services import move_queued

if TYPE_CHECKING:
    from vimeet.accounts.models import User
    from vimeet.events.models import Event
    from vimeet.registration.models import Delegate

# Messages that keep people informed of their agendas.
TOPICS = "agenda:"


def agenda_topic(delegate: Delegate, channel: str) -> str:
    """The topic of the messages that tell ``delegate`` of their agenda by ``channel``."""
    return f"{TOPICS}{delegate.pk}:{channel}"


@transaction.atomic
def set_phases(*, event: Event, actor: User, **dates: dt.datetime | None) -> Event:
    """Set when participants may do what; what waits for the agendas to come out follows.

    Raises ValidationError as ``events.set_phases`` does.
    """
    before = kept_back_until(event)
    current = events.set_phases(event=event, actor=actor, **dates)
    after = kept_back_until(current)
    if before != after:
        move_queued(current, TOPICS, to=after)
    return current
