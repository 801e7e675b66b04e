"""Writing the audit trail."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import models

from vimeet.audit.models import Entry
from vimeet.core.personal_data import declaration_of

# Fields that lead to a person: what holds one of them names nothing in the trail.
ADDRESSES = ("email", "address", "phone")

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

    ``changes`` maps a field to ``[before, after]`` (JSON-able), or to None where its name says
    enough. Of fields declared personal only the name is kept: the trail outlives the values.
    ``organiser`` is the event's where an event is given. ``actor`` None: the system itself.
    """
    declared = declaration_of(type(obj))
    untraced = declared.untraced if declared else frozenset()
    return Entry.objects.create(
        action=action,
        object_type=obj._meta.label_lower,
        object_id=str(obj.pk),
        object_name=_name_of(obj)[:200],
        actor=actor,
        event=event,
        organiser=event.organiser if event is not None else organiser,
        changes={
            name: None if name in untraced else values for name, values in (changes or {}).items()
        },
    )


def _name_of(obj: models.Model) -> str:
    """What ``obj`` is called; empty if all it is called by is somebody's address."""
    name = str(obj)
    addresses = (str(getattr(obj, field, None) or "") for field in ADDRESSES)
    return "" if any(address and address in name for address in addresses) else name
