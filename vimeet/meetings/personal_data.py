"""What meetings keep about people."""

from vimeet.core.personal_data import Basis, Erase, Personal, Retention, Seen, declare
from vimeet.meetings.models import (
    LevelResult,
    Meeting,
    Plan,
    Request,
    Run,
    RunPoint,
    Unavailability,
    UnplacedRequest,
)

_EVENT = Retention(since="the event's last day", days=3 * 365)
_AFTER = Retention(since="the event's last day", days=90)
_TEAM = (Seen.SELF, Seen.ORGANISER, Seen.STAFF)
_BOTH_SIDES = (Seen.SELF, Seen.ORGANISER, Seen.COUNTERPARTS)


def _asked(purpose: str, erase: Erase) -> Personal:
    return Personal(purpose, Basis.CONTRACT, _EVENT, _BOTH_SIDES, erase)


def _absent(purpose: str) -> Personal:
    return Personal(purpose, Basis.CONTRACT, _AFTER, _TEAM, Erase.DELETE_ROW)


def _acted(purpose: str) -> Personal:
    return Personal(
        purpose, Basis.LEGITIMATE_INTEREST, _EVENT, (Seen.SELF, Seen.ORGANISER), Erase.BLANK
    )


declare(
    Request,
    personal={
        "asker_delegates": _asked("tells who would go", Erase.BLANK),
        "asked_delegates": _asked("tells whom they would meet", Erase.BLANK),
        "message": _asked("tells why they would meet", Erase.BLANK),
        "answer": _asked("tells why they will not meet", Erase.BLANK),
        "created_by": _acted("tells who asked"),
    },
    not_personal=(
        "id",
        "event",
        "asker",
        "asked",
        "state",
        "weight",
        "must",
        "created_at",
        "answered_at",
    ),
    person_path="created_by",
)

declare(
    Unavailability,
    personal={
        "delegate": _absent("tells who can't meet"),
        "starts_at": _absent("keeps the time free of meetings"),
        "ends_at": _absent("keeps the time free of meetings"),
        "away": _absent("tells whether the person waits on site"),
        "reason": _absent("reminds the person why"),
    },
    not_personal=("id",),
    person_path="delegate__user",
)

declare(
    Run,
    personal={
        "requested_by": _acted("tells who started the planner"),
        # Delegates stand in it by number, with the times they can't meet; no name, no address.
        "problem": Personal(
            "lets a lost run be started again, and a plan be checked",
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
    personal={"released_by": _acted("tells who released the plan")},
    not_personal=(
        "id",
        "event",
        "number",
        "state",
        "run",
        "created_at",
        "released_at",
        "proven",
    ),
    person_path="released_by",
)
declare(LevelResult, not_personal=("id", "plan", "rank", "level", "value", "bound"))

declare(
    Meeting,
    personal={
        "attendees": Personal(
            "tells who meets whom",
            Basis.CONTRACT,
            _EVENT,
            (*_TEAM, Seen.COUNTERPARTS),
            Erase.BLANK,
        ),
    },
    not_personal=("id", "plan", "request", "slot", "place"),
    person_path="attendees__user",
)
declare(
    UnplacedRequest,
    not_personal=("id", "plan", "request", "reason_code", "reason", "remedies"),
)
