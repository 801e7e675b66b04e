"""Reading the released programme, and what a delegate does in it."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Count, Q

from vimeet.programme.models import ReleasedSession, Session, SessionRegistration, Speaker
from vimeet.programme.selectors.versions import current_release, sessions_in, sessions_in_force

if TYPE_CHECKING:
    from vimeet.events.models import Event, Place
    from vimeet.registration.models import Delegate

State = SessionRegistration.State


@dataclass(frozen=True)
class DelegateSession:
    """A session in a delegate's agenda. ``role``: speaker, registered or waiting."""

    session: ReleasedSession
    role: str

    @property
    def starts_at(self) -> dt.datetime:
        """When it begins."""
        return self.session.starts_at

    @property
    def ends_at(self) -> dt.datetime:
        """When it ends."""
        return self.session.ends_at

    @property
    def title(self) -> str:
        """Its title in the language of the page."""
        return self.session.title

    @property
    def room(self) -> Place:
        """Where it is."""
        return self.session.place

    @property
    def takes_time(self) -> bool:
        """Whether the delegate is there: who only waits is not."""
        return self.role != "waiting"


def released_session(event: Event, key: int) -> ReleasedSession | None:
    """A session as the programme in force has it; None if it isn't in it."""
    return (
        sessions_in_force(event)
        .filter(session=key)
        .select_related("place", "track", "session", "release__event__organiser")
        .prefetch_related("speakers__delegate__delegation")
        .first()
    )


def has_programme(event: Event) -> bool:
    """Whether there is a programme to show."""
    return sessions_in_force(event).exists()


def sessions_of(delegate: Delegate, *, waiting: bool = False) -> list[DelegateSession]:
    """The released sessions ``delegate`` takes part or speaks in, in order of time.

    ``waiting``: also those for which they wait. ``delegate`` comes with its delegation and event.
    """
    found = sessions_of_delegates(delegate.delegation.event, delegate, waiting=waiting)
    return found.get(delegate.pk, [])


def sessions_of_delegates(
    event: Event, delegate: Delegate | None = None, *, waiting: bool = False
) -> dict[int, list[DelegateSession]]:
    """The same for all delegates of ``event`` (or one of them), by the delegate's number."""
    sessions = {
        session.session_id: session
        for session in sessions_in_force(event).select_related("place", "track")
    }
    if not sessions:
        return {}
    # Who speaks need not register; both together would be the same hour twice.
    roles: dict[tuple[int, int], str] = {}
    registered = SessionRegistration.objects.filter(session__event=event)
    speaking = ReleasedSession.speakers.through.objects.filter(
        releasedsession__in=[session.pk for session in sessions.values()],
        speaker__delegate__isnull=False,
    )
    if delegate is not None:
        registered = registered.filter(delegate=delegate)
        speaking = speaking.filter(speaker__delegate=delegate)
    if not waiting:
        registered = registered.filter(state=State.REGISTERED)
    for who, key, state in registered.values_list("delegate", "session", "state"):
        roles[who, key] = state
    for who, key in speaking.values_list("speaker__delegate", "releasedsession__session"):
        roles[who, key] = "speaker"
    found: dict[int, list[DelegateSession]] = defaultdict(list)
    for (who, key), role in roles.items():
        if key in sessions:
            found[who].append(DelegateSession(session=sessions[key], role=role))
    for theirs in found.values():
        theirs.sort(key=lambda one: (one.starts_at, one.session.pk))
    return dict(found)


@dataclass(frozen=True)
class Places:
    """How full a session is. ``most`` None: no limit."""

    registered: int
    waiting: int
    most: int | None

    @property
    def left(self) -> int | None:
        """How many more can register; None: no limit."""
        return None if self.most is None else max(0, self.most - self.registered)

    @property
    def full(self) -> bool:
        """Whether who registers now waits."""
        return self.left == 0


def most_places(session: Session, place: Place | None) -> int | None:
    """How many may register: what the organiser set, else the room's seats; None: no limit."""
    if session.capacity is not None:
        return session.capacity
    return place.seats if place is not None else None


def places_of(sessions: Iterable[Session | ReleasedSession]) -> dict[int, Places]:
    """How full sessions are, by the session's key, in one query."""
    listed = list(sessions)
    counted = {
        row["session"]: row
        for row in SessionRegistration.objects.filter(session__in={s.key for s in listed})
        .order_by()
        .values("session")
        .annotate(
            registered=Count("pk", filter=Q(state=State.REGISTERED)),
            waiting=Count("pk", filter=Q(state=State.WAITING)),
        )
    }
    found = {}
    for one in listed:
        row = counted.get(one.key, {"registered": 0, "waiting": 0})
        session = one if isinstance(one, Session) else one.session
        found[one.key] = Places(row["registered"], row["waiting"], most_places(session, one.place))
    return found


def registrations_of(session: Session) -> list[SessionRegistration]:
    """Who takes part and who waits, in the order they came."""
    return list(
        session.registrations.select_related("delegate__delegation").order_by(
            "state", "created_at", "pk"
        )
    )


def speaker_of(delegate: Delegate) -> Speaker | None:
    """The delegate as a speaker, if they are one."""
    speaker: Speaker | None = Speaker.objects.filter(delegate=delegate).first()
    return speaker


@dataclass(frozen=True)
class Filters:
    """What of the programme is asked for; empty: all of it."""

    track: int | None = None
    room: int | None = None
    language: str = ""

    @property
    def any(self) -> bool:
        """Whether something is left out."""
        return bool(self.track or self.room or self.language)


@dataclass(frozen=True)
class ProgrammeDay:
    """One day of the programme, in the event's time zone."""

    date: dt.date
    sessions: list[ReleasedSession]


def programme_days(event: Event) -> list[ProgrammeDay]:
    """The programme in force, day by day."""
    days: dict[dt.date, list[ReleasedSession]] = defaultdict(list)
    for session in sessions_in(current_release(event)):
        days[session.starts_at.astimezone(event.zone).date()].append(session)
    return [ProgrammeDay(date, days[date]) for date in sorted(days)]


def filtered(sessions: Iterable[ReleasedSession], filters: Filters) -> list[ReleasedSession]:
    """Those of ``sessions`` that ``filters`` leaves."""
    return [
        s
        for s in sessions
        if (not filters.track or s.track_id == filters.track)
        and (not filters.room or s.place_id == filters.room)
        and (not filters.language or filters.language in s.languages)
    ]


def place_in_queue(session: Session, delegate: Delegate) -> int:
    """The how manieth to wait for the session the delegate is, from 1; 0: they don't wait."""
    waiting = list(
        session.registrations.filter(state=State.WAITING)
        .order_by("created_at", "pk")
        .values_list("delegate", flat=True)
    )
    return waiting.index(delegate.pk) + 1 if delegate.pk in waiting else 0
