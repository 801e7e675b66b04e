"""Taking a request back: before it is answered those who asked, once it is accepted either side.

What is planned and told to people is no longer the request's matter but the agenda's.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from vimeet.audit.services import record
from vimeet.events.phases import agendas_are_out
from vimeet.meetings.models import Request
from vimeet.meetings.selectors.meetings import released_meeting_of
from vimeet.meetings.selectors.pairs import is_locked
from vimeet.meetings.services.locks import hold_event, locked_request
from vimeet.meetings.services.releases import release_without
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
    """Whether the release in force holds the meeting. While agendas are kept back nobody knows."""
    return released_meeting_of(request) is not None


def is_told(request: Request) -> bool:
    """Whether people can read in their agendas when and where this meeting is."""
    return agendas_are_out(request.event) and is_released(request)


def check_not_in_agendas(request: Request, *, staff: bool) -> None:
    """Raise RequestStateError if the meeting is to be cancelled where people know it from."""
    if staff and is_released(request):
        raise RequestStateError(
            _("This meeting is in the released agendas: cancel it on the request's page.")
        )
    if not staff and is_told(request):
        raise RequestStateError(
            _("This meeting is in the released agendas. Cancel it there: in the agenda.")
        )


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
    agendas that people read (for the organiser: in a release); RequestError outside the phase
    (the organiser may always), and for a pair that the organiser has locked.
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
    check_not_in_agendas(current, staff=by == ORGANISER)
    return give_up(current, by=by, actor=actor)


def give_up(request: Request, *, by: str, actor: User | None) -> Request:
    """Withdraw an open, locked ``request``; the event is held.

    A meeting of it that is planned but kept back goes with it: those it was agreed with are told
    of the request, and never learn that it was planned.
    """
    meeting = released_meeting_of(request)
    ended = end_request(request, by=by, actor=actor)
    if meeting is not None:
        release_without(meeting=meeting, actor=actor)
    return ended


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
