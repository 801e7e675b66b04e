"""The own stand that an order gives: one that nobody has, else a new one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from vimeet.events.models import Place
from vimeet.events.services.places import add_place
from vimeet.registration.models import Delegation

if TYPE_CHECKING:
    from vimeet.accounts.models import User
    from vimeet.events.models import Event


def free_stand(delegation: Delegation, *, actor: User | None) -> Place:
    """The event's first free stand, locked, else a new one with the company's name."""
    event = delegation.event
    stands = Place.objects.of_event(event).filter(kind=Place.Kind.STAND, delegation=None)
    free: list[Place] = list(stands.select_for_update(of=("self",)).order_by("name"))
    # Whom we waited for has taken one of them.
    taken = set(Delegation.objects.filter(stand__in=free).values_list("stand", flat=True))
    for place in free:
        if place.pk not in taken:
            return place
    return add_place(
        event=event,
        actor=actor,
        name=_free_name(event, _("Stand %(company)s") % {"company": delegation.name}),
        kind=Place.Kind.STAND,
        capacity=1,
    )


def _free_name(event: Event, wanted: str) -> str:
    """``wanted``, cut to what fits, with a number where another place of the event has it.

    A stand keeps its first owner's name when it goes on to somebody else.
    """
    most = Place._meta.get_field("name").max_length or len(wanted)
    names = Place.objects.of_event(event).values_list("name", flat=True)
    taken = {name.casefold() for name in names}
    name, number = wanted[:most], 1
    while name.casefold() in taken:
        number += 1
        ending = f" ({number})"
        name = wanted[: most - len(ending)] + ending
    return name
