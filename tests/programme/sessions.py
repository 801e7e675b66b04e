"""Builds programmes for tests: rooms, sessions, releases, registrations."""

from __future__ import annotations

import datetime as dt

from tests.factories import World, make_delegation
from vimeet.events.models import Event, Place
from vimeet.programme.models import ProgrammeRelease, Session, SessionRegistration, Speaker
from vimeet.programme.services.releases import release_programme
from vimeet.registration.models import Delegate


def at(event: Event, hour: int, minute: int = 0) -> dt.datetime:
    """A local time on the event's first day."""
    return dt.datetime.combine(event.starts_on, dt.time(hour, minute), tzinfo=event.zone)


def make_room(event: Event, name: str = "Auditorium", seats: int = 100) -> Place:
    """A room for sessions only."""
    room, _created = Place.objects.get_or_create(
        event=event, name=name, defaults={"kind": Place.Kind.ROOM, "capacity": 0, "seats": seats}
    )
    return room


def make_session(
    event: Event,
    title: str = "Wings of tomorrow",
    start: tuple[int, int] | None = (9, 0),
    minutes: int = 45,
    speakers: tuple[Speaker, ...] = (),
    **values: object,
) -> Session:
    """A session in the auditorium, open for registration, at a local time (None: not yet)."""
    starts_at = at(event, *start) if start else None
    session: Session = Session.objects.create(
        **{
            "event": event,
            "title_en": title,
            "title_fr": f"{title} (fr)",
            "languages": ["en"],
            "place": make_room(event),
            "starts_at": starts_at,
            "ends_at": starts_at + dt.timedelta(minutes=minutes) if starts_at else None,
            "registration_open": True,
        }
        | values
    )
    session.speakers.set(speakers)
    return session


def released(world: World, **values: object) -> Session:
    """A session that is in the programme in force."""
    session = make_session(world.event, **values)
    release(world)
    return session


def release(world: World) -> ProgrammeRelease:
    """The draft, put in force by nobody in particular."""
    return release_programme(event=world.event, actor=None)


def shift(session: Session, by: dt.timedelta = dt.timedelta(hours=1)) -> None:
    """Move it within the draft."""
    session.refresh_from_db()
    session.starts_at += by
    session.ends_at += by
    session.save()


def register(
    session: Session, delegate: Delegate, state: str = SessionRegistration.State.REGISTERED
) -> SessionRegistration:
    """A registration, straight on the models."""
    registration: SessionRegistration = SessionRegistration.objects.create(
        session=session, delegate=delegate, state=state
    )
    return registration


def make_speaker(event: Event, name: str = "Ada Duval", **values: object) -> Speaker:
    """Somebody from outside."""
    speaker: Speaker = Speaker.objects.create(event=event, own_name=name, **values)
    return speaker


def make_audience(world: World, people: int) -> list[Delegate]:
    """So many more delegates."""
    delegation = make_delegation(world.event, world.types[0], "Audience", people=people)
    return list(delegation.delegates.order_by("pk"))
