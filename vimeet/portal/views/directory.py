"""Who takes part: searched by words and filters, a page of each, my favourites and notes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from django.contrib import messages
from django.contrib.humanize.templatetags.humanize import intcomma
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext
from django.views.decorators.vary import vary_on_headers
from django.views.generic import TemplateView, View
from django.views.generic.base import ContextMixin

from vimeet.accounts.views import signed_in
from vimeet.directory.selectors.cards import cards_of
from vimeet.directory.selectors.facets import facets_of
from vimeet.directory.selectors.names import Names, names_of, quoted
from vimeet.directory.selectors.profiles import Profile, profile_of
from vimeet.directory.selectors.query import BY_MATCH, BY_NAME, Search
from vimeet.directory.selectors.search import PER_PAGE, Found, Searcher
from vimeet.directory.selectors.snapshots import snapshot_of
from vimeet.directory.services.mine import add_favourite, remove_favourite, write_note
from vimeet.events.phases import Phase, directory_is_open, requests_are_open, why_closed
from vimeet.meetings.models import Request
from vimeet.meetings.selectors.pairs import not_to_meet
from vimeet.meetings.selectors.requests import open_requests_with
from vimeet.portal.access import PortalEventMixin
from vimeet.portal.forms.directory import NoteForm
from vimeet.registration.models import Delegation


class _WhenOpenMixin:
    """Stands after the door: before the directory opens there is only a page that says when."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """The page, if participants may see it by now."""
        event = self.event  # type: ignore[attr-defined]
        if not directory_is_open(event):
            context = self.get_context_data()  # type: ignore[attr-defined]
            context["why"] = why_closed(event, Phase.DIRECTORY)
            return render(request, "portal/directory/closed.html", context)
        response: HttpResponseBase = super().dispatch(request, *args, **kwargs)  # type: ignore[misc]
        return response


def words() -> dict[str, str]:
    """Words that each card has, looked up once for all of them."""
    return {
        "offers": pgettext("what a company offers", "Offers"),
        "needs": _("Looks for"),
        "ask": _("Ask"),
        "favourite": _("Favourite"),
        "note": _("My note"),
    }


class DirectoryMixin(PortalEventMixin, _WhenOpenMixin, ContextMixin):
    """For the pages of the directory."""

    nav = "directory"
    request: HttpRequest

    @cached_property
    def here(self) -> str:
        """The directory's address."""
        return reverse("portal:directory", kwargs=self.event.url_kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add what cards and stars are made with."""
        return super().get_context_data(**kwargs) | {
            "here": self.here,
            "requests_here": reverse("portal:requests", kwargs=self.event.url_kwargs),
            "words": words(),
        }

    @cached_property
    def may_ask(self) -> set[int]:
        """The participant types that I may ask for meetings, now."""
        if not requests_are_open(self.event):
            return set()
        return set(self.delegation.participant_type.may_ask.values_list("pk", flat=True))

    def between_us(self, kinds: Mapping[int, int]) -> dict[int, tuple[Request | None, bool]]:
        """With each of these delegations (types by pk) the open request, and whether I may ask."""
        there = open_requests_with(self.delegation, kinds)
        apart = not_to_meet(self.delegation) if self.may_ask else set()
        out = apart | {self.delegation.pk}
        return {
            pk: (there.get(pk), kind in self.may_ask and pk not in out)
            for pk, kind in kinds.items()
        }

    @cached_property
    def favourites(self) -> set[int]:
        """The delegations that I keep, by pk."""
        return set(self.delegate.favourites.values_list("delegation", flat=True))

    def tabs(self, current: str) -> list[dict[str, Any]]:
        """Everybody, those who fit me, my favourites, my saved searches."""
        searches = reverse("portal:searches", kwargs=self.event.url_kwargs)
        for_you = reverse("portal:for_you", kwargs=self.event.url_kwargs)
        return [
            {"label": label, "url": url, "current": name == current, "count": count or None}
            for name, label, url, count in (
                ("all", _("Everybody"), self.here, None),
                ("for_you", _("For you"), for_you, None),
                ("mine", _("Favourites"), f"{self.here}?mine=1", len(self.favourites)),
                (
                    "searches",
                    _("Saved searches"),
                    searches,
                    self.delegate.saved_searches.count(),
                ),
            )
        ]


class SearchView(DirectoryMixin, TemplateView):
    """Search with filters: the page, or those parts of it that a search changes for a script."""

    @property
    def is_part(self) -> bool:
        """Whether a script asks that has the page already, and still knows where it is."""
        htmx = self.request.htmx  # type: ignore[attr-defined]
        return bool(htmx) and not htmx.history_restore_request

    def get_template_names(self) -> list[str]:
        """The parts alone, or all of it."""
        return [f"portal/directory/{'parts' if self.is_part else 'search'}.html"]

    @method_decorator(vary_on_headers("HX-Request", "HX-History-Restore-Request"))
    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Answer; what is kept of a part is no page."""
        return super().dispatch(request, *args, **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add what was found, the filters, and ways out where nothing was."""
        context = super().get_context_data(**kwargs)
        if not directory_is_open(self.event):
            return context
        asked = Search.of(self.request.GET)
        snapshot = snapshot_of(self.event.pk)
        names = names_of(self.event, snapshot.version)
        search = names.specific(asked)
        searcher = Searcher(self.delegate, search, snapshot)
        found = searcher.found()
        cards = cards_of(
            self.delegate,
            found.delegations,
            names=names,
            favourites=self.favourites,
            starts=found.starts,
        )
        between = self.between_us({card.pk: card.shown["type"] for card in cards})
        return context | {
            "search": search,
            "found": found,
            "found_words": ngettext("%(total)s participant", "%(total)s participants", found.total)
            % {"total": intcomma(found.total)},
            "results": [(card, *between[card.pk]) for card in cards],
            "facets": facets_of(names, asked, found.counts),
            # Only its length is read: the search has cut the page already.
            "page_obj": Paginator(range(found.total), PER_PAGE).get_page(found.page),
            "chips": self._chips(names, search),
            "ways_out": self._ways_out(names, searcher) if not found.total else [],
            "means": self._meant(search, found),
            "sorts": [
                (label, f"?{replace(search, sort=sort).query}", search.sort == sort)
                for sort, label in ((BY_MATCH, _("Best match")), (BY_NAME, _("Name")))
            ],
            "tabs": [] if self.is_part else self.tabs("mine" if search.favourites else "all"),
            "may_save": replace(search, favourites=False).narrows,
            "filters_on": len(search.filters) + search.to_ask,
        }

    def _chips(self, names: Names, search: Search) -> list[tuple[str, str]]:
        """Each filter that is on, with the address without it."""
        wider = [(what, less) for what, less in search.wider() if not what.startswith("word:")]
        return [(self._without(names, what), f"?{less.query}") for what, less in wider]

    def _ways_out(self, names: Names, searcher: Searcher) -> list[tuple[str, str, int]]:
        """Searches with one thing less that find somebody: what is left out, address, how many."""
        return [
            (self._without(names, way.without), f"?{way.search.query}", way.count)
            for way in searcher.ways_out()
        ]

    def _without(self, names: Names, what: str) -> str:
        """What a wider search leaves out, in words."""
        kind, _colon, value = what.partition(":")
        match kind:
            case "to_ask":
                return _("Whom I may ask")
            case "favourites":
                return _("My favourites")
            case "word":
                return quoted(value)
            case _:
                value_name = names.value(kind, value) or value
                return f"{names.facet(kind)}: {value_name}" if kind != "type" else value_name

    def _meant(self, search: Search, found: Found) -> list[tuple[str, list[tuple[str, str]]]]:
        """Misspelt words, with what they were taken for and its address."""
        return [
            (
                typed,
                [(word, f"?{search.saying(typed, word).query}") for word in words],
            )
            for typed, words in found.meant
        ]


class ParticipantView(DirectoryMixin, TemplateView):
    """What a delegation lets others see, my note, and the way to ask them."""

    template_name = "portal/directory/participant.html"

    @cached_property
    def profile(self) -> Profile:
        """The delegation in the address, if it takes part in this event."""
        found = profile_of(self.delegate, self.kwargs["pk"])
        if found is None:
            raise Http404
        return found

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the profile, the request between us and the form of the note."""
        context = super().get_context_data(**kwargs)
        if not directory_is_open(self.event):
            return context
        one = self.profile.delegation
        ask, may_ask = self.between_us({one.pk: one.participant_type_id})[one.pk]
        form = NoteForm(initial={"text": self.profile.note})
        return (
            {"note_form": form}
            | context
            | {
                "profile": self.profile,
                "one": one,
                "ask": ask,
                "may_ask": may_ask,
                "is_me": one.pk == self.delegation.pk,
            }
        )


class NoteView(ParticipantView):
    """Write my note about a delegation (POST), then back to it."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Save it, or say what is wrong with it."""
        form = NoteForm(request.POST)
        if not form.is_valid():
            return self.render_to_response(self.get_context_data(note_form=form))
        write_note(
            delegate=self.delegate,
            delegation=self.profile.delegation,
            text=form.cleaned_data["text"],
            actor=signed_in(request),
        )
        messages.success(
            request, _("Your note is saved.") if form.cleaned_data["text"] else _("Note removed.")
        )
        return HttpResponseRedirect(f"{self.here}{pk}/#note")


class FavouriteView(DirectoryMixin, View):
    """Keep a delegation, or keep it no longer (POST)."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Switch it; the star alone for a script, else back to the delegation's page."""
        delegation = get_object_or_404(Delegation.objects.of_event(self.event), pk=pk)
        on = request.POST.get("on") == "1"
        change = add_favourite if on else remove_favourite
        change(delegate=self.delegate, delegation=delegation, actor=signed_in(request))
        if request.htmx:  # type: ignore[attr-defined]
            context = {
                "here": self.here,
                "words": words(),
                "pk": delegation.pk,
                "name": delegation.name,
                "is_favourite": on,
            }
            return render(request, "portal/directory/star.html", context)
        return HttpResponseRedirect(f"{self.here}{pk}/")
