"""What accounts keep about people."""

from axes.models import AccessAttempt
from django.contrib.sessions.models import Session
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from vimeet.accounts.models import Membership, SignInLink, User
from vimeet.core.personal_data import (
    Basis,
    Erase,
    Personal,
    Retention,
    Seen,
    Since,
    Words,
    declare,
    hold,
)

# Who never signed in counts from when the account was made.
_UNUSED = Retention(Since(_("the last sign-in"), ("last_login", "created_at")), days=3 * 365)
# Whoever is taken out of the team is so at once, and nothing of it stays but in the journal.
_MEMBER = Retention(Since(_("the removal from the team")))
_LINK = Retention(Since(_("the link’s expiry"), ("expires_at",)), days=30)
_SIGNED_IN = Retention(Since(_("the end of the sign-in"), ("expire_date",)))
_REFUSED = Retention(Since(_("the last try"), ("attempt_time",)), days=30)


def _account(purpose: Words, erase: Erase, *, exported: bool = True) -> Personal:
    return Personal(
        purpose, Basis.CONTRACT, _UNUSED, (Seen.SELF, Seen.ORGANISER), erase, exported=exported
    )


declare(
    User,
    words=_("account"),
    personal={
        "email": _account(_("names the account at sign-in, receives its links"), Erase.ANONYMISE),
        "name": _account(_("greets the person, signs what they did"), Erase.ANONYMISE),
        "language": _account(_("speaks the person’s language"), Erase.BLANK),
        "password": _account(_("checks a sign-in (a hash)"), Erase.BLANK, exported=False),
        "last_login": _account(_("tells when an account is no longer used"), Erase.BLANK),
        "created_at": _account(_("tells the account’s age"), Erase.ANONYMISE),
    },
    not_personal=(
        "id",
        "is_active",
        "is_staff",
        "is_superuser",
        "groups",
        "user_permissions",
    ),
    person_path="",
)

declare(
    Membership,
    words=_("place in the team"),
    personal={
        "user": Personal(
            _("lets the person in"),
            Basis.CONTRACT,
            _MEMBER,
            (Seen.SELF, Seen.ORGANISER),
            Erase.DELETE_ROW,
        ),
        "role": Personal(
            _("says what the person may do"),
            Basis.CONTRACT,
            _MEMBER,
            (Seen.SELF, Seen.ORGANISER),
            Erase.DELETE_ROW,
            traced=True,
        ),
    },
    not_personal=("id", "organiser"),
    person_path="user",
)

declare(
    SignInLink,
    words=_("sign-in link"),
    personal={
        name: Personal(
            purpose,
            Basis.CONTRACT,
            _LINK,
            (Seen.SELF,),
            Erase.DELETE_ROW,
            exported=name in ("created_at", "used_at"),
        )
        for name, purpose in {
            "user": _("whom the link signs in"),
            "token_hash": _("recognises the link"),
            "created_at": _("limits how many links are sent"),
            "expires_at": _("ends the link’s use"),
            "used_at": _("makes a second use impossible"),
            "next_path": _("leads on after sign-in"),
            "asked_from": _("limits how many links one place has sent"),
        }.items()
    },
    not_personal=("id",),
    person_path="user",
)

# Tables of Django and of django-axes, which hold people's data all the same.
declare(
    Session,
    words=_("sign-in of a browser"),
    personal={
        name: Personal(
            purpose,
            Basis.CONTRACT,
            _SIGNED_IN,
            (Seen.SELF,),
            Erase.DELETE_ROW,
            exported=False,
        )
        for name, purpose in {
            "session_key": _("recognises the browser"),
            "session_data": _("tells who is signed in there"),
            "expire_date": _("ends the sign-in"),
        }.items()
    },
)
declare(
    AccessAttempt,
    words=_("wrong password"),
    personal={
        name: Personal(
            purpose,
            Basis.LEGITIMATE_INTEREST,
            _REFUSED,
            (),
            Erase.DELETE_ROW,
            exported=False,
        )
        for name, purpose in {
            "username": _("counts wrong passwords for one address"),
            "ip_address": _("counts wrong passwords from one place"),
            "user_agent": _("tells one browser from another"),
            "http_accept": _("tells one browser from another"),
            "attempt_time": _("ends the time to wait"),
        }.items()
    },
    not_personal=("id", "path_info", "get_data", "post_data", "failures_since_start"),
)
hold(User, _("while the person is in a team"), Q(memberships__isnull=False))
hold(User, _("while the person operates the platform"), Q(is_staff=True))
