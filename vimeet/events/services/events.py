"""Creating and changing events."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.text import slugify
from django.utils.translation import gettext as _

from vimeet.audit.changes import assign, created
from vimeet.audit.services import record
from vimeet.events.models import Event, Organiser, ParticipantType

if TYPE_CHECKING:
    from vimeet.accounts.models import User

FIELDS = (
    "name",
    "city",
    "venue",
    "starts_on",
    "ends_on",
    "time_zone",
    "language",
    "max_in_a_row",
)


def lock_event(event: Event) -> Event:
    """The event's row, locked until the end of the transaction: its frame changes one by one."""
    locked: Event = (
        Event.objects.select_for_update(of=("self",)).select_related("organiser").get(pk=event.pk)
    )
    return locked


def free_slug(organiser: Organiser, name: str) -> str:
    """A short name for an event's addresses that no other event of ``organiser`` has."""
    base = slugify(name)[:50] or "event"
    taken = set(Event.objects.of_organiser(organiser).values_list("slug", flat=True))
    number, slug = 1, base
    while slug in taken:
        number += 1
        slug = f"{base}-{number}"
    return slug


@transaction.atomic
def create_event(*, organiser: Organiser, actor: User, **values: Any) -> Event:
    """Create an event with two participant types that may ask each other.

    ``values``: see ``FIELDS``.
    """
    # Of two events made at once with one name, the second sees the first's short name.
    Organiser.objects.select_for_update().get(pk=organiser.pk)
    slug = free_slug(organiser, values["name"])
    event: Event = Event.objects.create(organiser=organiser, slug=slug, **values)
    buyer, supplier = (
        ParticipantType.objects.create(event=event, name_en=en, name_fr=fr)
        for en, fr in (("Buyer", "Acheteur"), ("Supplier", "Fournisseur"))
    )
    buyer.may_ask.add(supplier)
    supplier.may_ask.add(buyer)
    record(
        action="event.created", obj=event, actor=actor, event=event, changes=created(event, FIELDS)
    )
    return event


@transaction.atomic
def update_event(*, event: Event, actor: User, **values: Any) -> Event:
    """Change an event. Its address stays as it is.

    Raises ValidationError where slots would come to lie outside its days, or at another local
    time than the one people read.
    """
    current = lock_event(event)
    changes = assign(current, values)
    if {"starts_on", "ends_on", "time_zone"} & changes.keys():
        _check_slots_fit(current, zone_changes="time_zone" in changes)
    if changes:
        current.save(update_fields=list(changes))
        record(action="event.changed", obj=current, actor=actor, event=current, changes=changes)
    return current


def _check_slots_fit(event: Event, *, zone_changes: bool) -> None:
    slots = list(event.slots.all())
    if slots and zone_changes:
        raise ValidationError(
            {"time_zone": _("Delete the slots first: their times are those of this time zone.")}
        )
    days = {slot.starts_at.astimezone(event.zone).date() for slot in slots}
    if any(not event.starts_on <= day <= event.ends_on for day in days):
        raise ValidationError(
            {
                "starts_on": _(
                    "There are slots outside these days. Delete them first, or choose other days."
                )
            }
        )
