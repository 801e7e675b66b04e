"""What the directory keeps about people."""

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
from vimeet.directory.models import Edition, Entry, Favourite, Listing, Note, SavedSearch, Tag, Word

_EVENT = Retention(since=LAST_DAY, days=365)


def _own(purpose: Words) -> Personal:
    """What a delegate keeps for themselves: nobody else sees it, not even their colleagues."""
    return Personal(purpose, Basis.CONTRACT, _EVENT, (Seen.SELF,), Erase.DELETE_ROW)


# The index repeats what registration declares, and is made again when that changes: what a list
# shows of an entry (``Listing``) within moments, and until then it is not shown from there. Its
# words (of the entries, in a column or table of the database's own; of the event, in ``Word``) may
# be people's names: they say of nobody that it is theirs, and go with the next rebuild.
declare(
    Entry,
    not_personal=(
        "id",
        "event",
        "delegation",
        "name_key",
        "tags",
        "made",
        "stale",
        "created_at",
    ),
)
declare(Listing, not_personal=("id", "entry", "shown"))
declare(Edition, not_personal=("id", "event", "version", "last_removal", "pruned", "key"))
declare(Tag, not_personal=("id", "event", "code"))
declare(Word, not_personal=("id", "event", "text"))
declare(
    Favourite,
    words=_("favourite"),
    personal={
        "delegation": _own(_("lets the person find it again")),
        "created_at": _own(_("tells since when it is a favourite")),
    },
    not_personal=("id", "delegate"),
    person_path="delegate__user",
)
declare(
    Note,
    words=_("note on a participant"),
    personal={
        "delegation": _own(_("tells what the note is about")),
        "text": _own(_("reminds the person of what they wrote down")),
        "changed_at": _own(_("tells when it was written")),
    },
    not_personal=("id", "delegate"),
    person_path="delegate__user",
)
declare(
    SavedSearch,
    words=_("saved search"),
    personal={
        "name": _own(_("names the search to the person")),
        "query": _own(_("finds who fits")),
        "notify": _own(_("tells whether the person wants e-mails")),
        "known": _own(_("tells of each who fits once")),
        "told": _own(_("numbers the e-mails")),
        "created_at": _own(_("tells when it was saved")),
    },
    not_personal=("id", "delegate"),
    person_path="delegate__user",
)
