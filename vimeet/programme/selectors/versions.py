"""Versions of the programme: what people were told, what is being edited, what differs."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from django.db.models import Count, QuerySet, Subquery

from vimeet.programme.models import (
    ProgrammeRelease,
    ReleasedSession,
    Session,
    SessionRegistration,
)

if TYPE_CHECKING:
    from vimeet.events.models import Event, Place
    from vimeet.programme.models import Speaker
    from vimeet.registration.models import Delegate

Version = Session | ReleasedSession
_TEXTS = ("title_en", "title_fr", "abstract_en", "abstract_fr", "languages", "track_id")


def current_release(event: Event) -> ProgrammeRelease | None:
    """What people were told: the version with the greatest number."""
    release: ProgrammeRelease | None = (
        ProgrammeRelease.objects.of_event(event).order_by("-number").first()
    )
    return release


def sessions_in_force(event: Event) -> QuerySet[ReleasedSession]:
    """The sessions that people were told of, without a query for the version."""
    latest = ProgrammeRelease.objects.of_event(event).order_by("-number").values("pk")[:1]
    sessions: QuerySet[ReleasedSession] = ReleasedSession.objects.filter(release=Subquery(latest))
    return sessions


def releases_of(event: Event) -> QuerySet[ProgrammeRelease]:
    """All versions, newest first, with ``session_count``."""
    releases: QuerySet[ProgrammeRelease] = ProgrammeRelease.objects.of_event(event)
    return (
        releases.select_related("released_by")
        .annotate(session_count=Count("sessions"))
        .order_by("-number")
    )


def sessions_in(release: ProgrammeRelease | None) -> list[ReleasedSession]:
    """A version's sessions in order of time, with all that is shown of them."""
    if release is None:
        return []
    return list(
        ReleasedSession.objects.filter(release=release)
        .select_related("place", "track", "session")
        .prefetch_related("speakers__delegate__delegation")
        .order_by("starts_at", "place__name", "pk")
    )


def draft_sessions(event: Event) -> list[Session]:
    """Every session as it is edited, those without a time last; taken-out ones are included."""
    found = (
        Session.objects.of_event(event)
        .select_related("place", "track")
        .prefetch_related("speakers__delegate__delegation")
    )
    return sorted(
        found, key=lambda s: (s.starts_at is None, s.starts_at or s.created_at, s.title, s.pk)
    )


def releasable(event: Event) -> list[Session]:
    """What a release would contain: the sessions that have a time and a room."""
    return [s for s in draft_sessions(event) if s.is_placed and not s.dropped]


@dataclass(frozen=True)
class Change:
    """A session before and after: None where it is not in the programme."""

    before: Version | None
    after: Version | None

    @property
    def one(self) -> Version:
        """Whichever there is, the later one first."""
        found = self.after or self.before
        if found is None:
            raise ValueError("a change of nothing")
        return found


@dataclass(frozen=True)
class Told:
    """Somebody whose sessions differ, and which: a delegate, or a speaker from outside.

    ``waits``: the keys of sessions for which they only wait.
    """

    delegate: Delegate | None
    speaker: Speaker | None
    changes: list[Change]
    waits: frozenset[int] = frozenset()

    @property
    def attends(self) -> list[Version]:
        """Those sessions, as they will be, in which they are registered or speak."""
        coming = [change.after for change in self.changes if change.after is not None]
        return [session for session in coming if session.key not in self.waits]

    @property
    def name(self) -> str:
        """Who it is."""
        person = self.delegate or self.speaker
        return person.name if person else ""

    @property
    def email(self) -> str:
        """Where they are written to."""
        person = self.delegate or self.speaker
        return person.email if person else ""

    @property
    def phone(self) -> str:
        """Their mobile phone; only delegates give one."""
        return str(self.delegate.phone) if self.delegate and self.delegate.phone else ""


@dataclass
class Differences:
    """What separates two versions, and who is told of it."""

    since: ProgrammeRelease | None
    new: list[Change] = field(default_factory=list)
    moved: list[Change] = field(default_factory=list)
    room_only: list[Change] = field(default_factory=list)
    text_only: list[Change] = field(default_factory=list)
    cancelled: list[Change] = field(default_factory=list)
    told: list[Told] = field(default_factory=list)

    @property
    def any(self) -> bool:
        """Whether anything differs."""
        return bool(self.new or self.moved or self.room_only or self.text_only or self.cancelled)

    @property
    def emails(self) -> int:
        """How many e-mails a release sends."""
        return len(self.told)

    @property
    def sms(self) -> int:
        """How many SMS a release sends."""
        return sum(bool(person.phone) for person in self.told)


