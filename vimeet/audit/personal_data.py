"""What the audit trail keeps about people."""

from django.utils.translation import gettext_lazy as _

from vimeet.audit.models import Entry
from vimeet.core.personal_data import (
    Basis,
    Erase,
    Personal,
    Retention,
    Seen,
    Since,
    Words,
    declare,
)

_KEPT = Retention(Since(_("the change"), ("at",)), days=3 * 365)


def _traced(purpose: Words) -> Personal:
    return Personal(purpose, Basis.LEGITIMATE_INTEREST, _KEPT, (Seen.ORGANISER,), Erase.DELETE_ROW)


declare(
    Entry,
    words=_("entry of the journal"),
    personal={
        "actor": _traced(_("tells who changed something")),
        "object_name": _traced(_("names what was changed, perhaps a person")),
        "changes": _traced(_("shows what was changed; of personal fields the name only")),
    },
    not_personal=("id", "organiser", "event", "at", "action", "object_type", "object_id"),
    person_path="actor",
)
