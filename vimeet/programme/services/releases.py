"""Telling people: the draft becomes a version, or an earlier version is put in force again."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from vimeet.audit.services import record
from vimeet.core import live
from vimeet.events.services.events import lock_event
from vimeet.programme.models import (
    ProgrammeRelease,
    ReleasedSession,
    Session,
    SessionRegistration,
)
from vimeet.programme.selectors.versions import (
    Differences,
    Version,
    compare,
    current_release,
    draft_sessions,
    releasable,
    sessions_in,
)
from vimeet.programme.services.left import note_left
from vimeet.programme.services.release_messages import write_release_messages
from vimeet.programme.services.waiting import fill_session

if TYPE_CHECKING:
    from vimeet.accounts.models import User
    from vimeet.events.models import Event

CONTENT = (
    "title_en",
    "title_fr",
    "abstract_en",
    "abstract_fr",
    "languages",
    "track_id",
    "place_id",
    "starts_at",
    "ends_at",
)


@transaction.atomic
def release_programme(*, event: Event, actor: User | None) -> ProgrammeRelease:
    """Freeze the draft as the next version, and tell those whose sessions moved or went.

    Sessions without a time or a room are left out. Where people were told exactly this already,
    the version in force is the answer and nothing happens. Raises ValidationError while there is
    nothing to release.
    """
    event = lock_event(event)
    since, sessions = current_release(event), releasable(event)
    _hold(event)
    changes = compare(since, sessions_in(since), sessions)
    if since is not None and not changes.any:
        return since
    if since is None and not sessions:
        raise ValidationError(_("No session has a time and a room yet."))
    release = _freeze(event, sessions, changes, actor)
    record(
        action="programme.released", obj=release, actor=actor, event=event, changes=_counts(changes)
    )
    return release


@transaction.atomic
def roll_back_programme(*, release: ProgrammeRelease, actor: User | None) -> ProgrammeRelease:
    """Put an earlier version in force again, under a new number.

    The draft becomes that version: sessions released since are taken out (and can be put back),
    those never released stay in it. A second press changes nothing.
    """
    event = lock_event(release.event)
    since, sessions = current_release(event), sessions_in(release)
    _hold(event)
    changes = compare(since, sessions_in(since), sessions)
    if since is not None and not changes.any:
        return since
    again = _freeze(event, sessions, changes, actor)
    _take_back(event, sessions)
    record(
        action="programme.rolled_back",
        obj=again,
        actor=actor,
        event=event,
        changes={"version": [since.number if since else None, release.number]} | _counts(changes),
    )
    return again


def _hold(event: Event) -> None:
    """Hold every session's row: nobody registers for one while it moves or goes."""
    list(Session.objects.of_event(event).select_for_update(of=("self",)).order_by("pk"))


def _freeze(
    event: Event, sessions: Sequence[Version], changes: Differences, actor: User | None
) -> ProgrammeRelease:
    last = changes.since.number if changes.since else 0
    release: ProgrammeRelease = ProgrammeRelease.objects.create(
        event=event, number=last + 1, released_at=timezone.now(), released_by=actor
    )
    rows = ReleasedSession.objects.bulk_create(
        ReleasedSession(
            release=release,
            session_id=session.key,
            **{name: getattr(session, name) for name in CONTENT},
        )
        for session in sessions
    )
    through = ReleasedSession.speakers.through
    through.objects.bulk_create(
        through(releasedsession_id=row.pk, speaker_id=speaker.pk)
        for row, session in zip(rows, sessions, strict=True)
        for speaker in session.speakers.all()
    )
    write_release_messages(release, changes)
    gone = [change.one.key for change in changes.cancelled]
    registrations = SessionRegistration.objects.filter(session__in=gone)
    note_left(registrations, release.released_at)
    registrations.delete()
    # A larger room has places for those who wait.
    for change in (*changes.room_only, *changes.moved):
        fill_session(Session.objects.select_related("event__organiser").get(pk=change.one.key))
    transaction.on_commit(lambda: _push(changes), robust=True)
    return release


def _take_back(event: Event, sessions: Iterable[ReleasedSession]) -> None:
    """Make the draft what ``sessions`` are; what else was ever released is taken out of it."""
    frozen = {session.session_id: session for session in sessions}
    for draft in draft_sessions(event):
        version = frozen.get(draft.pk)
        if version is None:
            if draft.versions.exists() and not draft.dropped:
                draft.dropped = True
                draft.save(update_fields=["dropped"])
            continue
        for name in CONTENT:
            setattr(draft, name, getattr(version, name))
        draft.dropped = False
        draft.save()
        draft.speakers.set(version.speakers.all())


def _push(changes: Differences) -> None:
    for person in changes.told:
        if person.delegate is not None:
            group = live.agenda_group(person.delegate.pk)
            live.publish(group, {"type": "agenda.changed"})


def _counts(changes: Differences) -> dict[str, list[int | None]]:
    """The differences in numbers, for the audit trail."""
    return {
        f"sessions_{name}": [None, len(getattr(changes, name))]
        for name in ("new", "moved", "room_only", "text_only", "cancelled", "told")
    }
