"""Reading the meetings of a plan."""

from __future__ import annotations

from django.db.models import Q

from vimeet.meetings.models import Meeting, Plan, Request
from vimeet.meetings.selectors.changes import current_release
from vimeet.registration.models import Delegation


def meetings_of_delegation(delegation: Delegation, plan: Plan) -> list[Meeting]:
    """The delegation's meetings in ``plan``, in order of time, each with all it is made of.

    Each has ``counterpart``, the other delegation.
    """
    found = (
        Meeting.objects.filter(plan=plan)
        .filter(Q(request__asker=delegation) | Q(request__asked=delegation))
        .select_related("slot", "place", "request__asker", "request__asked")
        .prefetch_related("attendees")
        .order_by("slot__starts_at", "pk")
    )
    for meeting in found:
        request = meeting.request
        made = request.asker_id == delegation.pk
        meeting.counterpart = request.asked if made else request.asker
    return list(found)


def released_meeting_of(request: Request) -> Meeting | None:
    """The meeting of ``request`` in the release in force, with plan, event and people."""
    release = current_release(request.event)
    found: Meeting | None = (
        Meeting.objects.filter(plan=release, request=request)
        .select_related("plan__event__organiser", "slot", "place", "request")
        .prefetch_related("attendees__delegation")
        .first()
        if release is not None
        else None
    )
    return found
