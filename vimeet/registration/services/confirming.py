"""Whether the address of a registration's contact is theirs: they used a link that went there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from vimeet.audit.services import record
from vimeet.registration.services.letters import Step, may_confirm_again, write_letter
from vimeet.registration.services.links import confirms_address
from vimeet.registration.services.locks import lock_registration

if TYPE_CHECKING:
    from vimeet.accounts.models import User
    from vimeet.registration.models import Registration


@transaction.atomic
def confirm_address(*, registration: Registration, token: str, user: User | None) -> bool:
    """Take note that the contact's address is theirs; whether it is known to be.

    ``token``: the link that is used now; ``user``: who is signed in, by that very address.
    """
    if registration.address_confirmed_at is not None:
        return True
    current = lock_registration(registration)
    signed_in = user is not None and user.email.lower() == current.email.lower()
    if not signed_in and not confirms_address(current, token):
        return False
    current.address_confirmed_at = timezone.now()
    current.save(update_fields=["address_confirmed_at"])
    record(action="registration.address_confirmed", obj=current, actor=user, event=current.event)
    return True


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
