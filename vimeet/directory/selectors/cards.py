"""Delegations as a list shows them, with the words marked that were looked for."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from django.db.models import OuterRef, Subquery
from django.utils.safestring import SafeString
from django_countries import countries

from vimeet.core.words import in_page_language
from vimeet.directory.content import with_content
from vimeet.directory.marks import Marker
from vimeet.directory.models import Entry, Note
from vimeet.directory.shown import TEXTS, Shown, shown_of
from vimeet.registration.models import Delegation

if TYPE_CHECKING:
    from vimeet.directory.selectors.names import Names
    from vimeet.registration.models import Delegate

# So many of its terms and people are named.
_NAMED = 4


@dataclass(frozen=True)
class Card:
    """A delegation in a list: what everybody sees of it, my note, and whether I keep it."""

    pk: int
    shown: Shown
    is_favourite: bool
    note: str
    names: Names
    marker: Marker

    @property
    def plain_name(self) -> str:
        """Its name, without marks."""
        return self.shown["name"]

    @property
    def name(self) -> SafeString:
        """Its name."""
        return self.marker.marked(self.shown["name"])

    @property
    def place(self) -> SafeString:
        """What it is and where it comes from."""
        kind = self.names.value("type", str(self.shown["type"]))
        country = str(countries.name(self.shown["country"]))
        # A line may end with the dot, not begin with it.
        return self.marker.marked(
            "\u00a0· ".join(filter(None, (kind, self.shown["city"], country)))
        )

    @cached_property
    def _texts(self) -> dict[str, str]:
        texts = {
            name: in_page_language(said["en"], said["fr"])
            for name, said in self.shown["texts"].items()
        }
        return {name: texts[name] for name in TEXTS if texts[name]}

    @cached_property
    def said(self) -> str:
        """Which of its texts fits the search best: offers, needs, presentation, or none at all."""
        hits = (name for name, text in self._texts.items() if self.marker.has_hit(text))
        return next(hits, next(iter(self._texts), ""))

    @property
    def line(self) -> SafeString:
        """The part of that text that fits best."""
        return self.marker.excerpt(self._texts[self.said])

    @property
    def offers(self) -> list[SafeString]:
        """Some of its offers."""
        return self._some(self.names.terms(self.shown["offers"]))

    @property
    def needs(self) -> list[SafeString]:
        """Some of its needs."""
        return self._some(self.names.terms(self.shown["needs"]))

    @property
    def people(self) -> SafeString:
        """Some of its people, with their positions."""
        return SafeString(", ".join(self._some(self.shown["people"])))

    def _some(self, texts: Sequence[str]) -> list[SafeString]:
        """The first few; before the others those that were looked for."""
        if len(texts) > _NAMED:
            texts = sorted(texts, key=lambda text: not self.marker.has_hit(text))[:_NAMED]
        return [self.marker.marked(text) for text in texts]


def cards_of(
    delegate: Delegate,
    pks: Sequence[int],
    *,
    names: Names,
    favourites: Collection[int],
    starts: Iterable[str] = (),
) -> list[Card]:
    """The delegations ``pks`` of the delegate's event, in this order.

    ``starts``: what the words begin with that were looked for.
    """
    event = delegate.delegation.event
    mine = Note.objects.filter(delegate=delegate, delegation=OuterRef("delegation"))
    entries = Entry.objects.of_event(event).filter(delegation__in=pks)
    entries = entries.annotate(note=Subquery(mine.values("text")))
    rows = list(entries.values_list("delegation", "stale", "listing__shown", "note"))
    shown = {pk: shown for pk, _stale, shown, _note in rows}
    notes = {pk: note for pk, _stale, _shown, note in rows if note}
    # Changed a moment ago, or never made: as they are now.
    changed = [pk for pk, stale, shown, _note in rows if stale or not shown]
    if changed:
        delegations = with_content(Delegation.objects.of_event(event).filter(pk__in=changed))
        shown |= {delegation.pk: shown_of(delegation) for delegation in delegations}
    marker = Marker(starts)
    return [
        Card(pk, shown[pk], pk in favourites, notes.get(pk, ""), names, marker)
        for pk in pks
        if shown.get(pk)
    ]
