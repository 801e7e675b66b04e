"""The programme: in public, and for participants, who register for sessions there."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import get_language_info, ngettext
from django.utils.translation import gettext as _
from django.views.generic import TemplateView, View

from vimeet.accounts.views import signed_in
from vimeet.events.access import EventDoorMixin
from vimeet.events.phases import agendas_are_out
from vimeet.meetings.documents.calendar import calendar_of, programme_entries
from vimeet.meetings.selectors.busy import Conflict, session_conflicts
from vimeet.portal.access import PortalEventMixin
from vimeet.portal.public_access import PublicEventMixin
from vimeet.portal.views.agenda import chosen_day
from vimeet.programme.models import ReleasedSession, SessionRegistration
from vimeet.programme.selectors.sessions import (
    Filters,
    ProgrammeDay,
    filtered,
    place_in_queue,
    places_of,
    programme_days,
    released_session,
    sessions_of,
)
from vimeet.programme.services.registrations import SessionError, join_session, leave_session
from vimeet.registration.selectors import delegate_of_user


class FilterForm(forms.Form):
    """What of the programme one wants to see; each choice is one that occurs in it."""

    track = forms.ChoiceField(required=False)
    language = forms.ChoiceField(required=False)
    room = forms.ChoiceField(required=False)

    def __init__(self, data: QueryDict, days: list[ProgrammeDay]) -> None:
        super().__init__(data)
        sessions = [session for day in days for session in day.sessions]
        tracks = {s.track_id: s.track.name for s in sessions if s.track is not None}
        rooms = {s.place_id: s.place.name for s in sessions}
        spoken = {
            code: str(get_language_info(code)["name_translated"])
            for s in sessions
            for code in s.languages
        }
        self._offer("track", _("Track"), _("All tracks"), tracks)
        self._offer("language", _("Language"), _("All languages"), spoken)
        self._offer("room", _("Room"), _("All rooms"), rooms)

    def _offer(self, name: str, label: str, everything: str, choices: dict[Any, str]) -> None:
        field: Any = self.fields[name]
        field.label = label
        ordered = sorted((text, value) for value, text in choices.items())
        field.choices = [("", everything), *((str(value), text) for text, value in ordered)]
        if len(choices) < 2:
            del self.fields[name]

    def filters(self) -> Filters:
        """What was chosen; an old address that names something gone filters nothing."""
        self.is_valid()
        values = self.cleaned_data
        return Filters(
            track=int(values["track"]) if values.get("track") else None,
            room=int(values["room"]) if values.get("room") else None,
            language=values.get("language", ""),
        )


class _ProgrammeMixin(EventDoorMixin):
    """One day of the released programme, filtered."""

    request: HttpRequest
    nav = "programme"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the days, the day to show (asked for, else today, else the first), its sessions."""
        days = programme_days(self.event)
        form = FilterForm(self.request.GET, days)
        filters = form.filters()
        asked = chosen_day(self.request.GET.get("day", "")) or timezone.localdate()
        shown = next((day for day in days if day.date == asked), next(iter(days), None))
        sessions = filtered(shown.sessions, filters) if shown else []
        return super().get_context_data(**kwargs) | {
            "days": days,
            "day": shown,
            "sessions": sessions,
            "places": places_of(sessions),
            "filter_form": form,
            "filters": filters,
            "day_tabs": [self._tab(day, filtered(day.sessions, filters), shown) for day in days],
        }

    def _tab(
        self, day: ProgrammeDay, sessions: list[ReleasedSession], shown: ProgrammeDay | None
    ) -> dict[str, Any]:
        query = self.request.GET.copy()
        query["day"] = day.date.isoformat()
        count = len(sessions)
        return {
            "date": day.date,
            "url": f"{self.request.path}?{query.urlencode()}",
            "current": day is shown,
            "note": ngettext("%(n)s session", "%(n)s sessions", count) % {"n": count},
        }


