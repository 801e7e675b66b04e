"""Writing the audit trail."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import models

from vimeet.audit.models import Entry

if TYPE_CHECKING:
    from vimeet.accounts.models import User
    from vimeet.events.models import Event, Organiser


def record(
    *,
    action: str,
    obj: models.Model,
    actor: User | None,
    event: Event | None = None,
    organiser: Organiser | None = None,
    changes: dict[str, Any] | None = None,
) -> Entry:
    """Append one entry, in the caller's transaction.

    ``changes`` maps a field to ``[before, after]`` (JSON-able). ``organiser`` is the event's
    where an event is given. ``actor`` None: the system itself.
    """
    return Entry.objects.create(
        action=action,
        object_type=obj._meta.label_lower,
        object_id=str(obj.pk),
        object_name=str(obj)[:200],
        actor=actor,
        event=event,
        organiser=event.organiser if event is not None else organiser,
        changes=changes or {},
    )
