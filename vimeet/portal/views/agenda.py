"""My events, and my agenda in one of them."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.translation import ngettext
from django.views.generic import TemplateView

from vimeet.accounts.views import signed_in
from vimeet.meetings.selectors.agendas import agenda_of
from vimeet.portal.access import PortalEventMixin
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


class AgendaView(PortalEventMixin, TemplateView):
    """One day of my agenda: the day asked for, else today, else the first."""

    template_name = "portal/agenda.html"
    nav = "agenda"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the agenda and the day to show."""
        agenda = agenda_of(self.delegate)
        asked = chosen_day(self.request.GET.get("day", ""))
        day = agenda.day(asked or timezone.localdate())
        return super().get_context_data(**kwargs) | {
            "agenda": agenda,
            "day": day,
            "day_tabs": [
                {
                    "date": one.date,
                    "url": f"{self.request.path}?day={one.date.isoformat()}",
                    "current": one is day,
                    "note": ngettext("%(n)s meeting", "%(n)s meetings", one.meetings)
                    % {"n": one.meetings},
                }
                for one in agenda.days
            ],
            "live_url": "/ws/portal/{organiser}/{event}/agenda/".format(**self.event.url_kwargs),
        }
