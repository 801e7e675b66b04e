"""My saved searches, and the link in their e-mails that ends these."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.generic import TemplateView, View

from vimeet.accounts.models import User
from vimeet.accounts.views import signed_in
from vimeet.directory.models import SavedSearch
from vimeet.directory.selectors.names import Names
from vimeet.directory.selectors.query import Search
from vimeet.directory.services.alerts import search_of_token
from vimeet.directory.services.mine import delete_search, save_search, set_search_mails
from vimeet.events.access import EventDoorMixin
from vimeet.events.models import Event
from vimeet.events.phases import directory_is_open
from vimeet.portal.forms.directory import SaveSearchForm
from vimeet.portal.views.directory import DirectoryMixin


class SearchesView(DirectoryMixin, TemplateView):
    """The list; sent to (POST), it keeps one more."""

    template_name = "portal/directory/searches.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add my searches, each with its filters in words; and the one about to be kept."""
        context = super().get_context_data(**kwargs)
        if not directory_is_open(self.event):
            return context
        names = Names(self.event)
        query = self.request.POST.get("query") or self.request.GET.get("query", "")
        search = names.specific(Search.parse(query))
        form = SaveSearchForm(initial={"name": names.in_words(search)[:80], "notify": True})
        return (
            {"form": form if search.narrows else None}
            | context
            | {
                "query": search.query,
                "words": names.in_words(search),
                "searches": [
                    (saved, names.in_words(Search.parse(saved.query)))
                    for saved in self.delegate.saved_searches.all()
                ],
                "tabs": self.tabs("searches"),
            }
        )

    def post(self, request: HttpRequest) -> HttpResponse:
        """Keep the search of ``query``."""
        form = SaveSearchForm(request.POST)
        if form.is_valid():
            search = Names(self.event).specific(Search.parse(request.POST.get("query", "")))
            try:
                save_search(
                    delegate=self.delegate,
                    search=search,
                    actor=signed_in(request),
                    **form.cleaned_data,
                )
            except ValidationError as error:
                form.add_error(None, error)
            else:
                messages.success(request, _("The search is saved."))
                return self.go_to("searches")
        return self.render_to_response(self.get_context_data(form=form))


class _SearchStepView(DirectoryMixin, View):
    """One step on one of my searches (POST), then back to the list."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Take the step."""
        saved = get_object_or_404(self.delegate.saved_searches, pk=pk)
        messages.success(request, self.step(saved))
        return self.go_to("searches")

    def step(self, saved: SavedSearch) -> str:
        """Do it; what to tell the person."""
        raise NotImplementedError


class SearchMailsView(_SearchStepView):
    """E-mails on or off."""

    def step(self, saved: SavedSearch) -> str:
        """Switch."""
        notify = self.request.POST.get("notify") == "1"
        set_search_mails(saved=saved, notify=notify, actor=signed_in(self.request))
        if notify:
            return _("We write to you when somebody new fits.")
        return _("No more e-mails about this search.")


class SearchDeleteView(_SearchStepView):
    """Keep it no longer."""

    def step(self, saved: SavedSearch) -> str:
        """Delete."""
        delete_search(saved=saved, actor=signed_in(self.request))
        return _("The search is deleted.")


@method_decorator((login_not_required, never_cache), name="dispatch")
class StopSearchView(EventDoorMixin, View):
    """From the link in an e-mail, without signing in: a button that ends these e-mails.

    Only the button does it: programs that look through e-mails open their links too.
    """

    saved: SavedSearch

    def find_event(self, request: HttpRequest, *, organiser: str, event: str) -> Event | None:
        """The event of the search that the link belongs to."""
        saved = search_of_token(self.kwargs["token"])
        if saved is None:
            raise Http404
        self.saved = saved
        found: Event = saved.delegate.delegation.event
        return found if found.url_kwargs == {"organiser": organiser, "event": event} else None

    def get(self, request: HttpRequest, token: str) -> HttpResponse:
        """Ask."""
        return self._page(request)

    def post(self, request: HttpRequest, token: str) -> HttpResponse:
        """End them."""
        actor = request.user if isinstance(request.user, User) else None
        set_search_mails(saved=self.saved, notify=False, actor=actor)
        self.saved.notify = False
        return self._page(request)

    def _page(self, request: HttpRequest) -> HttpResponse:
        context = {"event": self.event, "saved": self.saved}
        return render(request, "portal/directory/stop.html", context)
