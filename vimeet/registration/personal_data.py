"""What registration keeps about people."""

from vimeet.core.personal_data import Basis, Erase, Personal, Retention, Seen, declare
from vimeet.registration.models import Delegate, Delegation

_EVENT = Retention(since="the event's last day", days=3 * 365)
_ON_SITE = Retention(since="the event's last day", days=90)
_TEAM = (Seen.SELF, Seen.ORGANISER, Seen.STAFF)


def _delegate(
    purpose: str,
    erase: Erase,
    *,
    seen_by: tuple[Seen, ...] = (),
    retention: Retention = _EVENT,
) -> Personal:
    return Personal(purpose, Basis.CONTRACT, retention, (*_TEAM, *seen_by), erase)


# A delegation is a company; what it writes of itself may still name people.
_PROFILE = Personal(
    "lets other participants decide whom to meet",
    Basis.CONTRACT,
    _EVENT,
    (*_TEAM, Seen.PARTICIPANTS),
    Erase.BLANK,
)

declare(
    Delegation,
    personal={"presentation": _PROFILE, "needs": _PROFILE, "offers": _PROFILE},
    not_personal=(
        "id",
        "event",
        "participant_type",
        "name",
        "country",
        "city",
        "website",
        "max_meetings",
        "min_meetings",
        "stand",
        "created_at",
    ),
    person_path="delegates__user",
)

declare(
    Delegate,
    personal={
        "user": _delegate("lets the person open their agenda", Erase.BLANK),
        "first_name": _delegate(
            "names the person to those they meet", Erase.ANONYMISE, seen_by=(Seen.PARTICIPANTS,)
        ),
        "last_name": _delegate(
            "names the person to those they meet", Erase.ANONYMISE, seen_by=(Seen.PARTICIPANTS,)
        ),
        "job_title": _delegate(
            "tells others whom they will meet", Erase.BLANK, seen_by=(Seen.PARTICIPANTS,)
        ),
        "email": _delegate("receives the agenda and its changes", Erase.ANONYMISE),
        "phone": _delegate(
            "receives changes on site; staff may call", Erase.BLANK, retention=_ON_SITE
        ),
        "language": _delegate("writes to the person in their language", Erase.ANONYMISE),
        "created_at": _delegate("tells when the person was registered", Erase.BLANK),
    },
    not_personal=("id", "delegation"),
    person_path="user",
)
