"""How many people a registration may name: as many as what is ordered, then bought, gives.

From the placed order on the limit stands on the registration's row, so that nobody is added between
the order and its payment. The type's row is locked first, as everywhere (see ``locks``).
"""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from vimeet.registration.models import Delegation, Registration
from vimeet.registration.services.locks import lock_registration, lock_type

MOST_PEOPLE = 20


def most_people(registration: Registration) -> int:
    """How many people may be named."""
    limit = registration.people_limit
    return MOST_PEOPLE if limit is None else min(limit, MOST_PEOPLE)


def check_people_fit(registration: Registration, places: int) -> None:
    """Raise ValidationError if more people are named than an order of ``places`` gives."""
    people = registration.people.count()
    if people > places:
        raise ValidationError(
            ngettext(
                "Your registration names %(people)d people, this gives a place to %(places)d. "
                "Add extra delegates, or choose another package.",
                "Your registration names %(people)d people, this gives places to %(places)d. "
                "Add extra delegates, or choose another package.",
                places,
            ),
            params={"people": people, "places": places},
        )


@transaction.atomic
def limit_people(*, registration: Registration, places: int) -> None:
    """Allow no more people than the order that is being placed gives.

    Raises ValidationError if more are named already, or if there is nothing to order any more.
    """
    lock_type(registration.participant_type)
    current = lock_registration(registration)
    if current.state != Registration.State.APPROVED:
        raise ValidationError(_("There is nothing to order for this registration any more."))
    check_people_fit(current, places)
    current.people_limit = places
    current.save(update_fields=["people_limit"])


@transaction.atomic
def lift_people_limit(*, registration: Registration) -> None:
    """Let as many be named as before the order, which ended. What was bought stays as it is."""
    lock_type(registration.participant_type)
    current = lock_registration(registration)
    if current.state == Registration.State.APPROVED:
        current.people_limit = None
        current.save(update_fields=["people_limit"])


@transaction.atomic
def grant_people(*, delegation: Delegation, places: int, package: bool) -> None:
    """Let a delegation that registered name the people of what it bought later.

    Options add to the limit; a package sets it, but takes nobody's place away.
    """
    registration = Registration.objects.filter(delegation=delegation).first()
    if registration is None:
        return
    current = lock_registration(registration)
    if current.people_limit is None:
        return
    limit = max(current.people_limit, places) if package else current.people_limit + places
    if limit != current.people_limit:
        current.people_limit = limit
        current.save(update_fields=["people_limit"])
