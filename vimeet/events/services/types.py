"""Changing participant types, and which of them may ask which."""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from vimeet.audit.changes import assign, created, deleted
from vimeet.audit.services import record
from vimeet.events.models import Event, ParticipantType
from vimeet.events.services.events import lock_event

if TYPE_CHECKING:
    from vimeet.accounts.models import User

FIELDS = ("name_en", "name_fr", "max_delegations", "max_open_requests", "is_public")


@transaction.atomic
def add_type(*, event: Event, actor: User, **values: Any) -> ParticipantType:
    """Add a participant type, which may ask nobody yet; ``values``: see ``FIELDS``."""
    added: ParticipantType = ParticipantType.objects.create(event=event, **values)
    record(action="type.added", obj=added, actor=actor, event=event, changes=created(added, FIELDS))
    return added


@transaction.atomic
def update_type(
    *, participant_type: ParticipantType, actor: User, **values: Any
) -> ParticipantType:
    """Change a type; ``values``: see ``FIELDS``."""
    current: ParticipantType = (
        ParticipantType.objects.select_for_update(of=("self",))
        .select_related("event__organiser")
        .get(pk=participant_type.pk)
    )
    changes = assign(current, values)
    if changes:
        current.save(update_fields=list(changes))
        record(
            action="type.changed", obj=current, actor=actor, event=current.event, changes=changes
        )
    return current


@transaction.atomic
def delete_type(*, participant_type: ParticipantType, actor: User) -> None:
    """Delete a type. Raises ValidationError while delegations or registrations are of it."""
    if participant_type.delegations.exists():
        raise ValidationError(
            _("There are delegations of the type “%(type)s”: give them another one first."),
            params={"type": participant_type.name},
        )
    if participant_type.registrations.exists():
        raise ValidationError(
            _("Somebody registers or registered as “%(type)s”, so it can’t be deleted."),
            params={"type": participant_type.name},
        )
    record(
        action="type.deleted",
        obj=participant_type,
        actor=actor,
        event=participant_type.event,
        changes=deleted(participant_type, FIELDS),
    )
    participant_type.delete()


@transaction.atomic
def set_who_may_ask(*, event: Event, pairs: Collection[tuple[int, int]], actor: User) -> bool:
    """Let exactly ``pairs`` (asking type, asked type; by pk) ask; whether that changed anything.

    Requests made already stay. Raises ValidationError if a type isn't one of the event's.
    """
    event = lock_event(event)
    names = {t.pk: t.name_en for t in event.participant_types.all()}
    through = ParticipantType.may_ask.through
    there = set(
        through.objects.filter(from_participanttype__event=event).values_list(
            "from_participanttype_id", "to_participanttype_id"
        )
    )
    wanted = set(pairs)
    if any(pk not in names for pair in wanted for pk in pair):
        raise ValidationError(_("One of the types is no longer there. Look at the table again."))
    if wanted == there:
        return False
    for asker, asked in there - wanted:
        through.objects.filter(from_participanttype_id=asker, to_participanttype_id=asked).delete()
    through.objects.bulk_create(
        through(from_participanttype_id=asker, to_participanttype_id=asked)
        for asker, asked in wanted - there
    )

    def in_words(of: set[tuple[int, int]]) -> list[str]:
        return sorted(f"{names[asker]} → {names[asked]}" for asker, asked in of)

    record(
        action="types.may_ask_changed",
        obj=event,
        actor=actor,
        event=event,
        changes={"may_ask": [in_words(there), in_words(wanted)]},
    )
    return True
