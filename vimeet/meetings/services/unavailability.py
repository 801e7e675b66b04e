"""When a delegate takes no meeting."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _

from vimeet.audit.services import record
from vimeet.events.phases import Phase, why_closed
from vimeet.meetings.models import Unavailability
from vimeet.registration.models import Delegate

if TYPE_CHECKING:
    from vimeet.accounts.models import User


class UnavailabilityError(Exception):
    """A span that can't be blocked. The text is meant for the person who tried."""


def _span(unavailability: Unavailability) -> list[str]:
    return [unavailability.starts_at.isoformat(), unavailability.ends_at.isoformat()]


def _check_phase(delegate: Delegate, *, staff: bool) -> None:
    if not staff and (closed := why_closed(delegate.delegation.event, Phase.CHANGES)):
        raise UnavailabilityError(closed)


@transaction.atomic
def add_unavailability(
    *,
    delegate: Delegate,
    starts_at: dt.datetime,
    ends_at: dt.datetime,
    actor: User | None,
    away: bool = True,
    reason: str = "",
    staff: bool = False,
) -> Unavailability:
    """Block a span: plans made from now on leave it free.

    ``staff``: the organiser says it for people, in any phase. Raises UnavailabilityError outside
    the phase, and if the span has no length or lies within a span blocked already, so that
    sending the same form twice blocks once.
    """
    _check_phase(delegate, staff=staff)
    if starts_at >= ends_at:
        raise UnavailabilityError(_("The end must come after the start."))
    Delegate.objects.select_for_update(of=("self",)).get(pk=delegate.pk)
    if delegate.unavailabilities.filter(starts_at__lte=starts_at, ends_at__gte=ends_at).exists():
        raise UnavailabilityError(_("This time is blocked already."))
    unavailability = Unavailability.objects.create(
        delegate=delegate, starts_at=starts_at, ends_at=ends_at, away=away, reason=reason
    )
    record(
        action="unavailability.added",
        obj=unavailability,
        actor=actor,
        event=delegate.delegation.event,
        changes={"span": [None, _span(unavailability)]},
    )
    return unavailability


@transaction.atomic
def remove_unavailability(
    *, unavailability: Unavailability, actor: User | None, staff: bool = False
) -> None:
    """Free a blocked span again. Raises UnavailabilityError outside the phase, unless ``staff``."""
    _check_phase(unavailability.delegate, staff=staff)
    record(
        action="unavailability.removed",
        obj=unavailability,
        actor=actor,
        event=unavailability.delegate.delegation.event,
        changes={"span": [_span(unavailability), None]},
    )
    unavailability.delete()
