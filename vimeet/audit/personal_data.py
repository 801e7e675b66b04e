"""What the audit trail keeps about people."""

from vimeet.audit.models import Entry
from vimeet.core.personal_data import Basis, Erase, Personal, Retention, Seen, declare

_KEPT = Retention(since="the change", days=3 * 365)


def _traced(purpose: str, erase: Erase) -> Personal:
    return Personal(purpose, Basis.LEGITIMATE_INTEREST, _KEPT, (Seen.ORGANISER,), erase)


declare(
    Entry,
    personal={
        "actor": _traced("tells who changed something", Erase.BLANK),
        "object_name": _traced("names what was changed, perhaps a person", Erase.BLANK),
        "changes": _traced("shows the values before and after", Erase.BLANK),
    },
    not_personal=("id", "organiser", "event", "at", "action", "object_type", "object_id"),
    person_path="actor",
)
