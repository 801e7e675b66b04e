"""Changing delegations and their delegates. ``actor`` None: who registered them, by a link."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from vimeet.accounts.models import User
from vimeet.audit.changes import assign, created, deleted
from vimeet.audit.services import record
from vimeet.registration.models import Delegate, Delegation, Registration, Term
from vimeet.registration.selectors import PROFILE_TEXTS
from vimeet.registration.signals import handed_over

if TYPE_CHECKING:
    from vimeet.events.models import Event, Place

DELEGATION_FIELDS = (
    "participant_type",
    "name",
    "country",
    "city",
    "website",
    *PROFILE_TEXTS,
    "max_meetings",
    "min_meetings",
    "max_open_requests",
    "stand",
)
TERM_FIELDS = ("needed_terms", "offered_terms")
# A change of these is one that others may look for, or be recommended the delegation by.
PROFILE_FIELDS = (
    "participant_type",
    "name",
    "country",
    "city",
    *PROFILE_TEXTS,
    *TERM_FIELDS,
)
DELEGATE_FIELDS = ("first_name", "last_name", "email", "phone", "job_title", "language")
# States, by value, of what lives in ``meetings``, above this app.
OPEN_REQUESTS = ("proposed", "accepted")
COUNTING_PLANS = ("draft", "released")


def lock_delegation(delegation: Delegation) -> Delegation:
    """The delegation's row, locked until the end of the transaction."""
    locked: Delegation = (
        Delegation.objects.select_for_update(of=("self",))
        .select_related("event__organiser", "participant_type", "stand")
        .get(pk=delegation.pk)
    )
    return locked


@transaction.atomic
def add_delegation(*, event: Event, actor: User | None, **values: Any) -> Delegation:
    """Add a delegation; ``values``: see ``DELEGATION_FIELDS`` and ``TERM_FIELDS``.

    Raises ValidationError if a need or offer is not the event's.
    """
    terms = {name: values.pop(name) for name in TERM_FIELDS if name in values}
    delegation: Delegation = Delegation.objects.create(event=event, **values)
    record(
        action="delegation.added",
        obj=delegation,
        actor=actor,
        event=event,
        changes=created(delegation, DELEGATION_FIELDS) | _assign_terms(delegation, terms),
    )
    return delegation


@transaction.atomic
def update_delegation(*, delegation: Delegation, actor: User | None, **values: Any) -> Delegation:
    """Change a delegation; ``values``: see ``DELEGATION_FIELDS`` and ``TERM_FIELDS``.

    What was released stays as told. Raises ValidationError if a need or offer is not the event's.
    """
    current = lock_delegation(delegation)
    terms = {name: values.pop(name) for name in TERM_FIELDS if name in values}
    changes = assign(current, values)
    columns = list(changes)
    changes |= _assign_terms(current, terms)
    if changes:
        if not changes.keys().isdisjoint(PROFILE_FIELDS):
            current.profile_changed_at = timezone.now()
            columns.append("profile_changed_at")
        current.save(update_fields=columns)
        record(
            action="delegation.changed",
            obj=current,
            actor=actor,
            event=current.event,
            changes=changes,
        )
    return current


def _assign_terms(
    delegation: Delegation, values: Mapping[str, Iterable[Term]]
) -> dict[str, list[Any]]:
    """Set needs and offers; return what differs, by name, before and after."""
    changes: dict[str, list[Any]] = {}
    for field, chosen in values.items():
        terms = list(chosen)
        if any(term.event_id != delegation.event_id for term in terms):
            raise ValidationError(_("This need or offer is not one of the event's."))
        manager = getattr(delegation, field)
        before = sorted(term.name_en for term in manager.all())
        after = sorted(term.name_en for term in terms)
        manager.set(terms)
        if before != after:
            changes[field] = [before, after]
    return changes


@transaction.atomic
def delete_delegation(*, delegation: Delegation, actor: User | None) -> None:
    """Delete a delegation with its delegates; if it registered, this counts as withdrawn.

    Raises ValidationError while it has open requests, or meetings in a draft or a release.
    """
    current = lock_delegation(delegation)
    requests = current.requests_made.all() | current.requests_received.all()
    if requests.filter(state__in=OPEN_REQUESTS).exists():
        raise ValidationError(
            _("%(delegation)s still has open requests: withdraw or decline them first."),
            params={"delegation": current.name},
        )
    if requests.filter(meetings__plan__state__in=COUNTING_PLANS).exists():
        raise ValidationError(
            _("%(delegation)s has meetings in a plan, so it can't be deleted."),
            params={"delegation": current.name},
        )
    record(
        action="delegation.deleted",
        obj=current,
        actor=actor,
        event=current.event,
        changes=deleted(current, DELEGATION_FIELDS),
    )
    for registration in Registration.objects.filter(delegation=current):
        registration.state = Registration.State.WITHDRAWN
        registration.save(update_fields=["state"])
        registration.taken_choices.all().delete()
    current.delete()


