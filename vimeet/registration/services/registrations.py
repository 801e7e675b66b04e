"""Registering: a draft, what is typed into it, and sending it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from vimeet.audit.changes import assign
from vimeet.audit.services import record
from vimeet.registration.models import Registration
from vimeet.registration.selectors.forms import asked_form
from vimeet.registration.services import decisions
from vimeet.registration.services.answers import drop_other_files, take_choices
from vimeet.registration.services.changes import check_editable
from vimeet.registration.services.delegates_of import follow
from vimeet.registration.services.letters import (
    Step,
    may_confirm_again,
    may_write_of_draft,
    write_letter,
)
from vimeet.registration.services.links import create_token, revoke_former_contacts
from vimeet.registration.services.locks import lock_registration, lock_type
from vimeet.registration.services.people import save_people, takes_part
from vimeet.registration.services.people_limits import most_people
from vimeet.registration.services.places import must_wait

if TYPE_CHECKING:
    from vimeet.accounts.models import User
    from vimeet.events.models import Event, ParticipantType

COMPANY_FIELDS = ("name", "country", "city", "website", "vat_number")
# What one step may hold of unfinished input, in characters.
LONGEST_TYPED = 1_000_000


@transaction.atomic
def start_registration(
    *,
    event: Event,
    participant_type: ParticipantType,
    email: str,
    language: str,
    user: User | None = None,
) -> tuple[Registration, str]:
    """Begin a registration; returns it with the secret of a link back; another one is e-mailed.

    Raises ValidationError while registration is closed. An address that was used already begins
    another draft: nobody learns from this page who has registered.
    """
    _check_open(event)
    registration = Registration.objects.create(
        event=event, participant_type=participant_type, email=email, language=language, user=user
    )
    token = create_token(registration)
    record(action="registration.begun", obj=registration, actor=user, event=event)
    if may_write_of_draft(registration):
        write_letter(registration, Step.BEGUN)
    return registration, token


def _check_open(event: Event) -> None:
    if not event.registration_is_open:
        raise ValidationError(_("Registration is closed."))


def keep_typed(*, registration: Registration, step: str, typed: str) -> bool:
    """Keep what was typed into ``step`` (as a browser sends a form); False if it is too much.

    An empty text forgets it. Raises ValidationError if it could not be saved any more.
    """
    if len(typed) > LONGEST_TYPED:
        return False
    with transaction.atomic():
        current = lock_registration(registration)
        if typed:
            check_editable(current)
            current.typed[step] = typed
        else:
            current.typed.pop(step, None)
        current.save(update_fields=["typed"])
    return True


@transaction.atomic
def forget_typed(*, registration: Registration, step: str) -> None:
    """Forget what was typed into ``step`` and not saved, and the files that came with it."""
    current = lock_registration(registration)
    current.typed.pop(step, None)
    current.save(update_fields=["typed"])
    if step == "questions":
        drop_other_files(current)


@transaction.atomic
def save_company(
    *,
    registration: Registration,
    actor: User | None,
    company: Mapping[str, Any],
    people: Sequence[Mapping[str, Any]],
    contact: int,
) -> Registration:
    """Save the company and exactly these people; ``contact``: which of them, by index.

    ``company``: see ``COMPANY_FIELDS``, and ``participant_type`` in a draft. ``people``: see
    ``people.FIELDS``, with ``id`` for those who are there already. What was confirmed already
    follows: the delegation and its delegates. Another contact gets a link, the former one's end.
    Raises ValidationError, with fields where it knows which (``people-0-email``).
    """
    current = lock_registration(registration)
    check_editable(current)
    values = dict(company)
    if not current.is_draft:
        values.pop("participant_type", None)
    _check_people(current, people, contact)
    changes: dict[str, Any] = assign(current, values)
    edit = save_people(current, people, contact)
    former = current.email.lower()
    changes |= assign(current, {"email": people[contact]["email"]})
    another = current.email.lower() != former
    if another:
        current.address_confirmed_at = None
    current.typed.pop("company", None)
    current.save()
    if current.delegation is not None:
        follow(current, actor, changes.keys(), edit)
    changes |= edit.changes
    if changes and not current.is_draft:
        record(
            action="registration.changed",
            obj=current,
            actor=actor,
            event=current.event,
            changes=changes,
        )
    if another:
        revoke_former_contacts(current)
        if may_confirm_again(current):
            write_letter(current, Step.CONTACT)
    return current


def _check_people(
    registration: Registration, people: Sequence[Mapping[str, Any]], contact: int
) -> None:
    """Raise ValidationError if there are too few or too many, or an address counts twice.

    Who takes part is not told to somebody whose own address is not known to be theirs: until then
    it is said when the draft is sent.
    """
    known = not registration.is_draft or registration.address_confirmed_at is not None
    limit = most_people(registration)
    if not people:
        raise ValidationError(_("Name at least one person."))
    if len(people) > limit:
        raise ValidationError(
            _("No more than %(limit)d people can be named here."), params={"limit": limit}
        )
    if not 0 <= contact < len(people):
        raise ValidationError(_("Say who of them is the contact."))
    seen: set[str] = set()
    faults: dict[str, list[str]] = {}
    for index, person in enumerate(people):
        address = person["email"].lower()
        if address in seen:
            faults[f"people-{index}-email"] = [_("Two people have this address.")]
        elif known and takes_part(registration, address):
            faults[f"people-{index}-email"] = [
                _("Somebody with this address takes part or has registered already.")
            ]
        seen.add(address)
    if faults:
        raise ValidationError(faults)


def missing_parts(registration: Registration) -> list[str]:
    """The steps that a draft still lacks, in order."""
    missing = []
    if not (registration.name and registration.country and registration.contact):
        missing.append("company")
    asked = asked_form(registration)
    if asked is not None and asked != registration.form_version:
        missing.append("questions")
    return missing


@transaction.atomic
def submit_registration(
    *, registration: Registration, actor: User | None, confirms: bool
) -> Registration:
    """Send a draft: it waits, is to be approved, or goes on at once.

    ``confirms``: nothing is to be bought, so that an approved registration is confirmed at once.
    Sending a second time changes nothing. Raises ValidationError while registration is closed or
    something is missing, ChoiceFullError when a choice with limited places is full.
    """
    kind = lock_type(registration.participant_type)
    current = lock_registration(registration)
    if not current.is_draft:
        return current
    _check_open(current.event)
    if missing_parts(current):
        raise ValidationError(_("Something is missing: fill in all steps first."))
    if current.event.confirms_address and current.address_confirmed_at is None:
        raise ValidationError(
            _("Confirm your address first: open the link in the e-mail sent to %(address)s."),
            params={"address": current.email},
        )
    for person in current.people.all():
        if takes_part(current, person.email):
            raise ValidationError(
                _("Somebody with the address %(address)s takes part or has registered already."),
                params={"address": person.email},
            )
    if asked_form(current) is None:
        # There was a form when this was begun, and there is none any more.
        current.form_version, current.answers = None, {}
    drop_other_files(current)
    take_choices(current)
    current.submitted_at = timezone.now()
    current.typed = {}
    if must_wait(kind):
        decisions.move(current, Registration.State.WAITING, actor, "registration.waiting")
        write_letter(current, Step.WAITING)
    elif current.event.needs_approval:
        decisions.move(current, Registration.State.TO_APPROVE, actor, "registration.sent")
        write_letter(current, Step.TO_APPROVE)
    else:
        decisions.move(current, Registration.State.APPROVED, actor, "registration.sent")
        if confirms:
            decisions.confirm_registration(registration=current, actor=actor)
            current = lock_registration(current)
        else:
            write_letter(current, Step.APPROVED)
    return current


@transaction.atomic
def discard_draft(*, registration: Registration) -> None:
    """Delete a draft with all that was typed. Raises ValidationError if it was sent already."""
    current = lock_registration(registration)
    if not current.is_draft:
        raise ValidationError(_("This registration has been sent already."))
    record(action="registration.discarded", obj=current, actor=None, event=current.event)
    current.delete()
