"""Changing an event's places."""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from vimeet.audit.changes import assign, created, deleted
from vimeet.audit.services import record
from vimeet.events.models import Event, Place, Slot
from vimeet.events.services.use import clear_discarded, in_use, sessions_at

if TYPE_CHECKING:
    from vimeet.accounts.models import User

FIELDS = ("name", "kind", "capacity", "seats")


@transaction.atomic
def add_place(
    *, event: Event, actor: User | None, closed_slots: Collection[Slot] = (), **values: Any
) -> Place:
    """Add a place; ``values``: see ``FIELDS``."""
    place: Place = Place.objects.create(event=event, **values)
    place.closed_slots.set(closed_slots)
    changes = created(place, FIELDS) | _closed_change([], closed_slots)
    record(action="place.added", obj=place, actor=actor, event=event, changes=changes)
    return place


@transaction.atomic
def update_place(
    *, place: Place, actor: User, closed_slots: Collection[Slot], **values: Any
) -> Place:
    """Change a place; plans made from now on follow. What was released stays as told."""
    current: Place = (
        Place.objects.select_for_update(of=("self",))
        .select_related("event__organiser")
        .get(pk=place.pk)
    )
    changes = assign(current, values)
    if changes:
        current.save(update_fields=list(changes))
    changes |= _closed_change(list(current.closed_slots.all()), closed_slots)
    current.closed_slots.set(closed_slots)
    if changes:
        record(
            action="place.changed", obj=current, actor=actor, event=current.event, changes=changes
        )
    return current


@transaction.atomic
def delete_place(*, place: Place, actor: User) -> None:
    """Delete a place. Raises ValidationError if a plan or the programme uses it."""
    used = in_use([place])
    if used is not None:
        raise ValidationError(
            _("Plan %(plan)s holds meetings at %(place)s, so it can't be deleted."),
            params={"plan": used[1], "place": place.name},
        )
    if sessions_at(place):
        raise ValidationError(
            _("The programme has sessions at %(place)s, so it can't be deleted."),
            params={"place": place.name},
        )
    clear_discarded([place])
    record(
        action="place.deleted",
        obj=place,
        actor=actor,
        event=place.event,
        changes=deleted(place, FIELDS),
    )
    place.delete()


def _closed_change(before: Collection[Slot], after: Collection[Slot]) -> dict[str, list[Any]]:
    old, new = (sorted(slot.starts_at.isoformat() for slot in slots) for slots in (before, after))
    return {"closed_slots": [old, new]} if old != new else {}
