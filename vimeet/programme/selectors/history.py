"""How often and when a delegate's sessions changed: what calendar programs want to know."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from vimeet.programme.models import (
    LeftSession,
    ProgrammeRelease,
    ReleasedSession,
    SessionRegistration,
)
from vimeet.programme.selectors.sessions import sessions_of

if TYPE_CHECKING:
    from vimeet.events.models import Event
    from vimeet.registration.models import Delegate


@dataclass(frozen=True)
class ToldSession:
    """A session as it was last told, and its past: ``revision`` counts from 0.

    ``cancelled``: it is no more, or no longer theirs. ``in_force``: it has a page.
    """

    session: ReleasedSession
    revision: int
    first_told_at: dt.datetime
    changed_at: dt.datetime
    cancelled: bool
    in_force: bool


def told_sessions(delegate: Delegate) -> list[ToldSession]:
    """The sessions in which ``delegate`` takes part or speaks, then those where they no longer do.

    ``delegate`` comes with its delegation and event.
    """
    now_in = [one.session.session_id for one in sessions_of(delegate)]
    left = {row.session_id: row for row in delegate.left_sessions.all()}
    spoke = _spoke_in(delegate)
    past = _Past(delegate.delegation.event, {*now_in, *left, *spoke})
    joined = dict(
        SessionRegistration.objects.filter(delegate=delegate, session__in=now_in).values_list(
            "session", "created_at"
        )
    )
    found = [past.still(key, left.get(key), joined.get(key)) for key in now_in]
    for key in sorted(past.keys - set(now_in)):
        row = left.get(key)
        if row is not None and row.left_at is not None:
            found.append(past.ended(key, row.left_at, row))
        elif key in spoke:
            found.append(past.ended(key, past.next_release(spoke[key])))
    return found


def told_programme(event: Event) -> list[ToldSession]:
    """The sessions of the programme in force, then those that were taken out of it."""
    past = _Past(event, None)
    tracks = {key: past.track(key) for key in past.keys}
    found = [past.told(track, track.changed_at) for track in tracks.values()]
    return sorted(found, key=lambda t: (t.cancelled, t.session.starts_at, t.session.pk))


def _spoke_in(delegate: Delegate) -> dict[int, int]:
    """The number of the last release in which they speak, by session."""
    through = ReleasedSession.speakers.through.objects.filter(speaker__delegate=delegate)
    return dict(
        through.order_by("releasedsession__release__number").values_list(
            "releasedsession__session", "releasedsession__release__number"
        )
    )


@dataclass
class _Track:
    """A session's way through the releases, to the last one or to a moment."""

    last: ReleasedSession
    first_told_at: dt.datetime
    changed_at: dt.datetime
    revision: int
    cancelled: bool


class _Past:
    """The releases of an event, and the versions of some sessions (None: all) in them."""

    def __init__(self, event: Event, keys: Iterable[int] | None) -> None:
        versions = ReleasedSession.objects.filter(release__event=event)
        if keys is not None:
            versions = versions.filter(session__in=list(keys))
        self.releases = list(ProgrammeRelease.objects.of_event(event).order_by("number"))
        self.versions: dict[int, dict[int, ReleasedSession]] = defaultdict(dict)
        for version in versions.select_related("place").prefetch_related("speakers__delegate"):
            self.versions[version.session_id][version.release_id] = version
        self.keys = set(self.versions)

    def next_release(self, number: int) -> dt.datetime:
        """When the release after ``number`` came out; the last one's moment if it is the last."""
        later = (one for one in self.releases if one.number > number)
        at: dt.datetime = next(later, self.releases[-1]).released_at
        return at

    def track(self, key: int, until: dt.datetime | None = None) -> _Track:
        """The session's way, at most until ``until``."""
        track, shown = None, None
        for release in self.releases:
            if track is not None and until is not None and release.released_at > until:
                break
            version = self.versions[key].get(release.pk)
            if version is None and track is None:
                continue
            now = _shown(version) if version else None
            at = release.released_at
            if track is None and version is not None:
                track = _Track(version, at, at, 0, cancelled=False)
            elif track is not None and now != shown:
                track.revision, track.changed_at = track.revision + 1, at
            if track is not None:
                track.last, track.cancelled = version or track.last, version is None
            shown = now
        if track is None:
            raise LookupError(f"session {key} was never released")
        return track

    def told(
        self, track: _Track, changed_at: dt.datetime, *, turns: int = 0, ended: bool = False
    ) -> ToldSession:
        """What ``track`` says. ``turns``: how often the delegate left and came back."""
        in_force: Mapping[int, ReleasedSession] = self.versions[track.last.session_id]
        return ToldSession(
            session=track.last,
            revision=track.revision + turns,
            first_told_at=track.first_told_at,
            changed_at=changed_at,
            cancelled=ended or track.cancelled,
            in_force=self.releases[-1].pk in in_force,
        )

    def still(self, key: int, left: LeftSession | None, joined: dt.datetime | None) -> ToldSession:
        """A session that the delegate is in; ``joined``: since when they are registered."""
        track = self.track(key)
        changed = max(track.changed_at, joined or track.changed_at)
        return self.told(track, changed, turns=left.turns if left else 0)

    def ended(self, key: int, at: dt.datetime, left: LeftSession | None = None) -> ToldSession:
        """A session that ended for the delegate at ``at``."""
        track = self.track(key, until=at)
        return self.told(track, at, turns=left.turns if left else 0, ended=True)


def _shown(session: ReleasedSession) -> tuple[object, ...]:
    return (
        session.title_en,
        session.title_fr,
        session.place_id,
        session.starts_at,
        session.ends_at,
        {speaker.pk for speaker in session.speakers.all()},
    )
