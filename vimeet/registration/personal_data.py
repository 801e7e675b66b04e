"""What registration keeps about people."""

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from vimeet.accounts.models import User
from vimeet.core.personal_data import (
    LAST_DAY,
    Basis,
    Erase,
    Eraser,
    Personal,
    Retention,
    Seen,
    Since,
    Words,
    declare,
    hold,
)
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
from vimeet.registration.services.retention import (
    DRAFT_DAYS,
    erase_expired_answers,
    erase_old_drafts,
    with_expired_answers,
    with_old_drafts,
)

_EVENT = Retention(since=LAST_DAY, days=3 * 365)
_ON_SITE = Retention(since=LAST_DAY, days=90)
_TEAM = (Seen.SELF, Seen.ORGANISER, Seen.STAFF)


def _delegate(
    purpose: Words,
    erase: Erase,
    *,
    seen_by: tuple[Seen, ...] = (),
    retention: Retention = _EVENT,
) -> Personal:
    return Personal(purpose, Basis.CONTRACT, retention, (*_TEAM, *seen_by), erase)


# A delegation is a company; what it writes of itself may still name people.
_PROFILE = Personal(
    _("lets other participants decide whom to meet"),
    Basis.CONTRACT,
    _EVENT,
    (*_TEAM, Seen.PARTICIPANTS),
    Erase.BLANK,
)

declare(
    Delegation,
    words=_("delegation"),
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
    words=_("delegate"),
    personal={
        "user": _delegate(_("lets the person open their agenda"), Erase.BLANK),
        "first_name": _delegate(
            _("names the person to those they meet"), Erase.ANONYMISE, seen_by=(Seen.PARTICIPANTS,)
        ),
        "last_name": _delegate(
            _("names the person to those they meet"), Erase.ANONYMISE, seen_by=(Seen.PARTICIPANTS,)
        ),
        "job_title": _delegate(
            _("tells others whom they will meet"), Erase.BLANK, seen_by=(Seen.PARTICIPANTS,)
        ),
        "email": _delegate(_("receives the agenda and its changes"), Erase.ANONYMISE),
        "phone": _delegate(
            _("receives changes on site; staff may call"), Erase.BLANK, retention=_ON_SITE
        ),
        "language": _delegate(_("writes to the person in their language"), Erase.ANONYMISE),
        "created_at": _delegate(_("tells when the person was registered"), Erase.ANONYMISE),
    },
    not_personal=("id", "delegation"),
    person_path="user",
)

_DRAFT = Retention(Since(_("the day it was begun"), ("created_at",)), days=DRAFT_DAYS)
# A draft goes with all that was typed into it.
_DRAFTS = Eraser(Registration, with_old_drafts, erase_old_drafts)
# Files and taken choices go with the answers that they belong to.
_ANSWERS = Eraser(Registration, with_expired_answers, erase_expired_answers)
_ANSWER = Retention(
    Since(_("as long as the form says of each field, counted from the event’s last day"))
)


def _registered(
    purpose: Words,
    erase: Erase,
    *,
    retention: Retention = _EVENT,
    exported: bool = True,
    eraser: Eraser | None = None,
) -> Personal:
    seen = (Seen.SELF, Seen.ORGANISER)
    return Personal(
        purpose, Basis.CONTRACT, retention, seen, erase, exported=exported, eraser=eraser
    )


declare(
    Registration,
    words=_("registration"),
    personal={
        "user": _registered(_("lets the person find what they registered"), Erase.BLANK),
        "email": _registered(_("receives what becomes of the registration"), Erase.ANONYMISE),
        "address_confirmed_at": _registered(_("tells that the address is theirs"), Erase.BLANK),
        "language": _registered(_("writes to the contact in their language"), Erase.ANONYMISE),
        "vat_number": _registered(
            _("names the company on invoices; a sole trader’s is theirs"), Erase.BLANK
        ),
        "typed": _registered(
            _("keeps what was typed and not sent yet"),
            Erase.BLANK,
            retention=_DRAFT,
            eraser=_DRAFTS,
        ),
        "answers": _registered(
            _("what the event’s form asks; each of its fields says what for"),
            Erase.BLANK,
            retention=_ANSWER,
            eraser=_ANSWERS,
        ),
        "reason": _registered(_("tells why a registration was refused"), Erase.BLANK),
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
    traced_as=("people", "left_out"),
)

declare(
    RegistrationPerson,
    words=_("person of a registration"),
    personal={
        "first_name": _registered(_("names who is to take part"), Erase.ANONYMISE),
        "last_name": _registered(_("names who is to take part"), Erase.ANONYMISE),
        "email": _registered(_("becomes the delegate’s address"), Erase.ANONYMISE),
        "phone": _registered(_("becomes the delegate’s phone"), Erase.BLANK, retention=_ON_SITE),
        "job_title": _registered(_("tells others whom they will meet"), Erase.BLANK),
        "is_contact": _registered(_("tells whom to write to"), Erase.BLANK),
    },
    not_personal=("id", "registration", "position", "delegate"),
    person_path="delegate__user",
)

declare(
    ReturnLink,
    words=_("link to a registration"),
    personal={
        "token_hash": _registered(_("recognises the link"), Erase.DELETE_ROW, exported=False),
        "mailed_to": _registered(_("tells whose address the link confirms"), Erase.DELETE_ROW),
        "created_at": _registered(_("tells when the link was written"), Erase.DELETE_ROW),
    },
    not_personal=("id", "registration"),
    person_path="registration__user",
)

declare(
    FormVersion,
    words=_("version of the form"),
    personal={
        "published_by": Personal(
            _("tells who answers for the form"),
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
    words=_("logo or photo"),
    personal={
        "created_at": _delegate(
            _("tells when the photo was given"), Erase.DELETE_ROW, seen_by=(Seen.PARTICIPANTS,)
        )
    },
    not_personal=("id", "event", "delegation", "delegate"),
    person_path="delegate__user",
)
declare(
    PictureSize,
    words=_("logo or photo in one size"),
    personal={
        "content": _delegate(
            _("shows the person to those they meet"), Erase.DELETE_ROW, seen_by=(Seen.PARTICIPANTS,)
        )
    },
    not_personal=("id", "picture", "size"),
    person_path="picture__delegate__user",
)
declare(
    AnswerFile,
    words=_("file of a registration"),
    personal={
        name: _registered(purpose, Erase.DELETE_ROW, retention=_ANSWER, eraser=_ANSWERS)
        for name, purpose in {
            "name": _("names the file"),
            "content": _("what the event’s form asks for as a file"),
            "created_at": _("tells when the file was given"),
        }.items()
    },
    not_personal=("id", "registration", "question", "content_type", "size"),
    person_path="registration__people__delegate__user",
)
declare(
    TakenChoice,
    not_personal=("id", "participant_type", "registration", "question", "choice"),
)
hold(User, _("while the person is a delegate of an event"), Q(delegates__isnull=False))
hold(User, _("while a registration of theirs is kept"), Q(registrations__isnull=False))
