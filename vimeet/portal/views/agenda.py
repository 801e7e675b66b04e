"""My events, and my agenda in one of them."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.http import urlencode
from django.utils.translation import ngettext
from django.views.generic import TemplateView, View

from vimeet.accounts.views import signed_in
from vimeet.events.phases import Phase, agendas_are_out, changes_are_open, why_closed
from vimeet.meetings.documents.paper import agenda_pdf
from vimeet.meetings.selectors.agendas import Agenda, Day, agenda_of
from vimeet.meetings.selectors.requests import agreed_with
from vimeet.meetings.services.unseen import mark_seen
from vimeet.portal.access import OfflineCopyMixin, PortalEventMixin
from vimeet.portal.routing import agenda_socket
from vimeet.registration.selectors import delegates_of_user


def home(request: HttpRequest) -> HttpResponse:
    """The events I take part in; straight to the agenda where there is one."""
    delegates = list(delegates_of_user(signed_in(request)))
    if len(delegates) == 1:
        kwargs = delegates[0].delegation.event.url_kwargs
        return HttpResponseRedirect(reverse("portal:agenda", kwargs=kwargs))
    return render(request, "portal/home.html", {"delegates": delegates})


def chosen_day(text: str) -> dt.date | None:
    """The day named in an address as ``YYYY-MM-DD``, if it is one."""
    try:
        return parse_date(text)
    except ValueError:
        return None


class AgendaView(OfflineCopyMixin, PortalEventMixin, TemplateView):
    """My agenda, one day (the one asked for, else today, else the first) or all as a list."""

    template_name = "portal/agenda.html"
    nav = "agenda"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the agenda and the days to show."""
        out = agendas_are_out(self.event)
        agenda = agenda_of(self.delegate, with_plan=out)
        as_list = self.request.GET.get("view") == "list"
        day = agenda.day(chosen_day(self.request.GET.get("day", "")) or timezone.localdate())
        chosen = {"view": "list"} if as_list else {"day": day.date.isoformat()} if day else {}
        return super().get_context_data(**kwargs) | {
            "agenda": agenda,
            "agreed": 0 if agenda.plan else agreed_with(self.delegation),
            "kept_back": "" if out else why_closed(self.event, Phase.AGENDAS),
            "as_list": as_list,
            "days": agenda.days if as_list else [day] if day else [],
            "day_tabs": [] if as_list else self.day_tabs(agenda, day),
            "here": f"{self.request.path}?{urlencode(chosen)}" if chosen else self.request.path,
            "may_block": changes_are_open(self.event),
            "now": timezone.now(),
            "live_url": agenda_socket(self.event),
        }

    def day_tabs(self, agenda: Agenda, day: Day | None) -> list[dict[str, Any]]:
        """A tab for each day, with its meetings once they are planned, and how many changed."""
        return [
            {
                "date": one.date,
                "url": f"{self.request.path}?day={one.date.isoformat()}",
                "current": one is day,
                "note": _what_happens(one) if agenda.plan else "",
            }
            for one in agenda.days
        ]


def _what_happens(day: Day) -> str:
    """How many meetings a day has, and how many of them changed unseen."""
    meetings = ngettext("%(n)s meeting", "%(n)s meetings", day.meetings) % {"n": day.meetings}
    if not day.changes:
        return meetings
    changed = ngettext("%(n)s changed", "%(n)s changed", day.changes) % {"n": day.changes}
    return f"{meetings}, {changed}"


class SeenView(PortalEventMixin, View):
    """I have seen what changed (POST): in the meetings named by ``request``, which were shown."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest) -> HttpResponse:
        """Take the marks away."""
        named = [int(text) for text in request.POST.getlist("request") if text.isdecimal()]
        mark_seen(delegate=self.delegate, requests=named)
        return self.go_to_agenda()


class AgendaPdfView(PortalEventMixin, View):
    """My agenda on a page to print."""

    http_method_names = ["get", "head"]

    def get(self, request: HttpRequest) -> HttpResponse:
        """The document, in the language of the page."""
        document = agenda_pdf(self.delegate, with_plan=agendas_are_out(self.event))
        return HttpResponse(
            document,
            content_type="application/pdf",
            headers={
                "Content-Disposition": f'inline; filename="{self.event.slug}.pdf"',
                "Cache-Control": "no-store",
            },
        )
