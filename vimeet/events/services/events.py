"""Creating and changing events."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any, cast

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.utils.text import slugify
from django.utils.translation import gettext as _

from vimeet.audit.changes import assign, created
from vimeet.audit.services import record
from vimeet.events.models import Event, Organiser, ParticipantType
from vimeet.events.phases import PHASE_FIELDS

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
    """The event's row, locked until the end of the transaction: its frame changes one by one.

    ``no_key``: whoever writes a row that only names the event, such as the trail's, need not wait.
    Else somebody who holds what this transaction is about to lock would wait for it in turn.
    """
    locked: Event = (
        Event.objects.select_for_update(of=("self",), no_key=True)
        .select_related("organiser")
        .get(pk=event.pk)
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


@transaction.atomic
def set_phases(*, event: Event, actor: User, **dates: dt.datetime | None) -> Event:
    """Set when participants may do what; ``dates``: see ``phases.PHASE_FIELDS``.

    Raises ValidationError where one phase would begin before the one it follows.
    """
    current = lock_event(event)
    changes = assign(current, dates)
    _check_phases_in_order(current)
    if changes:
        current.save(update_fields=list(changes))
        record(
            action="event.phases_changed",
            obj=current,
            actor=actor,
            event=current,
            changes=changes,
        )
    return current


def _check_phases_in_order(event: Event) -> None:
    """Raise ValidationError unless the dates that are set come one after the other."""
    former = ""
    for name in PHASE_FIELDS:
        moment = getattr(event, name)
        if moment is None:
            continue
        if former and moment < getattr(event, former):
            label = cast("models.Field[Any, Any]", event._meta.get_field(former)).verbose_name
            raise ValidationError(
                {name: _("This must not come before “%(phase)s”.") % {"phase": label}}
            )
        if name == "requests_close_at" and moment == event.requests_open_at:
            raise ValidationError({name: _("Requests would close when they open.")})
        former = name


def _check_slots_fit(event: Event, *, zone_changes: bool) -> None:
    slots = list(event.slots.all())
    if slots and zone_changes:
        raise ValidationError(
            {"time_zone": _("Delete the slots first: their times are those of this time zone.")}
        )
    sessions = list(event.sessions.exclude(starts_at=None))
    if sessions and zone_changes:
        raise ValidationError(
            {"time_zone": _("Delete the sessions first: their times are those of this time zone.")}
        )
    if any(
        not event.starts_on <= moment.astimezone(event.zone).date() <= event.ends_on
        for session in sessions
        for moment in (session.starts_at, session.ends_at)
        if moment is not None
    ):
        raise ValidationError(
            {
                "starts_on": _(
                    "There are sessions outside these days. Move them first, or choose other days."
                )
            }
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