def draft_differences(event: Event) -> Differences:
    """What releasing the draft would change."""
    since = current_release(event)
    return compare(since, sessions_in(since), releasable(event))


def release_differences(release: ProgrammeRelease) -> Differences:
    """What putting an earlier version in force again would change."""
    since = current_release(release.event)
    if since == release:
        return Differences(since=since)
    return compare(since, sessions_in(since), sessions_in(release))


def compare(
    since: ProgrammeRelease | None, before: Sequence[Version], after: Sequence[Version]
) -> Differences:
    """The differences between what people know and what they would be told."""
    found = Differences(since=since)
    former = {session.key: session for session in before}
    coming = {session.key: session for session in after}
    for key, session in coming.items():
        _sort_in(found, former.get(key), session)
    found.cancelled = [Change(s, None) for key, s in former.items() if key not in coming]
    found.told = _told(former, coming)
    return found


def _sort_in(found: Differences, before: Version | None, after: Version) -> None:
    change = Change(before, after)
    if before is None:
        found.new.append(change)
    elif _time(before) != _time(after):
        found.moved.append(change)
    elif before.place_id != after.place_id:
        found.room_only.append(change)
    elif any(getattr(before, name) != getattr(after, name) for name in _TEXTS) or (
        _speaker_keys(before) != _speaker_keys(after)
    ):
        found.text_only.append(change)


def _time(session: Version) -> tuple[dt.datetime | None, dt.datetime | None]:
    return session.starts_at, session.ends_at


def _speaker_keys(session: Version) -> set[int]:
    return {speaker.pk for speaker in session.speakers.all()}


def _told(former: dict[int, Version], coming: dict[int, Version]) -> list[Told]:
    """Those registered, waiting or speaking for whom a session appears, moves or goes."""
    agendas: list[dict[str, dict[int, Version]]] = [{}, {}]
    delegates: dict[str, Delegate] = {}
    speakers: dict[str, Speaker] = {}
    for agenda, sessions in zip(agendas, (former, coming), strict=True):
        for session in sessions.values():
            for speaker in session.speakers.all():
                person = f"s{speaker.pk}"
                if speaker.delegate is not None:
                    person = f"d{speaker.delegate_id}"
                    delegates[person] = speaker.delegate
                elif speaker.email:
                    speakers[person] = speaker
                else:
                    continue
                agenda.setdefault(person, {})[session.key] = session
    registered = SessionRegistration.objects.filter(session__in={*former, *coming}).select_related(
        "delegate__delegation"
    )
    waits: dict[str, set[int]] = {}
    for one in registered:
        person = f"d{one.delegate_id}"
        delegates.setdefault(person, one.delegate)
        speaks = one.session_id in agendas[1].get(person, {})
        if one.state == SessionRegistration.State.WAITING and not speaks:
            waits.setdefault(person, set()).add(one.session_id)
        for agenda, sessions in zip(agendas, (former, coming), strict=True):
            if one.session_id in sessions:
                agenda.setdefault(person, {})[one.session_id] = sessions[one.session_id]
    told = []
    for person in agendas[0].keys() | agendas[1].keys():
        changes = _changes(agendas[0].get(person, {}), agendas[1].get(person, {}))
        if changes:
            waiting = frozenset(waits.get(person, ()))
            told.append(Told(delegates.get(person), speakers.get(person), changes, waiting))
    return sorted(told, key=lambda one: (one.name, one.email))


def _changes(before: dict[int, Version], after: dict[int, Version]) -> list[Change]:
    """One person's sessions that appear, move or go, in order of time."""
    changes = [
        Change(before.get(key), after.get(key))
        for key in before.keys() | after.keys()
        if _where(before.get(key)) != _where(after.get(key))
    ]
    return sorted(changes, key=lambda change: (str(change.one.starts_at), change.one.key))


def _where(session: Version | None) -> tuple[object, ...] | None:
    return (*_time(session), session.place_id) if session is not None else None


def rooms_of(sessions: Iterable[Version]) -> list[Place]:
    """The rooms that sessions are in, by name."""
    rooms = {s.place_id: s.place for s in sessions if s.place is not None}
    return sorted(rooms.values(), key=lambda place: place.name)
