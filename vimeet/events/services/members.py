"""Who works for an organiser, and as what. ``event``: in whose journal it is written."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urljoin

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override

from vimeet.accounts.models import Membership, User
from vimeet.audit.services import record
from vimeet.events.models import Event, Organiser
from vimeet.messaging.services import write_message

if TYPE_CHECKING:
    from collections.abc import Iterable

Role = Membership.Role


@transaction.atomic
def add_member(*, event: Event, actor: User, email: str, name: str, role: str) -> Membership:
    """Let somebody work for the event's organiser, and write to them.

    Who has an account with this address keeps it and its name. Raises ValidationError if they
    are in the team already.
    """
    _lock(event.organiser)
    user = User.objects.filter(email=User.objects.normalize_email(email)).first()
    if user is None:
        user = User.objects.create_user(email, name=name)
    if Membership.objects.of_organiser(event.organiser).filter(user=user).exists():
        raise ValidationError({"email": _("Somebody with this address is in the team already.")})
    member: Membership = Membership.objects.create(organiser=event.organiser, user=user, role=role)
    record(
        action="member.added",
        obj=member,
        actor=actor,
        event=event,
        changes={"role": ["", role]},
    )
    _write(member, event, actor)
    return member


@transaction.atomic
def change_member(*, member: Membership, event: Event, actor: User, role: str) -> Membership:
    """Make somebody something else. Raises ValidationError if no organiser would be left."""
    members = _lock(member.organiser)
    current = _present(members, member)
    if current.role == role:
        return current
    _check_one_left(members, without=current)
    before, current.role = current.role, role
    current.save(update_fields=["role"])
    record(
        action="member.changed",
        obj=current,
        actor=actor,
        event=event,
        changes={"role": [before, role]},
    )
    return current


@transaction.atomic
def remove_member(*, member: Membership, event: Event, actor: User) -> None:
    """Let somebody work here no more; their account stays. Raises as ``change_member`` does."""
    members = _lock(member.organiser)
    current = _present(members, member)
    _check_one_left(members, without=current)
    record(
        action="member.removed",
        obj=current,
        actor=actor,
        event=event,
        changes={"role": [current.role, ""]},
    )
    current.delete()


def _lock(organiser: Organiser) -> list[Membership]:
    """The team; whoever changes it waits until the caller's transaction is over."""
    Organiser.objects.select_for_update().get(pk=organiser.pk)
    rows = Membership.objects.of_organiser(organiser).select_related("organiser", "user")
    return list(rows)


def _present(members: Iterable[Membership], member: Membership) -> Membership:
    found = next((one for one in members if one.pk == member.pk), None)
    if found is None:
        raise ValidationError(_("This person is no longer in the team."))
    return found


def _check_one_left(members: Iterable[Membership], *, without: Membership) -> None:
    """Raise ValidationError if ``without`` is the last organiser: nobody could come back in."""
    left = (one for one in members if one.role == Role.ORGANISER and one.pk != without.pk)
    if without.role == Role.ORGANISER and not any(left):
        raise ValidationError(
            _("%(name)s is the only organiser: make somebody else one first."),
            params={"name": str(without.user)},
        )


def _write(member: Membership, event: Event, actor: User) -> None:
    """Tell somebody that they are in the team, and how to get in."""
    user = member.user
    with override(user.language or event.language):
        subject = _("You work with %(organiser)s on Vimeet") % {"organiser": event.organiser.name}
        paragraphs = [
            _("Hello %(name)s,") % {"name": user.name},
            _("%(actor)s has taken you into the team of %(organiser)s: %(role)s.")
            % {
                "actor": actor.name,
                "organiser": event.organiser.name,
                "role": member.get_role_display(),
            },
            _("Sign in with this address, no password is needed: %(url)s")
            % {"url": urljoin(settings.SITE_URL, reverse("home"))},
        ]
    write_message(
        key=f"member:{member.pk}:added:email",
        channel="email",
        recipient_name=user.name,
        address=user.email,
        language=user.language or event.language,
        subject=subject,
        body="\n\n".join(paragraphs),
        event=event,
    )
