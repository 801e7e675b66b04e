"""Moving or cancelling one released meeting: a new release that differs in it alone.

Whom it concerns is told as by every release: once each, several changes within a minute by one
SMS. Organisers' members, participants and the staff on site all change single meetings here.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from vimeet.audit.services import record
from vimeet.events.models import Slot
from vimeet.meetings.models import Meeting, Plan, Request
from vimeet.meetings.selectors.meetings import released_meeting_of
from vimeet.meetings.selectors.openings import openings, why_taken
from vimeet.meetings.services.locks import hold_event, locked_request
from vimeet.meetings.services.releases import release_edited, release_without
from vimeet.meetings.services.withdrawals import end_request

if TYPE_CHECKING:
    from vimeet.accounts.models import User


class AmendmentError(Exception):
    """A meeting that can't be changed so. The text is meant for the person who tried."""


def released_meeting(request: Request) -> Meeting:
    """The meeting of ``request`` in the current release, with its plan and event.

    Raises AmendmentError if it is in none.
    """
    found = released_meeting_of(request)
    if found is None:
        raise AmendmentError(_("This meeting is no longer planned."))
    return found


def _ahead(request: Request) -> Meeting:
    """The released meeting, which has not begun: what is under way or over stays as it was."""
    meeting = released_meeting(request)
    if meeting.slot.starts_at <= timezone.now():
        raise AmendmentError(_("This meeting has begun."))
    return meeting


@transaction.atomic
def move_meeting(*, request: Request, slot: Slot, actor: User | None) -> Plan:
    """Move a released meeting to ``slot``, and tell its people.

    Raises AmendmentError if it is no longer planned or has begun, or if somebody or every place is
    taken then.
    """
    event = hold_event(request.event)
    meeting = _ahead(request)
    if meeting.slot_id == slot.pk:
        raise AmendmentError(_("The meeting is in this slot already."))
    place = openings(meeting, timezone.now()).get(slot)
    if place is None:
        raise AmendmentError(why_taken(meeting, slot))
    before = [meeting.slot.starts_at.isoformat(), meeting.place.name]

    def edit(plan: Plan) -> None:
        plan.meetings.filter(request=request).update(slot=slot, place=place)

    plan = release_edited(event=event, edit=edit, actor=actor)
    record(
        action="meeting.moved",
        obj=request,
        actor=actor,
        event=event,
        changes={
            "start": [before[0], slot.starts_at.isoformat()],
            "place": [before[1], place.name],
            "version": [meeting.plan.number, plan.number],
        },
    )
    return plan


@transaction.atomic
def cancel_meeting(*, request: Request, by: str, actor: User | None) -> Plan:
    """Cancel a released meeting for good and tell its people; ``by`` is a ``Request.Side``.

    Its request is withdrawn, so that no draft brings it back. Raises AmendmentError if it is no
    longer planned or has begun.
    """
    hold_event(request.event)
    meeting = _ahead(request)
    current = locked_request(request)
    if current.is_open:
        end_request(current, by=by, actor=actor, tell=False)

    return release_without(meeting=meeting, actor=actor)
