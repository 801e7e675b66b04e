"""What the programme keeps about people: who speaks, who takes part."""

from django.utils.translation import gettext_lazy as _

from vimeet.core.personal_data import (
    LAST_DAY,
    Basis,
    Erase,
    Personal,
    Retention,
    Seen,
    Words,
    declare,
)
from vimeet.programme.models import (
    LeftSession,
    ProgrammeRelease,
    ReleasedSession,
    Session,
    SessionRegistration,
    Speaker,
    Track,
)

_EVENT = Retention(since=LAST_DAY, days=3 * 365)
_AFTER = Retention(since=LAST_DAY, days=90)
_TEAM = (Seen.SELF, Seen.ORGANISER, Seen.STAFF)


def _speaks(purpose: Words, *, public: bool = True) -> Personal:
    # A programme is public: whoever opens the event's page reads who speaks.
    seen = (*_TEAM, Seen.PARTICIPANTS) if public else (Seen.SELF, Seen.ORGANISER)
    return Personal(purpose, Basis.LEGITIMATE_INTEREST, _EVENT, seen, Erase.DELETE_ROW)


declare(Track, not_personal=("id", "event", "name_en", "name_fr", "colour"))

declare(
    Speaker,
    words=_("speaker"),
    personal={
        "delegate": _speaks(_("tells which participant it is")),
        "own_name": _speaks(_("tells who speaks")),
        "own_position": _speaks(_("tells who speaks")),
        "own_company": _speaks(_("tells who speaks")),
        "email": _speaks(_("tells the speaker when a session moves"), public=False),
        "biography_en": _speaks(_("introduces the speaker")),
        "biography_fr": _speaks(_("introduces the speaker")),
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
        _("tells who speaks"),
        Basis.LEGITIMATE_INTEREST,
        _EVENT,
        (*_TEAM, Seen.PARTICIPANTS),
        Erase.BLANK,
    )
}

declare(
    Session,
    words=_("session"),
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
    words=_("session as released"),
    personal=_SPEAKERS,
    not_personal=(*_CONTENT, "release", "session"),
    person_path="speakers__delegate__user",
)
declare(
    ProgrammeRelease,
    words=_("version of the programme"),
    personal={
        "released_by": Personal(
            _("tells who released the programme"),
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
    words=_("registration for a session"),
    personal={
        name: Personal(purpose, Basis.CONTRACT, _AFTER, _TEAM, Erase.DELETE_ROW)
        for name, purpose in (
            ("session", _("keeps a place and the time free of meetings")),
            ("delegate", _("tells who takes part")),
            ("state", _("tells who has a place and who waits")),
            ("created_at", _("keeps the order of those who wait")),
        )
    },
    not_personal=("id",),
    person_path="delegate__user",
)

declare(
    LeftSession,
    words=_("session left"),
    personal={
        name: Personal(
            _("has calendar programs take it off"),
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
