"""Who of one's own side goes to a meeting: named colleagues, or any of us."""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING

from django.db import transaction

from vimeet.audit.services import record
from vimeet.meetings.models import Request
from vimeet.meetings.services.locks import locked_request
from vimeet.meetings.services.requests import (
    RequestStateError,
    check_members,
    check_phase,
    how_it_stands,
)
from vimeet.registration.models import Delegate

if TYPE_CHECKING:
    from vimeet.accounts.models import User


@transaction.atomic
def name_delegates(
    *,
    request: Request,
    side: str,
    delegates: Collection[Delegate],
    actor: User | None,
    staff: bool = False,
) -> Request:
    """Name who of one side may attend (none: any of them). Plans made from now on obey.

    Raises RequestStateError if the request doesn't stand any more, RequestError outside the
    phase or where somebody is of another delegation.
    """
    # The people before the request: whoever blocks a time holds a person, then writes on.
    list(
        Delegate.objects.select_for_update(of=("self",))
        .filter(pk__in=[delegate.pk for delegate in delegates])
        .order_by("pk")
    )
    current = locked_request(request)
    if not current.is_open:
        raise RequestStateError(how_it_stands(current))
    check_phase(current.event, staff=staff)
    asks = side == Request.Side.ASKER
    check_members(current.asker if asks else current.asked, delegates)
    named = current.asker_delegates if asks else current.asked_delegates
    before = sorted(str(delegate) for delegate in named.all())
    after = sorted(str(delegate) for delegate in delegates)
    if before != after:
        named.set(delegates)
        record(
            action="request.people_named",
            obj=current,
            actor=actor,
            event=current.event,
            changes={"people": [before, after]},
        )
    return current