class _SessionMixin(EventDoorMixin):
    """One session of the released programme, or 404."""

    kwargs: dict[str, Any]
    nav = "programme"

    @cached_property
    def session(self) -> ReleasedSession:
        """What the address names, as it was released."""
        session = released_session(self.event, self.kwargs["pk"])
        if session is None:
            raise Http404
        return session

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the session and how full it is."""
        return super().get_context_data(**kwargs) | {
            "session": self.session,
            "places": places_of([self.session])[self.session.session_id],
        }


class PublicProgrammeView(_ProgrammeMixin, PublicEventMixin, TemplateView):
    """The programme as anybody sees it."""

    template_name = "register/programme.html"


class PublicCalendarView(PublicEventMixin, View):
    """The programme for calendar programs."""

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """The sessions of the version in force, and what was lately cancelled."""
        body = calendar_of(self.event, programme_entries(self.event, timezone.now()))
        response = HttpResponse(body, content_type="text/calendar; charset=utf-8")
        response["Content-Disposition"] = f'inline; filename="{self.event.slug}.ics"'
        return response


class PublicSessionView(_SessionMixin, PublicEventMixin, TemplateView):
    """One session as anybody sees it."""

    template_name = "register/session.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add whether who looks takes part in the event: they register elsewhere."""
        delegate = self.actor and delegate_of_user(self.actor, **self.event.url_kwargs)
        return super().get_context_data(takes_part=bool(delegate), **kwargs)


class ProgrammeView(_ProgrammeMixin, PortalEventMixin, TemplateView):
    """The programme for a participant, with the sessions that are theirs."""

    template_name = "portal/programme.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add what the participant does in which session, and what they have at that time."""
        mine = sessions_of(self.delegate, waiting=True)
        context = super().get_context_data(**kwargs)
        out = agendas_are_out(self.event)
        return context | {
            "roles": {one.session.session_id: one.role for one in mine},
            "conflicts": session_conflicts(self.delegate, context["sessions"], with_plan=out),
        }


class SessionView(_SessionMixin, PortalEventMixin, TemplateView):
    """One session: what it is, and registering for it (POST).

    What it lies over of one's own agenda stands above the button; the form carries what was
    shown, so that a meeting that came meanwhile is shown before anything happens.
    """

    template_name = "portal/session.html"

    @cached_property
    def conflicts(self) -> list[Conflict]:
        """The participant's meetings and blocked times at that time."""
        out = agendas_are_out(self.event)
        found = session_conflicts(self.delegate, [self.session], with_plan=out)
        return found.get(self.session.session_id, [])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add how the participant stands to it."""
        mine = {one.session.session_id: one for one in sessions_of(self.delegate, waiting=True)}
        here = mine.get(self.session.session_id)
        other = next(
            (
                one
                for one in mine.values()
                if one is not here
                and one.takes_time
                and self.session.overlaps(one.starts_at, one.ends_at)
            ),
            None,
        )
        now = timezone.now()
        return super().get_context_data(**kwargs) | {
            "role": here.role if here else "",
            "queue": place_in_queue(self.session.session, self.delegate),
            "conflicts": self.conflicts,
            "seen": " ".join(conflict.key for conflict in self.conflicts),
            "other": other,
            "has_begun": self.session.starts_at <= now,
            "is_over": self.session.ends_at <= now,
        }

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """Register, or show first what the participant has not seen yet."""
        seen = set(request.POST.get("seen", "").split())
        if {conflict.key for conflict in self.conflicts} - seen:
            messages.warning(request, _("You have something at that time: see below."))
            return self.render_to_response(self.get_context_data(), status=422)
        try:
            registration = join_session(
                session=self.session.session, delegate=self.delegate, actor=signed_in(request)
            )
        except SessionError as refusal:
            messages.error(request, str(refusal))
        else:
            if registration.state == SessionRegistration.State.REGISTERED:
                messages.success(request, _("You have a place. It stands in your agenda."))
            else:
                messages.success(
                    request, _("You are on the waiting list. We tell you when a place is yours.")
                )
        return HttpResponseRedirect(request.path)


class LeaveView(_SessionMixin, PortalEventMixin, View):
    """Gives a place up, or the wait for one."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """Leave and go back to the session."""
        try:
            if leave_session(
                session=self.session.session, delegate=self.delegate, actor=signed_in(request)
            ):
                messages.success(request, _("You have left this session."))
        except SessionError as refusal:
            messages.error(request, str(refusal))
        names = self.event.url_kwargs | {"pk": self.session.session_id}
        return HttpResponseRedirect(reverse("portal:session", kwargs=names))
