"""Who of one's own side goes to a meeting: named colleagues, or any of us."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import TYPE_CHECKING

from django.db import transaction

from vimeet.audit.services import record
from vimeet.meetings.models import Request
from vimeet.meetings.services.locks import hold_people, locked_request
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
    people: Mapping[str, Collection[Delegate]],
    actor: User | None,
    staff: bool = False,
) -> Request:
    """Name who may attend for each side in ``people`` (nobody: any of them).

    Plans made from now on obey. Raises RequestStateError if the request doesn't stand any more,
    RequestError outside the phase or where somebody is of another delegation.
    """
    # Those of both sides before the request: whoever names the other side at once does so too.
    hold_people(delegate for delegates in people.values() for delegate in delegates)
    current = locked_request(request)
    if not current.is_open:
        raise RequestStateError(how_it_stands(current))
    check_phase(current.event, staff=staff)
    for side, delegates in people.items():
        _name(current, side, delegates, actor)
    return current


def _name(request: Request, side: str, delegates: Collection[Delegate], actor: User | None) -> None:
    asks = side == Request.Side.ASKER
    check_members(request.asker if asks else request.asked, delegates)
    named = request.asker_delegates if asks else request.asked_delegates
    before = sorted(str(delegate) for delegate in named.all())
    after = sorted(str(delegate) for delegate in delegates)
    if before != after:
        named.set(delegates)
        record(
            action="request.people_named",
            obj=request,
            actor=actor,
            event=request.event,
            changes={"people": [before, after]},
        )
