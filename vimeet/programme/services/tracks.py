"""Changing tracks."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from vimeet.audit.changes import assign, created, deleted
from vimeet.audit.services import record
from vimeet.events.services.events import lock_event
from vimeet.programme.models import Track

if TYPE_CHECKING:
    from vimeet.accounts.models import User
    from vimeet.events.models import Event

FIELDS = ("name_en", "name_fr", "colour")


@transaction.atomic
def add_track(*, event: Event, actor: User | None, **values: Any) -> Track:
    """Add a track; ``values``: see ``FIELDS``."""
    track: Track = Track.objects.create(event=event, **values)
    record(
        action="track.added", obj=track, actor=actor, event=event, changes=created(track, FIELDS)
    )
    return track


@transaction.atomic
def update_track(*, track: Track, actor: User, **values: Any) -> Track:
    """Change a track; its name and colour change in the released programme too."""
    event = lock_event(track.event)
    current: Track = Track.objects.select_for_update().get(pk=track.pk)
    changes = assign(current, values)
    if changes:
        current.save(update_fields=list(changes))
        record(action="track.changed", obj=current, actor=actor, event=event, changes=changes)
    return current


@transaction.atomic
def delete_track(*, track: Track, actor: User) -> None:
    """Delete a track. Raises ValidationError if sessions are in it, as edited or ever released."""
    event = lock_event(track.event)
    if track.releasedsessions.exists():
        # A version is never changed, and can be put in force again.
        raise ValidationError(
            _(
                "A released version of the programme has sessions in “%(track)s”, so it can’t be "
                "deleted. Put its sessions in another track and release: then the programme shows "
                "it no more."
            ),
            params={"track": track.name},
        )
    if track.sessions.filter(dropped=False).exists():
        raise ValidationError(
            _("There are sessions in “%(track)s”: put them in another track first."),
            params={"track": track.name},
        )
    record(
        action="track.deleted",
        obj=track,
        actor=actor,
        event=event,
        changes=deleted(track, FIELDS),
    )
    track.delete()
