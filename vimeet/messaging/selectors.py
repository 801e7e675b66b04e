"""Reading the outbox."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Count, Q, QuerySet

from vimeet.messaging.models import Message

if TYPE_CHECKING:
    from vimeet.events.models import Event


def messages_of(event: Event, *, state: str = "", query: str = "") -> QuerySet[Message]:
    """The event's messages, newest first; only those in ``state`` and to whom ``query`` fits."""
    messages: QuerySet[Message] = (
        Message.objects.of_organiser(event.organiser).filter(event=event).defer("attachment")
    )
    if state:
        messages = messages.filter(state=state)
    if query:
        messages = messages.filter(Q(recipient_name__icontains=query) | Q(address__icontains=query))
    return messages


def message_counts(event: Event) -> dict[str, int]:
    """How many of the event's messages are in each state (every state is named)."""
    counted = dict(messages_of(event).order_by().values_list("state").annotate(count=Count("pk")))
    return {state: counted.get(state, 0) for state in Message.State.values}
