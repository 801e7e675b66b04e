"""The people of a registration."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from vimeet.audit.changes import assign
from vimeet.registration.models import Delegate, Registration, RegistrationPerson

FIELDS = ("first_name", "last_name", "email", "phone", "job_title")


@dataclass
class PeopleEdit:
    """What a change of the people changed: for the trail, and for the delegates behind them."""

    changes: dict[str, list[Any] | None] = field(default_factory=dict)
    # Who is there now, and what about each of them is new.
    fields: list[tuple[RegistrationPerson, list[str]]] = field(default_factory=list)
    gone: list[Delegate] = field(default_factory=list)


def takes_part(registration: Registration, address: str) -> bool:
    """Whether another delegation or registration of the event that counts has this address."""
    delegates = Delegate.objects.of_event(registration.event).filter(email__iexact=address)
    if registration.delegation_id:
        delegates = delegates.exclude(delegation=registration.delegation_id)
    people = RegistrationPerson.objects.of_event(registration.event).filter(
        email__iexact=address,
        registration__state__in=(Registration.State.WAITING, *Registration.HOLDING),
    )
    return delegates.exists() or people.exclude(registration=registration).exists()


def save_people(
    registration: Registration, people: Sequence[Mapping[str, Any]], contact: int
) -> PeopleEdit:
    """Make the rows exactly those of ``people``: known by ``id``, else by their address."""
    there = {person.pk: person for person in registration.people.select_related("delegate")}
    by_address = {person.email.lower(): person for person in there.values()}
    before = [str(person) for person in there.values()]
    edit = PeopleEdit()
    kept: set[int] = set()
    for position, values in enumerate(people):
        known = there.get(values.get("id") or 0) or by_address.get(values["email"].lower())
        if known is None or known.pk in kept:
            known = RegistrationPerson(registration=registration)
        else:
            kept.add(known.pk)
        differs = assign(
            known,
            {name: values.get(name, "") for name in FIELDS}
            | {"position": position, "is_contact": position == contact},
        )
        names = [name for name in FIELDS if name in differs]
        if known.pk:
            # Which person by their place in the list: the trail keeps neither name nor values.
            edit.changes |= dict.fromkeys(f"{name} ({position + 1})" for name in names)
        edit.fields.append((known, names))
    edit.gone = [
        person.delegate for pk, person in there.items() if pk not in kept and person.delegate
    ]
    _write(registration, [person for person, _names in edit.fields], kept)
    after = [str(person) for person, _names in edit.fields]
    if before != after:
        edit.changes["people"] = [before, after]
    return edit


def _write(registration: Registration, rows: list[RegistrationPerson], kept: set[int]) -> None:
    """Save the rows. Two may exchange addresses or roles, so these are taken back first."""
    registration.people.exclude(pk__in=kept).delete()
    for pk in kept:
        RegistrationPerson.objects.filter(pk=pk).update(
            email=f"{pk}@moving.invalid", is_contact=False
        )
    for row in rows:
        row.save()
