"""What accounts keep about people."""

from vimeet.accounts.models import Membership, SignInLink, User
from vimeet.core.personal_data import Basis, Erase, Personal, Retention, Seen, declare

_UNUSED = Retention(since="the last sign-in", days=3 * 365)
_MEMBER = Retention(since="the end of the membership", days=365)
_LINK = Retention(since="the link's expiry", days=30)


def _account(purpose: str, erase: Erase, *, exported: bool = True) -> Personal:
    return Personal(
        purpose, Basis.CONTRACT, _UNUSED, (Seen.SELF, Seen.ORGANISER), erase, exported=exported
    )


declare(
    User,
    personal={
        "email": _account("names the account at sign-in, receives its links", Erase.ANONYMISE),
        "name": _account("greets the person, signs what they did", Erase.ANONYMISE),
        "language": _account("speaks the person's language", Erase.BLANK),
        "password": _account("checks a sign-in (a hash)", Erase.BLANK, exported=False),
        "last_login": _account("tells when an account is no longer used", Erase.BLANK),
        "created_at": _account("tells the account's age", Erase.BLANK),
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
    personal={
        "user": Personal(
            "lets the person in",
            Basis.CONTRACT,
            _MEMBER,
            (Seen.SELF, Seen.ORGANISER),
            Erase.DELETE_ROW,
        ),
        "role": Personal(
            "says what the person may do",
            Basis.CONTRACT,
            _MEMBER,
            (Seen.SELF, Seen.ORGANISER),
            Erase.DELETE_ROW,
        ),
    },
    not_personal=("id", "organiser"),
    person_path="user",
)

declare(
    SignInLink,
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
            "user": "whom the link signs in",
            "token_hash": "recognises the link",
            "created_at": "limits how many links are sent",
            "expires_at": "ends the link's use",
            "used_at": "makes a second use impossible",
            "next_path": "leads on after sign-in",
            "asked_from": "limits how many links one place has sent",
        }.items()
    },
    not_personal=("id",),
    person_path="user",
)
