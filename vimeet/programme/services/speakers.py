"""Changing who may speak."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from vimeet.audit.changes import assign, created, deleted
from vimeet.audit.services import record
from vimeet.events.services.events import lock_event
from vimeet.programme.models import Speaker

if TYPE_CHECKING:
    from vimeet.accounts.models import User
    from vimeet.events.models import Event
    from vimeet.registration.models import Delegate

FIELDS = ("own_name", "own_position", "own_company", "email", "biography_en", "biography_fr")
# What is said of a delegate besides what the delegate says.
DELEGATE_FIELDS = ("biography_en", "biography_fr")


@transaction.atomic
def add_speaker(*, event: Event, actor: User | None, **values: Any) -> Speaker:
    """Add somebody from outside; ``values``: see ``FIELDS``."""
    speaker: Speaker = Speaker.objects.create(event=event, **values)
    record(
        action="speaker.added",
        obj=speaker,
        actor=actor,
        event=event,
        changes=created(speaker, FIELDS),
    )
    return speaker


@transaction.atomic
def add_delegate_as_speaker(*, delegate: Delegate, actor: User | None) -> Speaker:
    """Let a delegate speak; who is a speaker already stays one."""
    event = lock_event(delegate.delegation.event)
    there: Speaker | None = Speaker.objects.filter(delegate=delegate).first()
    if there is not None:
        return there
    speaker: Speaker = Speaker.objects.create(
        event=event,
        delegate=delegate,
        own_name=delegate.name,
        own_position=delegate.job_title,
        own_company=delegate.delegation.name,
    )
    record(
        action="speaker.added",
        obj=speaker,
        actor=actor,
        event=event,
        changes={"delegation": [None, delegate.delegation.name]},
    )
    return speaker


@transaction.atomic
def update_speaker(*, speaker: Speaker, actor: User, **values: Any) -> Speaker:
    """Change what is said of a speaker; it changes in the released programme too."""
    event = lock_event(speaker.event)
    current: Speaker = Speaker.objects.select_for_update(of=("self",)).get(pk=speaker.pk)
    changes = assign(current, values)
    if changes:
        current.save(update_fields=list(changes))
        record(action="speaker.changed", obj=current, actor=actor, event=event, changes=changes)
    return current


@transaction.atomic
def delete_speaker(*, speaker: Speaker, actor: User) -> None:
    """Delete a speaker. Raises ValidationError if they speak, as edited or as ever released."""
    event = lock_event(speaker.event)
    if speaker.releasedsessions.exists():
        # A version is never changed: calendars count by them, and each can be put in force again.
        raise ValidationError(
            _(
                "A released version of the programme names %(name)s, so they can’t be deleted. "
                "Take them out of the sessions and release: then the programme names them no more."
            ),
            params={"name": speaker.name},
        )
    if speaker.sessions.filter(dropped=False).exists():
        raise ValidationError(
            _("%(name)s speaks in the programme: change the sessions first."),
            params={"name": speaker.name},
        )
    record(
        action="speaker.deleted",
        obj=speaker,
        actor=actor,
        event=event,
        changes=deleted(speaker, FIELDS),
    )
    speaker.delete()
