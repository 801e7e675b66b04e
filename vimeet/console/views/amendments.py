"""One released meeting moved or cancelled by the organiser, from its request's page."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from vimeet.console.views.base import ActionView, Text
from vimeet.meetings.models import Request
from vimeet.meetings.selectors.amending import slot_named
from vimeet.meetings.services.amendments import AmendmentError, cancel_meeting, move_meeting


class _AmendView(ActionView):
    """Change the meeting, then back to its request."""

    refusals = (AmendmentError,)

    def next_url(self) -> str:
        """The request's page; 404 if there is no such request."""
        self.meeting_request: Any = self.find(Request.objects.select_related("event__organiser"))
        return self.url("request", pk=self.meeting_request.pk)


class MeetingMoveView(_AmendView):
    """Hold it in the slot that was chosen."""

    def act(self) -> Text:
        """Release the change."""
        slot = slot_named(self.event, self.request.POST.get("slot", ""))
        if slot is None:
            raise AmendmentError(_("This is no longer on offer. Please choose again."))
        plan = move_meeting(request=self.meeting_request, slot=slot, actor=self.actor)
        return _("The meeting is moved, as version %(number)d.") % {"number": plan.number}


class MeetingCancelView(_AmendView):
    """Take it out for good."""

    def act(self) -> Text:
        """Release the change; the request is withdrawn with it."""
        side = Request.Side.ORGANISER
        plan = cancel_meeting(request=self.meeting_request, by=side, actor=self.actor)
        return _("The meeting is cancelled, as version %(number)d.") % {"number": plan.number}
