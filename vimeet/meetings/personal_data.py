"""What meetings keep about people."""

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
from vimeet.meetings.models import (
    AgendaBook,
    AgendaRules,
    CalendarFeed,
    ChangeWish,
    LevelResult,
    Meeting,
    MeetingMessage,
    MeetingNote,
    MeetingReport,
    NeverWith,
    Pair,
    Plan,
    Request,
    RequestRules,
    Run,
    RunPoint,
    Unavailability,
    UnplacedRequest,
    UnseenChange,
    WhatIf,
)

_EVENT = Retention(since=LAST_DAY, days=3 * 365)
_AFTER = Retention(since=LAST_DAY, days=90)
_TEAM = (Seen.SELF, Seen.ORGANISER, Seen.STAFF)
_BOTH_SIDES = (Seen.SELF, Seen.ORGANISER, Seen.COUNTERPARTS)


def _asked(purpose: Words, erase: Erase) -> Personal:
    return Personal(purpose, Basis.CONTRACT, _EVENT, _BOTH_SIDES, erase)


def _absent(purpose: Words) -> Personal:
    return Personal(purpose, Basis.CONTRACT, _AFTER, _TEAM, Erase.DELETE_ROW)


def _acted(purpose: Words, *, with_row: bool = False) -> Personal:
    """Who did something; ``with_row``: it goes with the row, which is not kept as long."""
    seen = (Seen.SELF, Seen.ORGANISER)
    kept, erase = (_AFTER, Erase.DELETE_ROW) if with_row else (_EVENT, Erase.BLANK)
    return Personal(purpose, Basis.LEGITIMATE_INTEREST, kept, seen, erase)


def _own(purpose: Words, *seen: Seen, erase: Erase = Erase.DELETE_ROW) -> Personal:
    """What a delegate writes or keeps for themself; ``seen``: who else reads it."""
    return Personal(purpose, Basis.CONTRACT, _AFTER, (Seen.SELF, *seen), erase)


declare(
    Request,
    words=_("request for a meeting"),
    personal={
        "asker_delegates": _asked(_("tells who would go"), Erase.BLANK),
        "asked_delegates": _asked(_("tells whom they would meet"), Erase.BLANK),
        "message": _asked(_("tells why they would meet"), Erase.BLANK),
        "answer": _asked(_("tells why they will not meet"), Erase.BLANK),
        "created_by": _acted(_("tells who asked")),
    },
    not_personal=(
        "id",
        "event",
        "asker",
        "asked",
        "state",
        "asker_priority",
        "asked_priority",
        "weight",
        "weight_by_hand",
        "must",
        "created_at",
        "answered_at",
        "withdrawn_at",
        "withdrawn_by",
        "reminded_at",
        "last_call_at",
    ),
    person_path="created_by",
    traced_as=("people",),
)

declare(
    RequestRules,
    not_personal=(
        "id",
        "event",
        "weights",
        "remind_after_days",
        "remind_before_close_days",
        "expire_after_days",
    ),
)

# About companies; who said it is known to the organiser, and to the delegation that says never.
declare(
    Pair,
    words=_("pair that must or must not meet"),
    personal={"created_by": _acted(_("tells who decided on these two"))},
    not_personal=("id", "event", "first", "second", "kind", "note", "created_at"),
    person_path="created_by",
)
declare(
    NeverWith,
    words=_("company not to be met"),
    personal={"created_by": _acted(_("tells who does not want to meet them"))},
    not_personal=("id", "delegation", "other", "created_at"),
    person_path="created_by",
)

declare(
    Unavailability,
    words=_("blocked time"),
    personal={
        "delegate": _absent(_("tells who can’t meet")),
        "starts_at": _absent(_("keeps the time free of meetings")),
        "ends_at": _absent(_("keeps the time free of meetings")),
        "away": _absent(_("tells whether the person waits on site")),
        "reason": _absent(_("reminds the person why")),
    },
    not_personal=("id",),
    person_path="delegate__user",
    traced_as=("span",),
)

declare(
    Run,
    words=_("planner run"),
    personal={
        "requested_by": _acted(_("tells who started the planner")),
        # Delegates stand in it by number, with the times they can't meet; no name, no address.
        "problem": Personal(
            _("lets a lost run be started again, and a plan be checked"),
            Basis.LEGITIMATE_INTEREST,
            _AFTER,
            (Seen.ORGANISER,),
            Erase.BLANK,
            exported=False,
        ),
    },
    not_personal=(
        "id",
        "event",
        "number",
        "state",
        "created_at",
        "started_at",
        "finished_at",
        "heartbeat_at",
        "time_limit",
        "seed",
        "stop_requested_at",
        "keep_result",
        "request_count",
        "placed",
        "error",
        "conflict",
    ),
    person_path="requested_by",
)
declare(RunPoint, not_personal=("id", "run", "seconds", "level", "value", "bound", "placed"))

