"""One released meeting at the desk: who meets where, moved or cancelled on the spot."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.views.generic import TemplateView, View

from vimeet.accounts.models import User
from vimeet.accounts.views import signed_in
from vimeet.desk.access import DeskEventMixin
from vimeet.meetings.models import Request
from vimeet.meetings.selectors.amending import amending, slot_named
from vimeet.meetings.services.amendments import AmendmentError, cancel_meeting, move_meeting
from vimeet.registration.models import Delegate


class _OfOneMeeting(DeskEventMixin):
    """The meeting that the address names by its request, or 404."""

    request: HttpRequest
    kwargs: dict[str, Any]

    @cached_property
    def ask(self) -> Request:
        """The request that the meeting is held for."""
        rows = Request.objects.of_event(self.event)
        found: Request = get_object_or_404(
            rows.select_related("event__organiser", "asker", "asked"), pk=self.kwargs["pk"]
        )
        return found

    @cached_property
    def person(self) -> Delegate | None:
        """Whose agenda led here, if one did."""
        key = self.request.POST.get("back") or self.request.GET.get("person", "")
        found: Delegate | None = (
            Delegate.objects.of_event(self.event).filter(pk=int(key)).first()
            if key.isdecimal()
            else None
        )
        return found

    def url(self, name: str, **kwargs: Any) -> str:
        """The address of the desk's page ``name`` in this event."""
        return reverse(f"desk:{name}", kwargs=self.event.url_kwargs | kwargs)


class MeetingView(_OfOneMeeting, TemplateView):
    """When, where and who, and what can be changed."""

    template_name = "desk/meeting.html"
    nav = "search"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the meeting; 404 where the agendas don't hold it."""
        found = amending(self.ask)
        if found is None:
            raise Http404
        return super().get_context_data(**kwargs) | {
            "ask": self.ask,
            "amending": found,
            "person": self.person,
        }


class _AmendView(_OfOneMeeting, View):
    """Change the meeting (POST), then back to the agenda that led here."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """Change it, or say why not."""
        here = self.url("meeting", pk=self.ask.pk)
        try:
            messages.success(request, self.amend(signed_in(request)))
        except AmendmentError as refusal:
            messages.error(request, str(refusal))
            # A meeting that is no more has no page.
            target = here if amending(self.ask) else self.url("home")
            return HttpResponseRedirect(target)
        person = self.person
        return HttpResponseRedirect(
            self.url("delegate", pk=person.pk) if person else self.url("home")
        )

    def amend(self, actor: User) -> str:
        """Do it; what to tell. May raise AmendmentError."""
        raise NotImplementedError


class MoveView(_AmendView):
    """Hold it in the slot that was chosen."""

    def amend(self, actor: User) -> str:
        """Move it."""
        slot = slot_named(self.event, self.request.POST.get("slot", ""))
        if slot is None:
            raise AmendmentError(_("This is no longer on offer. Please choose again."))
        move_meeting(request=self.ask, slot=slot, actor=actor)
        return _("The meeting is moved.")


class CancelView(_AmendView):
    """Take it out for good."""

    def amend(self, actor: User) -> str:
        """Cancel it."""
        cancel_meeting(request=self.ask, by=Request.Side.ORGANISER, actor=actor)
        return _("The meeting is cancelled.")
