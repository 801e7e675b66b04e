"""What an organiser should know of the draft before releasing it. Nothing here forbids it."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import combinations
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from vimeet.programme.models import Session
from vimeet.programme.selectors.sessions import places_of

if TYPE_CHECKING:
    from vimeet.events.models import Event


class Level(StrEnum):
    """How much a warning matters."""

    # Two things can't both be.
    WRONG = "wrong"
    # May be meant.
    NOTE = "note"


@dataclass(frozen=True)
class Remark:
    """One sentence about one session, in the language of the page."""

    session: Session
    level: Level
    text: str


def warnings_of(event: Event, sessions: Sequence[Session]) -> list[Remark]:
    """What is odd about ``sessions`` (the draft's, with rooms and speakers), gravest first."""
    active = [s for s in sessions if not s.dropped]
    found = [
        *_rooms_taken_twice(active),
        *_speakers_in_two_places(active),
        *_too_small(active),
        *_unplaced(active),
        *_untranslated(active),
        *_over_slots(event, active),
    ]
    return sorted(found, key=lambda warning: warning.level != Level.WRONG)


def by_session(warnings: Iterable[Remark]) -> dict[int, list[Remark]]:
    """Warnings by the session's number."""
    grouped: dict[int, list[Remark]] = defaultdict(list)
    for warning in warnings:
        grouped[warning.session.pk].append(warning)
    return dict(grouped)


def _clashes(sessions: Iterable[Session]) -> Iterable[tuple[Session, Session]]:
    """Each two of ``sessions`` that have time in common, both ways round."""
    timed = [s for s in sessions if s.starts_at is not None]
    for first, second in combinations(timed, 2):
        if _overlap(first, second.starts_at, second.ends_at):
            yield first, second
            yield second, first


def _overlap(session: Session, starts_at: dt.datetime | None, ends_at: dt.datetime | None) -> bool:
    return bool(
        session.starts_at
        and session.ends_at
        and starts_at
        and ends_at
        and session.starts_at < ends_at
        and starts_at < session.ends_at
    )


def _rooms_taken_twice(sessions: Iterable[Session]) -> Iterable[Remark]:
    rooms: dict[int, list[Session]] = defaultdict(list)
    for session in sessions:
        if session.place_id is not None:
            rooms[session.place_id].append(session)
    for together in rooms.values():
        for one, other in _clashes(together):
            yield Remark(
                one,
                Level.WRONG,
                _("%(room)s is taken by “%(other)s” at that time.")
                % {"room": one.place.name if one.place else "", "other": other.title},
            )


def _speakers_in_two_places(sessions: Iterable[Session]) -> Iterable[Remark]:
    speaking: dict[int, list[Session]] = defaultdict(list)
    names = {}
    for session in sessions:
        for speaker in session.speakers.all():
            speaking[speaker.pk].append(session)
            names[speaker.pk] = speaker.name
    for pk, theirs in speaking.items():
        for one, other in _clashes(theirs):
            yield Remark(
                one,
                Level.WRONG,
                _("%(name)s speaks in “%(other)s” at that time.")
                % {"name": names[pk], "other": other.title},
            )


def _too_small(sessions: Iterable[Session]) -> Iterable[Remark]:
    listed = list(sessions)
    places = places_of(listed)
    for session in listed:
        seats = session.place.seats if session.place else None
        if seats is None:
            continue
        names = {"room": session.place.name if session.place else "", "seats": seats}
        registered = places[session.pk].registered
        if session.capacity is not None and session.capacity > seats:
            yield Remark(
                session,
                Level.WRONG,
                _("%(places)d people may register, but %(room)s has %(seats)d seats.")
                % (names | {"places": session.capacity}),
            )
        elif registered > seats:
            yield Remark(
                session,
                Level.WRONG,
                _("%(count)d people have registered, but %(room)s has %(seats)d seats.")
                % (names | {"count": registered}),
            )


def _unplaced(sessions: Iterable[Session]) -> Iterable[Remark]:
    for session in sessions:
        if session.starts_at is None:
            yield Remark(session, Level.NOTE, _("It has no time yet: a release leaves it out."))
        elif session.place_id is None:
            yield Remark(session, Level.NOTE, _("It has no room yet: a release leaves it out."))


def _untranslated(sessions: Iterable[Session]) -> Iterable[Remark]:
    for session in sessions:
        if not session.title_en or (session.abstract_fr and not session.abstract_en):
            yield Remark(session, Level.NOTE, _("The English text is not complete."))
        if not session.title_fr or (session.abstract_en and not session.abstract_fr):
            yield Remark(session, Level.NOTE, _("The French text is not complete."))


def _over_slots(event: Event, sessions: Iterable[Session]) -> Iterable[Remark]:
    slots = list(event.slots.all())
    for session in sessions:
        over = sum(_overlap(session, slot.starts_at, slot.ends_at) for slot in slots)
        if over:
            yield Remark(
                session,
                Level.NOTE,
                ngettext(
                    "It lies over %(count)d slot for meetings.",
                    "It lies over %(count)d slots for meetings.",
                    over,
                )
                % {"count": over},
            )
