"""Taking a request back: before it is answered those who asked, once it is accepted either side.

What is planned and told to people is no longer the request's matter but the agenda's.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from vimeet.audit.services import record
from vimeet.meetings.models import Meeting, Request
from vimeet.meetings.selectors.changes import current_release
from vimeet.meetings.selectors.pairs import is_locked
from vimeet.meetings.services.locks import hold_event, locked_request
from vimeet.meetings.services.request_messages import Step, write_request_messages
from vimeet.meetings.services.requests import (
    RequestError,
    RequestStateError,
    check_phase,
    how_it_stands,
)

if TYPE_CHECKING:
    from vimeet.accounts.models import User

ORGANISER = Request.Side.ORGANISER


def is_released(request: Request) -> bool:
    """Whether people have been told when and where this meeting is."""
    release = current_release(request.event)
    return release is not None and Meeting.objects.filter(plan=release, request=request).exists()


@transaction.atomic
def withdraw_request(
    *,
    request: Request,
    actor: User | None,
    by: str = Request.Side.ASKER,
    seen: str = Request.State.PROPOSED,
) -> Request:
    """Take a request back; the other side is told, both if the organiser (``by``) does it.

    ``seen``: the state in which the person saw it. If it was accepted meanwhile, they are told
    so instead: agreeing is news that may change one's mind.

    Raises RequestStateError if it doesn't stand any more or not as ``seen``, or is in the
    released agendas; RequestError outside the phase (the organiser may always), and for a pair
    that the organiser has locked.
    """
    # The event first: a release at the same moment either sees this, or is seen.
    hold_event(request.event)
    current = locked_request(request)
    if not current.is_open or current.state != seen:
        raise RequestStateError(how_it_stands(current))
    if current.state == Request.State.PROPOSED and by == Request.Side.ASKED:
        raise RequestStateError(how_it_stands(current))
    check_phase(current.event, staff=by == ORGANISER)
    if is_locked(current.asker, current.asked):
        raise RequestError(
            _("You have locked these two: unlock them first.")
            if by == ORGANISER
            else _("The organiser has arranged this meeting: please ask them.")
        )
    if is_released(current):
        raise RequestStateError(
            _("This meeting is in the released agendas. Cancel it there: in the agenda.")
        )
    return end_request(current, by=by, actor=actor)


def end_request(request: Request, *, by: str, actor: User | None, tell: bool = True) -> Request:
    """Withdraw an open, locked ``request`` without asking further; tell and record it.

    ``tell`` False: whoever calls tells people by other means.
    """
    before = request.state
    request.state = Request.State.WITHDRAWN
    request.withdrawn_by = by
    request.withdrawn_at = timezone.now()
    request.save(update_fields=("state", "withdrawn_by", "withdrawn_at"))
    record(
        action="request.withdrawn",
        obj=request,
        actor=actor,
        event=request.event,
        changes={"state": [before, request.state]},
    )
    if tell:
        write_request_messages(request, Step.WITHDRAWN)
    return request