@transaction.atomic
def set_stand_owner(*, place: Place, owner: Delegation | None, actor: User) -> None:
    """Make ``place`` the own stand of ``owner`` (None: of nobody).

    An owner who had another stand gives it up: a delegation has one.
    """
    former: Delegation | None = Delegation.objects.filter(stand=place).first()
    if former == owner:
        return
    if former is not None:
        update_delegation(delegation=former, actor=actor, stand=None)
    if owner is not None:
        update_delegation(delegation=owner, actor=actor, stand=place)


def _user_for(email: str, name: str, language: str) -> User:
    """Who signs in with ``email``: the user there is, else a new one without a password."""
    user: User | None = User.objects.filter(email=User.objects.normalize_email(email)).first()
    return user or User.objects.create_user(email, name=name, language=language)


def _check_address_free(delegation: Delegation, email: str, but: Delegate | None = None) -> None:
    """Raise ValidationError if somebody else of the event has this address."""
    others = Delegate.objects.of_event(delegation.event).filter(email__iexact=email)
    other = others.exclude(pk=but.pk if but else None).select_related("delegation").first()
    if other is not None:
        raise ValidationError(
            {
                "email": ValidationError(
                    _("%(name)s (%(delegation)s) takes part with this address already."),
                    params={"name": other.name, "delegation": other.delegation.name},
                )
            }
        )


@transaction.atomic
def add_delegate(*, delegation: Delegation, actor: User | None, **values: Any) -> Delegate:
    """Add a person, who can sign in from then on; ``values``: see ``DELEGATE_FIELDS``.

    Raises ValidationError if somebody of the event has the address already.
    """
    current = lock_delegation(delegation)
    _check_address_free(current, values["email"])
    delegate = Delegate(delegation=current, **values)
    delegate.user = _user_for(delegate.email, delegate.name, delegate.language)
    delegate.save()
    record(
        action="delegate.added",
        obj=delegate,
        actor=actor,
        event=current.event,
        changes=created(delegate, DELEGATE_FIELDS),
    )
    return delegate


@transaction.atomic
def update_delegate(*, delegate: Delegate, actor: User | None, **values: Any) -> Delegate:
    """Change a person. With another address it is that address's user who sees the agenda, and
    nothing of what the former one kept for themself.

    The account itself is not changed: it may belong to other events too.
    """
    delegation = lock_delegation(delegate.delegation)
    current: Delegate = Delegate.objects.get(pk=delegate.pk)
    former = current.user_id
    changes = assign(current, values)
    if not changes:
        return current
    if "email" in changes:
        _check_address_free(delegation, current.email, but=current)
        current.user = _user_for(current.email, current.name, current.language)
    current.save()
    if former is not None and current.user_id != former:
        handed_over.send(sender=Delegate, delegate=current)
    record(
        action="delegate.changed",
        obj=current,
        actor=actor,
        event=delegation.event,
        changes=changes,
    )
    return current


@transaction.atomic
def remove_delegate(*, delegate: Delegate, actor: User | None) -> None:
    """Take a person out of their delegation.

    Raises ValidationError if a plan has them meet somebody, or if they are the last one of a
    delegation with open requests, which nobody could attend then.
    """
    delegation = lock_delegation(delegate.delegation)
    if delegate.meetings.filter(plan__state__in=COUNTING_PLANS).exists():
        raise ValidationError(
            _("%(name)s has meetings in a plan, so they can't be removed."),
            params={"name": delegate.name},
        )
    requests = delegation.requests_made.all() | delegation.requests_received.all()
    alone = not delegation.delegates.exclude(pk=delegate.pk).exists()
    if alone and requests.filter(state__in=OPEN_REQUESTS).exists():
        raise ValidationError(
            _("%(name)s is the only one to attend the meetings of %(delegation)s."),
            params={"name": delegate.name, "delegation": delegation.name},
        )
    record(
        action="delegate.removed",
        obj=delegate,
        actor=actor,
        event=delegation.event,
        changes=deleted(delegate, DELEGATE_FIELDS),
    )
    delegate.delete()