declare(
    Plan,
    words=_("plan"),
    personal={"released_by": _acted(_("tells who released the plan"))},
    not_personal=(
        "id",
        "event",
        "number",
        "state",
        "run",
        "created_at",
        "released_at",
        "proven",
        "edited_at",
    ),
    person_path="released_by",
)
declare(
    WhatIf,
    words=_("question to the planner"),
    personal={"requested_by": _acted(_("tells who asked the planner"))},
    not_personal=(
        "id",
        "event",
        "kind",
        "state",
        "time_limit",
        "created_at",
        "finished_at",
        "heartbeat_at",
        "request_count",
        "answer",
        "error",
    ),
    person_path="requested_by",
)
declare(LevelResult, not_personal=("id", "plan", "rank", "level", "value", "bound"))

declare(
    Meeting,
    words=_("meeting"),
    personal={
        "attendees": Personal(
            _("tells who meets whom"),
            Basis.CONTRACT,
            _EVENT,
            (*_TEAM, Seen.COUNTERPARTS),
            Erase.BLANK,
        ),
    },
    not_personal=("id", "plan", "request", "slot", "place", "locked"),
    person_path="attendees__user",
)
declare(
    UnplacedRequest,
    not_personal=("id", "plan", "request", "reason_code", "reason", "remedies"),
)


declare(
    UnseenChange,
    words=_("change not seen yet"),
    personal={
        "delegate": _own(_("marks what changed in the person’s agenda until they have seen it")),
        "people": _own(_("tells which other people the person knew of")),
    },
    not_personal=("id", "request", "slot", "place", "told_slot"),
    person_path="delegate__user",
)
declare(
    CalendarFeed,
    words=_("calendar address"),
    personal={
        "delegate": _own(_("shows the agenda in the person’s own calendar")),
        # A hash: it opens nothing and tells nothing.
        "token_hash": Personal(
            _("recognises the secret address"),
            Basis.CONTRACT,
            _AFTER,
            (),
            Erase.DELETE_ROW,
            exported=False,
        ),
        "created_at": _own(_("tells since when the address exists")),
        "read_at": _own(_("tells the person whether a program still reads it")),
    },
    not_personal=("id",),
    person_path="delegate__user",
)
declare(AgendaRules, not_personal=("id", "event", "moves", "cancellations", "notice_minutes"))
declare(
    AgendaBook,
    words=_("printed agendas"),
    personal={
        "requested_by": _acted(_("tells who had the agendas printed"), with_row=True),
        "document": Personal(
            _("gives people their agenda on paper"),
            Basis.CONTRACT,
            _AFTER,
            (Seen.ORGANISER,),
            Erase.DELETE_ROW,
            exported=False,
        ),
    },
    not_personal=("id", "event", "plan", "state", "created_at", "ready_at", "agendas"),
    person_path="requested_by",
)
declare(
    MeetingNote,
    words=_("note on a meeting"),
    personal={
        "delegate": _own(_("tells whose note it is")),
        "text": _own(_("helps the person remember what a meeting was about")),
        "updated_at": _own(_("tells when the note was written")),
    },
    not_personal=("id", "request"),
    person_path="delegate__user",
)
declare(
    MeetingReport,
    words=_("report on a meeting"),
    personal={
        "delegate": _own(_("tells who reports"), Seen.ORGANISER),
        "took_place": _own(_("counts the meetings that were held"), Seen.ORGANISER),
        "rating": _own(_("tells how good the meeting was"), Seen.ORGANISER),
        "comment": _own(_("tells why"), Seen.ORGANISER),
        "created_at": _own(_("tells when"), Seen.ORGANISER),
        "updated_at": _own(_("tells when"), Seen.ORGANISER),
    },
    not_personal=("id", "request"),
    person_path="delegate__user",
)
declare(
    MeetingMessage,
    words=_("message about a meeting"),
    personal={
        "delegate": _own(_("tells who writes"), Seen.COUNTERPARTS),
        "text": _own(_("lets the two sides of a meeting agree on it"), Seen.COUNTERPARTS),
        "created_at": _own(_("keeps the messages in order"), Seen.COUNTERPARTS),
    },
    not_personal=("id", "request"),
    person_path="delegate__user",
)
declare(
    ChangeWish,
    words=_("wish to change a meeting"),
    personal={
        "delegate": _own(_("tells who asks for a change"), Seen.ORGANISER),
        "reason": _own(_("lets the organiser decide"), Seen.ORGANISER),
        "answer": _own(_("tells why it was refused"), Seen.ORGANISER),
        "decided_by": _acted(_("tells who decided"), with_row=True),
    },
    not_personal=(
        "id",
        "request",
        "kind",
        "slot",
        "state",
        "created_at",
        "decided_at",
        "plan",
    ),
    person_path="delegate__user",
)
