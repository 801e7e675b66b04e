"""Creating a tenant."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.utils.text import slugify
from django.utils.translation import gettext as _

from vimeet.accounts.models import Membership, User
from vimeet.audit.services import record
from vimeet.events.models import Organiser


@transaction.atomic
def create_organiser(*, name: str, email: str) -> Membership:
    """Create the organiser ``name`` with the user of ``email`` as its first member.

    An existing user of that address becomes the member. Raises ValidationError if the address is
    none, or if there is an organiser of that name already.
    """
    validate_email(email)
    slug = slugify(name)[:60]
    if not slug:
        raise ValidationError(_("“%(name)s” holds no letter or figure."), params={"name": name})
    if Organiser.objects.filter(slug=slug).exists():
        raise ValidationError(_("There is an organiser “%(name)s” already."), params={"name": name})
    user = User.objects.filter(email=User.objects.normalize_email(email)).first()
    if user is None:
        user = User.objects.create_user(email, name=email.partition("@")[0])
    organiser = Organiser.objects.create(name=name, slug=slug)
    record(action="organiser.created", obj=organiser, actor=None, organiser=organiser)
    membership: Membership = Membership.objects.create(
        organiser=organiser, user=user, role=Membership.Role.ORGANISER
    )
    return membership
