"""Editing the draft of the programme. What people were told changes with a release only."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from vimeet.audit.changes import assign, created, deleted
from vimeet.audit.services import record
from vimeet.events.services.events import lock_event
from vimeet.programme.models import LANGUAGES, Session, Speaker
from vimeet.programme.services.waiting import fill_session

if TYPE_CHECKING:
    from vimeet.accounts.models import User
    from vimeet.events.models import Event, Place

FIELDS = (
    "title_en",
    "title_fr",
    "abstract_en",
    "abstract_fr",
    "languages",
    "track",
    "place",
    "starts_at",
    "ends_at",
    "capacity",
    "registration_open",
)


@transaction.atomic
def add_session(
    *, event: Event, actor: User | None, speakers: Collection[Speaker] = (), **values: Any
) -> Session:
    """Add a session to the draft; ``values``: see ``FIELDS``.

    Raises ValidationError where the time lies outside the event's days, or something named is
    another event's.
    """
    event = lock_event(event)
    session = Session(event=event, **values)
    _check(event, session, speakers)
    session.save()
    session.speakers.set(speakers)
    record(
        action="session.added",
        obj=session,
        actor=actor,
        event=event,
        changes=created(session, FIELDS) | _speakers_change([], speakers),
    )
    return session


@transaction.atomic
def update_session(
    *, session: Session, actor: User, speakers: Collection[Speaker] | None = None, **values: Any
) -> Session:
    """Change a session in the draft; its capacity and whether one registers change at once.

    More places go to those who wait. Raises ValidationError as ``add_session``.
    """
    event = lock_event(session.event)
    current = locked_session(session)
    changes = assign(current, values)
    before = list(current.speakers.all())
    _check(event, current, before if speakers is None else speakers)
    if changes:
        current.save(update_fields=list(changes))
    if speakers is not None:
        changes |= _speakers_change(before, speakers)
        current.speakers.set(speakers)
    if changes:
        record(action="session.changed", obj=current, actor=actor, event=event, changes=changes)
    if "capacity" in changes:
        fill_session(current)
    return current


@transaction.atomic
def move_session(*, session: Session, starts_at: dt.datetime, place: Place, actor: User) -> Session:
    """Move a session in the draft to another time and room; it stays as long as it is.

    A session without a time becomes one of an hour. Raises ValidationError as ``add_session``.
    """
    length = session.length or dt.timedelta(hours=1)
    return update_session(
        session=session,
        actor=actor,
        starts_at=starts_at,
        ends_at=starts_at + length,
        place=place,
    )


@transaction.atomic
def delete_session(*, session: Session, actor: User) -> bool:
    """Delete a session that was never released; take out one that was. Whether it is gone.

    What was taken out is still in the released programme: the next release cancels it and tells
    those who registered. Until then it can be put back.
    """
    event = lock_event(session.event)
    current = locked_session(session)
    if current.versions.exists():
        if not current.dropped:
            current.dropped = True
            current.save(update_fields=["dropped"])
            record(action="session.taken_out", obj=current, actor=actor, event=event)
        return False
    record(
        action="session.deleted",
        obj=current,
        actor=actor,
        event=event,
        changes=deleted(current, FIELDS),
    )
    current.delete()
    return True


@transaction.atomic
def put_back_session(*, session: Session, actor: User) -> Session:
    """Put a session that was taken out into the draft again."""
    event = lock_event(session.event)
    current = locked_session(session)
    if current.dropped:
        current.dropped = False
        current.save(update_fields=["dropped"])
        record(action="session.put_back", obj=current, actor=actor, event=event)
    return current


def locked_session(session: Session) -> Session:
    """The session's row, read afresh: whoever takes or frees one of its places holds it."""
    current: Session = (
        Session.objects.select_for_update(of=("self",))
        .select_related("event__organiser", "place", "track")
        .get(pk=session.pk)
    )
    return current


def _check(event: Event, session: Session, speakers: Collection[Speaker]) -> None:
    if not (session.title_en or session.title_fr):
        raise ValidationError({"title_en": _("A session needs a title, in one language at least.")})
    if (session.starts_at is None) != (session.ends_at is None):
        raise ValidationError(_("Fill in the start and the end, or neither."))
    if session.starts_at is not None and session.ends_at is not None:
        if session.ends_at <= session.starts_at:
            raise ValidationError(_("The end must come after the start."))
        days = {t.astimezone(event.zone).date() for t in (session.starts_at, session.ends_at)}
        if any(not event.starts_on <= day <= event.ends_on for day in days):
            raise ValidationError(_("The session lies outside the days of the event."))
    place = session.place
    named = [speaker.event_id for speaker in speakers]
    named += [thing.event_id for thing in (place, session.track) if thing is not None]
    if any(pk != event.pk for pk in named):
        raise ValidationError(_("Choose a room, a track and speakers of this event."))
    if place is not None and not place.seats:
        raise ValidationError({"place": _("%(room)s has no seats.") % {"room": place.name}})
    if set(session.languages) - set(LANGUAGES):
        raise ValidationError({"languages": _("There is no such language here.")})


def _speakers_change(
    before: Collection[Speaker], after: Collection[Speaker]
) -> dict[str, list[Any]]:
    old, new = (sorted(speaker.name for speaker in people) for people in (before, after))
    return {"speakers": [old, new]} if old != new else {}
