"""The delegation of a registration: made when it is confirmed, changed with it later."""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING

from vimeet.registration.models import Delegate, Delegation, Registration, RegistrationPerson
from vimeet.registration.services.delegations import (
    add_delegate,
    add_delegation,
    remove_delegate,
    update_delegate,
    update_delegation,
)
from vimeet.registration.services.letters import write_welcome
from vimeet.registration.services.people import FIELDS, PeopleEdit

if TYPE_CHECKING:
    from vimeet.accounts.models import User

_COMPANY = ("name", "country", "city", "website")


def make_delegation(
    registration: Registration,
    actor: User | None,
    *,
    max_meetings: int | None,
    min_meetings: int,
) -> tuple[Delegation, list[RegistrationPerson]]:
    """Make the delegation with its delegates; also who of the people was left out.

    Left out is who takes part in another delegation meanwhile: it must not undo what is paid.
    """
    values = {name: getattr(registration, name) for name in _COMPANY}
    delegation = add_delegation(
        event=registration.event,
        actor=actor,
        participant_type=registration.participant_type,
        max_meetings=max_meetings,
        min_meetings=min_meetings,
        **values | {"name": free_name(registration)},
    )
    left_out = []
    for person in registration.people.all():
        there = Delegate.objects.of_event(registration.event).filter(email__iexact=person.email)
        if there.exists():
            left_out.append(person)
        else:
            _add(registration, delegation, person, actor)
    return delegation, left_out


def free_name(registration: Registration) -> str:
    """The company's name, with a number where another delegation of the event has it."""
    others = Delegation.objects.of_event(registration.event).exclude(pk=registration.delegation_id)
    taken = {name.casefold() for name in others.values_list("name", flat=True)}
    name, number = registration.name, 1
    while name.casefold() in taken:
        number += 1
        name = f"{registration.name[:140]} ({number})"
    return name


def _add(
    registration: Registration,
    delegation: Delegation,
    person: RegistrationPerson,
    actor: User | None,
) -> None:
    values = {name: getattr(person, name) for name in FIELDS}
    delegate = add_delegate(
        delegation=delegation, actor=actor, language=registration.language, **values
    )
    person.delegate = delegate
    person.save(update_fields=["delegate"])
    if not person.is_contact:
        write_welcome(registration, delegate)


def follow(
    registration: Registration, actor: User | None, company: Collection[str], edit: PeopleEdit
) -> None:
    """Let a confirmed registration's delegation be what was changed: these fields, these people.

    What the organiser or a delegate changed elsewhere meanwhile stays. Raises ValidationError
    where a person who has meetings would have to go.
    """
    delegation = registration.delegation
    if delegation is None:
        return
    values = {name: getattr(registration, name) for name in _COMPANY if name in company}
    if "name" in values:
        values["name"] = free_name(registration)
    update_delegation(delegation=delegation, actor=actor, **values)
    for person, names in edit.fields:
        if person.delegate is not None:
            fields = {name: getattr(person, name) for name in names}
            update_delegate(delegate=person.delegate, actor=actor, **fields)
    for person, _names in edit.fields:
        if person.delegate is None:
            _add(registration, delegation, person, actor)
    for delegate in edit.gone:
        remove_delegate(delegate=delegate, actor=actor)
