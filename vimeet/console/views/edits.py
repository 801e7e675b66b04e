"""A draft changed by hand: one request's meeting added, moved, taken out, locked."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.views.generic import TemplateView

from vimeet.console.forms.planning import SlotForm, WhoAndWhereForm
from vimeet.console.views.base import ActionView, Text
from vimeet.console.views.plans import PlanPage
from vimeet.console.views.requests import way_back
from vimeet.meetings.models import Plan, Request
from vimeet.meetings.selectors.editing import Editing, by_day, editing
from vimeet.meetings.services.edits import EditError, hold_meeting, lock_meeting, take_out

SIDES = ("asker", "asked")
FIELDS = (*SIDES, "place")


class MeetingPage(PlanPage):
    """Something about the request that the address names, in the version that it names."""

    @cached_property
    def meeting_request(self) -> Request:
        """The request, or 404."""
        found: Request = self.find(
            Request.objects.select_related("event__organiser", "asker", "asked").prefetch_related(
                "asker_delegates", "asked_delegates"
            )
        )
        return found

    def here(self) -> str:
        """The page of this request's meeting."""
        return self.url("plan_meeting", number=self.plan.number, pk=self.meeting_request.pk)


class EditMeetingView(MeetingPage, TemplateView):
    """Every slot with whether the meeting could be held in it, and why not (GET); hold it (POST).

    Who attends and where are a form of their own (GET), so that the slots answer for them.
    """

    template_name = "console/planning/meeting.html"
    nav = "planning"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Show it; what is not a draft is only read, on its own page."""
        if self.plan.state != Plan.State.DRAFT:
            self.meeting_request  # noqa: B018 -- 404 for what does not exist
            messages.info(request, _("Only a draft is changed by hand."))
            return HttpResponseRedirect(self.url("plan", number=self.plan.number))
        return super().get(request, *args, **kwargs)

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """Hold the meeting in the slot that was pressed, or say why not."""
        as_it_is = self.editing()
        form = SlotForm(request.POST, request=self.meeting_request, places=as_it_is.places)
        back = way_back(request) or self.here()
        if not form.is_valid():
            messages.error(request, _("This is no longer on offer. Please choose again."))
            return HttpResponseRedirect(self.here())
        data = form.cleaned_data
        try:
            meeting = hold_meeting(
                plan=self.plan,
                request=self.meeting_request,
                slot=data["slot"],
                people=[data["asker"], data["asked"]],
                place=data["place"],
                actor=self.actor,
            )
        except EditError as refusal:
            messages.error(request, str(refusal))
            return HttpResponseRedirect(self.here())
        messages.success(
            request,
            _("%(request)s: now at %(place)s.")
            % {"request": self.meeting_request, "place": meeting.place.name},
        )
        return HttpResponseRedirect(back)

    def editing(self, form: WhoAndWhereForm | None = None) -> Editing:
        """The slots, for whom and where ``form`` says; None: as in the draft."""
        data = form.cleaned_data if form is not None and form.is_valid() else {}
        return editing(
            self.plan,
            self.meeting_request,
            people=[data["asker"], data["asked"]] if data else None,
            place=data.get("place"),
        )

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the form and the slots."""
        shown = self.editing()
        people = dict(zip(("asker", "asked"), [p.pk for p in shown.people], strict=False))
        form = None
        if len(people) == len(SIDES):
            # Named in the address: one side, both, the place, or nothing.
            named = {name: self.request.GET[name] for name in FIELDS if self.request.GET.get(name)}
            form = WhoAndWhereForm(
                people | named, request=self.meeting_request, places=shown.places
            )
            if named and form.is_valid():
                shown = self.editing(form)
                people = {name: form.cleaned_data[name].pk for name in SIDES}
        return super().get_context_data(**kwargs) | {
            "plan": self.plan,
            "ask": self.meeting_request,
            "editing": shown,
            "days": by_day(self.event, shown.choices),
            "free": sum(choice.place is not None for choice in shown.choices),
            "form": form,
            "people": people,
            "place": form.cleaned_data.get("place") if form and form.is_valid() else None,
            "unplaced": self.plan.unplaced.filter(request=self.meeting_request).first(),
            "back": self.back(),
        }

    def back(self) -> str:
        """The list that led here."""
        return way_back(self.request) or self.url("plan", number=self.plan.number)


class TakeOutView(MeetingPage, ActionView):
    """Takes the meeting out of the draft."""

    refusals = (ValidationError, EditError)

    def next_url(self) -> str:
        """Back to the page of the meeting, or of the version where it is no draft any more."""
        if self.plan.state != Plan.State.DRAFT:
            return self.url("plan", number=self.plan.number)
        return way_back(self.request) or self.here()

    def act(self) -> Text:
        """Take it out."""
        take_out(plan=self.plan, request=self.meeting_request, actor=self.actor)
        return _("It is out of the draft. Its request is listed among those left out.")


class LockView(MeetingPage, ActionView):
    """Locks the meeting where it is (``locked=1``), or lets go of it."""

    refusals = (ValidationError, EditError)

    def next_url(self) -> str:
        """Back to the page with the button."""
        return way_back(self.request) or self.here()

    def act(self) -> Text:
        """Lock or unlock it."""
        locked = self.request.POST.get("locked") == "1"
        lock_meeting(plan=self.plan, request=self.meeting_request, locked=locked, actor=self.actor)
        return (
            _("Locked: the next run holds it here.")
            if locked
            else _("Unlocked: the next run may move it.")
        )
