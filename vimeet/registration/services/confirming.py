"""Whether the address of a registration's contact is theirs: they used a link that went there."""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from vimeet.audit.services import record
from vimeet.registration.services.letters import Step, may_confirm_again, write_letter
from vimeet.registration.services.links import confirms_address, fingerprint, revoke_unmailed
from vimeet.registration.services.locks import lock_registration

if TYPE_CHECKING:
    from vimeet.accounts.models import User
    from vimeet.registration.models import Registration


def confirm_address(
    *, registration: Registration, token: str, user: User | None, own: Collection[str] = ()
) -> None:
    """Take note that the contact's address is theirs, if what is done now shows it.

    ``token``: the link that is used; ``user``: who is signed in, perhaps by that very address.
    Whoever began the registration with an address that is not theirs is out from then on: links
    that nobody got by e-mail end, except those of this very browser (``own``: their fingerprints).
    """
    if registration.address_confirmed_at is None and _is_theirs(registration, token, user):
        _confirm(registration, token, user, own)


@transaction.atomic
def _confirm(
    registration: Registration, token: str, user: User | None, own: Collection[str]
) -> None:
    current = lock_registration(registration)
    if current.address_confirmed_at is not None or not _is_theirs(current, token, user):
        return
    current.address_confirmed_at = timezone.now()
    current.save(update_fields=["address_confirmed_at"])
    revoke_unmailed(current, but=(fingerprint(token), *own))
    record(action="registration.address_confirmed", obj=current, actor=user, event=current.event)


def _is_theirs(registration: Registration, token: str, user: User | None) -> bool:
    """Whether the contact's address is that of whoever has this link, or is signed in."""
    signed_in = user is not None and user.email.lower() == registration.email.lower()
    return signed_in or confirms_address(registration, token)


@transaction.atomic
def ask_to_confirm(*, registration: Registration) -> None:
    """Send the contact another link. Raises ValidationError if too many went there lately."""
    current = lock_registration(registration)
    if not may_confirm_again(current):
        raise ValidationError(
            _("Several messages went to %(address)s already: look there, in the spam too."),
            params={"address": current.email},
        )
    write_letter(current, Step.CONFIRM)
