"""One meeting: with whom, where, what I keep and say about it."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.forms import BaseForm
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.generic import TemplateView, View

from vimeet.accounts.views import signed_in
from vimeet.events.selectors import spot_of
from vimeet.meetings.documents.calendar import calendar_of, meeting_entry
from vimeet.meetings.documents.vcard import vcard
from vimeet.meetings.models import ChangeWish
from vimeet.meetings.selectors.openings import openings_for_participants
from vimeet.meetings.services.encounters import EncounterError, report_meeting, save_note
from vimeet.meetings.services.meeting_messages import send_meeting_message
from vimeet.meetings.services.unseen import mark_seen
from vimeet.meetings.services.wishes import ask_change, is_free, why_not, withdraw_wish
from vimeet.portal.access import OfflineCopyMixin, PortalMeetingMixin
from vimeet.portal.forms.meetings import (
    CancelForm,
    MessageForm,
    MoveForm,
    NoteForm,
    ReportForm,
)
from vimeet.portal.routing import agenda_socket
from vimeet.portal.views.calendars import CALENDAR

Kind = ChangeWish.Kind


class MeetingView(OfflineCopyMixin, PortalMeetingMixin, TemplateView):
    """The meeting's page. Having opened it, its changes are seen."""

    template_name = "portal/meeting.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Show it with its mark a last time; nobody looks when it is read again by itself."""
        looked = request.method == "GET" and request.htmx.trigger != "meeting-again"  # type: ignore[attr-defined]
        if looked and self.encounter.unseen is not None:
            mark_seen(delegate=self.delegate, requests=[kwargs["pk"]])
        return super().get(request, *args, **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the meeting and its forms; one that was sent with faults comes in ``kwargs``."""
        encounter = self.encounter
        changeable = not why_not(encounter, Kind.MOVE)
        slots = openings_for_participants(encounter.meeting) if changeable else {}
        context = {
            "move_form": MoveForm(slots=slots, zone=self.event.zone),
            "no_slot": not slots,
            "why_no_move": why_not(encounter, Kind.MOVE),
            "free_move": is_free(encounter, Kind.MOVE),
            "cancel_form": CancelForm(),
            "why_no_cancel": why_not(encounter, Kind.CANCEL),
            "free_cancel": is_free(encounter, Kind.CANCEL),
            "message_form": MessageForm(),
            "encounter": encounter,
            "needed_terms": encounter.counterpart.needed_terms.all(),
            "offered_terms": encounter.counterpart.offered_terms.all(),
            "meeting": encounter.meeting,
            "spot": None if encounter.cancelled else spot_of(encounter.meeting.place),
            "now": timezone.now(),
            "over": encounter.has_begun(timezone.now()),
            "live_url": agenda_socket(self.event),
            "note_form": NoteForm(initial={"text": encounter.note}),
            "report_form": ReportForm(report=encounter.report),
        }
        return super().get_context_data(**context | kwargs)


class _MeetingPartView(MeetingView):
    """One form of the page (POST): done, or shown again with its faults."""

    http_method_names = ["post"]
    form_name: str

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Do it and go back to the page."""
        _found = self.encounter
        form = self.build_form()
        if form.is_valid():
            try:
                messages.success(request, self.save(form))
            except EncounterError as error:
                form.add_error(None, str(error))
            else:
                return self.go_to_meeting()
        context = self.get_context_data(**{self.form_name: form})
        return self.render_to_response(context, status=422)

    def build_form(self) -> Any:
        """The form with what was sent."""
        raise NotImplementedError

    def save(self, form: Any) -> str:
        """Do it; what to tell the person. May raise EncounterError."""
        raise NotImplementedError


class NoteView(_MeetingPartView):
    """My private note."""

    form_name = "note_form"

    def build_form(self) -> BaseForm:
        """The form with what was sent."""
        return NoteForm(self.request.POST)

    def save(self, form: Any) -> str:
        """Keep it."""
        save_note(encounter=self.encounter, text=form.cleaned_data["text"])
        return _("Your notes are saved.")


class ReportView(_MeetingPartView):
    """How it went."""

    form_name = "report_form"

    def build_form(self) -> BaseForm:
        """The form with what was sent."""
        return ReportForm(self.request.POST, report=self.encounter.report)

    def save(self, form: Any) -> str:
        """Keep it."""
        report_meeting(encounter=self.encounter, actor=signed_in(self.request), **form.cleaned_data)
        return _("Thank you, your organiser reads it.")


class MessageView(_MeetingPartView):
    """A message to the other side."""

    form_name = "message_form"

    def build_form(self) -> BaseForm:
        """The form with what was sent."""
        return MessageForm(self.request.POST)

    def save(self, form: Any) -> str:
        """Hand it on."""
        send_meeting_message(
            encounter=self.encounter, text=form.cleaned_data["text"], actor=signed_in(self.request)
        )
        return _("Your message is on its way.")


class _WishView(_MeetingPartView):
    """A change that I ask for."""

    kind: str

    def save(self, form: Any) -> str:
        """Ask, or do it at once where that is allowed."""
        wish = ask_change(
            encounter=self.encounter,
            kind=self.kind,
            actor=signed_in(self.request),
            **form.cleaned_data,
        )
        if wish.state == ChangeWish.State.OPEN:
            return _("Your organiser has been asked. You get an e-mail when they have decided.")
        if self.kind == Kind.MOVE:
            return _("The meeting is moved. The other side is told.")
        return _("The meeting is cancelled. The other side is told.")


class MoveView(_WishView):
    """Move the meeting to another slot."""

    form_name = "move_form"
    kind = Kind.MOVE

    def build_form(self) -> BaseForm:
        """The form with what was sent."""
        slots = openings_for_participants(self.encounter.meeting)
        return MoveForm(self.request.POST, slots=slots, zone=self.event.zone)


class CancelView(_WishView):
    """Cancel the meeting."""

    form_name = "cancel_form"
    kind = Kind.CANCEL

    def build_form(self) -> BaseForm:
        """The form with what was sent."""
        return CancelForm(self.request.POST)


class KeepView(PortalMeetingMixin, View):
    """Take my wish back: the meeting stays as it is (POST)."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Take it back and say so."""
        try:
            withdraw_wish(encounter=self.encounter, actor=signed_in(request))
        except EncounterError as error:
            messages.error(request, str(error))
        else:
            messages.success(request, _("The meeting stays as it is."))
        return self.go_to_meeting()


class MeetingCalendarView(PortalMeetingMixin, View):
    """The meeting as a file for a calendar program."""

    http_method_names = ["get", "head"]

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        """The file."""
        entry = meeting_entry(self.delegate, self.encounter.told)
        return HttpResponse(
            calendar_of(self.event, [entry]),
            content_type=CALENDAR,
            headers={"Content-Disposition": f'attachment; filename="meeting-{pk}.ics"'},
        )


class ContactCardView(PortalMeetingMixin, View):
    """The contact card of one whom I meet, for the address book."""

    http_method_names = ["get", "head"]

    def get(self, request: HttpRequest, pk: int, person: int) -> HttpResponse:
        """The card; nobody's if the meeting is cancelled, or they don't attend it."""
        encounter = self.encounter
        found = next((one for one in encounter.people if one.pk == person), None)
        if found is None or encounter.cancelled:
            raise Http404
        found.delegation = encounter.counterpart
        return HttpResponse(
            vcard(found),
            content_type="text/vcard; charset=utf-8",
            headers={"Content-Disposition": f'attachment; filename="contact-{person}.vcf"'},
        )
