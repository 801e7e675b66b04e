"""The agenda in calendar programs: the feed by its secret address, and its page in the portal."""

from __future__ import annotations

import hashlib
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.utils import timezone, translation
from django.utils.cache import get_conditional_response
from django.utils.http import http_date, quote_etag
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe
from django.views.generic import TemplateView, View

from vimeet.accounts.views import signed_in
from vimeet.meetings.documents.calendar import calendar_of, feed_entries
from vimeet.meetings.models import CalendarFeed
from vimeet.meetings.services.feeds import close_feed, find_feed, note_read, open_feed
from vimeet.portal.access import PortalEventMixin

CALENDAR = "text/calendar; charset=utf-8"
# In the session until it is shown: whose new address, and what it is.
NEW_ADDRESS = "new_calendar_address"


@login_not_required
@require_safe
def feed(request: HttpRequest, token: str) -> HttpResponseBase:
    """A delegate's agenda for calendar programs, which sign in nowhere: the address is the key."""
    found = find_feed(token)
    if found is None:
        raise Http404
    delegate, now = found.delegate, timezone.now()
    note_read(found, now)
    with translation.override(delegate.language):
        entries = feed_entries(delegate, now)
        body = calendar_of(delegate.delegation.event, entries)
    etag = quote_etag(hashlib.sha256(body).hexdigest())
    changed = int(max([found.created_at, *(e.changed_at for e in entries)]).timestamp())
    response = HttpResponse(body, content_type=CALENDAR)
    response["ETag"] = etag
    response["Last-Modified"] = http_date(changed)
    response["Cache-Control"] = "private, no-cache"
    return (
        get_conditional_response(request, etag=etag, last_modified=changed, response=response)
        or response
    )


class CalendarView(PortalEventMixin, TemplateView):
    """My feed: whether there is one, and how to get, replace or take back its address."""

    template_name = "portal/calendar.html"
    nav = "agenda"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the feed, if there is one, and its address, just made, this once."""
        mine = CalendarFeed.objects.filter(delegate=self.delegate).first()
        whose, address = self.request.session.pop(NEW_ADDRESS, (None, ""))
        context = super().get_context_data(**kwargs) | {"feed": mine}
        if mine is None or whose != self.delegate.pk:
            return context
        # What calendar programs answer to: they subscribe instead of importing once.
        subscribe = "webcal" + address[address.index(":") :]
        return context | {"address": address, "subscribe": subscribe}

    def render_to_response(self, *args: Any, **kwargs: Any) -> HttpResponse:
        """The page, which nothing keeps a copy of."""
        response: HttpResponse = super().render_to_response(*args, **kwargs)
        response["Cache-Control"] = "no-store"
        return response


class FeedOpenView(PortalEventMixin, View):
    """A new address (POST)."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest) -> HttpResponse:
        """Make it; the page shows it, so that to reload that makes no other one."""
        address = open_feed(delegate=self.delegate, actor=signed_in(request))
        request.session[NEW_ADDRESS] = (self.delegate.pk, address)
        return self.go_to("calendar")


class FeedCloseView(PortalEventMixin, View):
    """Take the address back (POST)."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest) -> HttpResponse:
        """Close it and say so."""
        close_feed(delegate=self.delegate, actor=signed_in(request))
        messages.success(request, _("The address no longer works."))
        return self.go_to("calendar")
