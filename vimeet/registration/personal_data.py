"""What registration keeps about people."""

from vimeet.core.personal_data import Basis, Erase, Personal, Retention, Seen, declare
from vimeet.registration.models import (
    AnswerFile,
    Delegate,
    Delegation,
    FormVersion,
    Picture,
    PictureSize,
    Registration,
    RegistrationPerson,
    ReturnLink,
    TakenChoice,
    Term,
    TermPair,
)
from vimeet.registration.selectors import PROFILE_TEXTS

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
    personal=dict.fromkeys(PROFILE_TEXTS, _PROFILE),
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
        "max_open_requests",
        "stand",
        "created_at",
        "profile_changed_at",
        "needed_terms",
        "offered_terms",
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

_DRAFT = Retention(since="the day it was begun", days=180)


def _registered(
    purpose: str,
    erase: Erase,
    *,
    retention: Retention = _EVENT,
    exported: bool = True,
) -> Personal:
    seen = (Seen.SELF, Seen.ORGANISER)
    return Personal(purpose, Basis.CONTRACT, retention, seen, erase, exported=exported)


declare(
    Registration,
    personal={
        "user": _registered("lets the person find what they registered", Erase.BLANK),
        "email": _registered("receives what becomes of the registration", Erase.ANONYMISE),
        "address_confirmed_at": _registered("tells that the address is theirs", Erase.BLANK),
        "language": _registered("writes to the contact in their language", Erase.ANONYMISE),
        "vat_number": _registered(
            "names the company on invoices; a sole trader's is theirs", Erase.BLANK
        ),
        "typed": _registered(
            "keeps what was typed and not sent yet", Erase.BLANK, retention=_DRAFT
        ),
        "answers": _registered(
            "what the event's form asks; each of its fields says what for and how long",
            Erase.BLANK,
        ),
        "reason": _registered("tells why a registration was refused", Erase.BLANK),
    },
    not_personal=(
        "id",
        "event",
        "participant_type",
        "state",
        "name",
        "country",
        "city",
        "website",
        "people_limit",
        "form_version",
        "delegation",
        "created_at",
        "held_back",
        "offer_expires_at",
        "complete_by",
        "reminded_for",
        "submitted_at",
        "decided_at",
    ),
    person_path="people__delegate__user",
)

declare(
    RegistrationPerson,
    personal={
        "first_name": _registered("names who is to take part", Erase.ANONYMISE),
        "last_name": _registered("names who is to take part", Erase.ANONYMISE),
        "email": _registered("becomes the delegate's address", Erase.ANONYMISE),
        "phone": _registered("becomes the delegate's phone", Erase.BLANK, retention=_ON_SITE),
        "job_title": _registered("tells others whom they will meet", Erase.BLANK),
        "is_contact": _registered("tells whom to write to", Erase.BLANK),
    },
    not_personal=("id", "registration", "position", "delegate"),
    person_path="delegate__user",
)

declare(
    ReturnLink,
    personal={
        "token_hash": _registered("recognises the link", Erase.DELETE_ROW, exported=False),
        "mailed_to": _registered("tells whose address the link confirms", Erase.DELETE_ROW),
        "created_at": _registered("tells when the link was written", Erase.DELETE_ROW),
    },
    not_personal=("id", "registration"),
    person_path="registration__user",
)

declare(
    FormVersion,
    personal={
        "published_by": Personal(
            "tells who answers for the form",
            Basis.LEGITIMATE_INTEREST,
            _EVENT,
            (Seen.ORGANISER,),
            Erase.BLANK,
        )
    },
    not_personal=("id", "participant_type", "number", "definition", "published_at"),
    person_path="published_by",
)
declare(Term, not_personal=("id", "event", "parent", "position", "name_en", "name_fr"))
declare(TermPair, not_personal=("id", "event", "need", "offer", "kind"))
declare(
    Picture,
    personal={
        "created_at": _delegate(
            "tells when the photo was given", Erase.DELETE_ROW, seen_by=(Seen.PARTICIPANTS,)
        )
    },
    not_personal=("id", "event", "delegation", "delegate"),
    person_path="delegate__user",
)
declare(
    PictureSize,
    personal={
        "content": _delegate(
            "shows the person to those they meet", Erase.DELETE_ROW, seen_by=(Seen.PARTICIPANTS,)
        )
    },
    not_personal=("id", "picture", "size"),
    person_path="picture__delegate__user",
)
declare(
    AnswerFile,
    personal={
        name: _registered(purpose, Erase.DELETE_ROW)
        for name, purpose in {
            "name": "names the file",
            "content": "what the event's form asks for as a file",
            "created_at": "tells when the file was given",
        }.items()
    },
    not_personal=("id", "registration", "question", "content_type", "size"),
    person_path="registration__people__delegate__user",
)
declare(
    TakenChoice,
    not_personal=("id", "participant_type", "registration", "question", "choice"),
)
