"""What the programme keeps about people: who speaks, who takes part."""

from vimeet.core.personal_data import Basis, Erase, Personal, Retention, Seen, declare
from vimeet.programme.models import (
    LeftSession,
    ProgrammeRelease,
    ReleasedSession,
    Session,
    SessionRegistration,
    Speaker,
    Track,
)

_EVENT = Retention(since="the event's last day", days=3 * 365)
_AFTER = Retention(since="the event's last day", days=90)
_TEAM = (Seen.SELF, Seen.ORGANISER, Seen.STAFF)


def _speaks(purpose: str, *, public: bool = True) -> Personal:
    # A programme is public: whoever opens the event's page reads who speaks.
    seen = (*_TEAM, Seen.PARTICIPANTS) if public else (Seen.SELF, Seen.ORGANISER)
    return Personal(purpose, Basis.LEGITIMATE_INTEREST, _EVENT, seen, Erase.DELETE_ROW)


declare(Track, not_personal=("id", "event", "name_en", "name_fr", "colour"))

declare(
    Speaker,
    personal={
        "delegate": _speaks("tells which participant it is"),
        "own_name": _speaks("tells who speaks"),
        "own_position": _speaks("tells who speaks"),
        "own_company": _speaks("tells who speaks"),
        "email": _speaks("tells the speaker when a session moves", public=False),
        "biography_en": _speaks("introduces the speaker"),
        "biography_fr": _speaks("introduces the speaker"),
    },
    not_personal=("id", "event"),
    person_path="delegate__user",
)

_CONTENT = (
    "id",
    "title_en",
    "title_fr",
    "abstract_en",
    "abstract_fr",
    "languages",
    "track",
    "place",
    "starts_at",
    "ends_at",
)
_SPEAKERS = {
    "speakers": Personal(
        "tells who speaks",
        Basis.LEGITIMATE_INTEREST,
        _EVENT,
        (*_TEAM, Seen.PARTICIPANTS),
        Erase.BLANK,
    )
}

declare(
    Session,
    personal=_SPEAKERS,
    not_personal=(
        *_CONTENT,
        "event",
        "capacity",
        "registration_open",
        "dropped",
        "created_at",
    ),
    person_path="speakers__delegate__user",
)
declare(
    ReleasedSession,
    personal=_SPEAKERS,
    not_personal=(*_CONTENT, "release", "session"),
    person_path="speakers__delegate__user",
)
declare(
    ProgrammeRelease,
    personal={
        "released_by": Personal(
            "tells who released the programme",
            Basis.LEGITIMATE_INTEREST,
            _EVENT,
            (Seen.SELF, Seen.ORGANISER),
            Erase.BLANK,
        )
    },
    not_personal=("id", "event", "number", "released_at"),
    person_path="released_by",
)

declare(
    SessionRegistration,
    personal={
        name: Personal(purpose, Basis.CONTRACT, _AFTER, _TEAM, Erase.DELETE_ROW)
        for name, purpose in (
            ("session", "keeps a place and the time free of meetings"),
            ("delegate", "tells who takes part"),
            ("state", "tells who has a place and who waits"),
            ("created_at", "keeps the order of those who wait"),
        )
    },
    not_personal=("id",),
    person_path="delegate__user",
)

declare(
    LeftSession,
    personal={
        name: Personal(
            "has calendar programs take it off",
            Basis.CONTRACT,
            _AFTER,
            (Seen.SELF,),
            Erase.DELETE_ROW,
        )
        for name in ("session", "delegate", "left_at", "turns")
    },
    not_personal=("id",),
    person_path="delegate__user",
)
