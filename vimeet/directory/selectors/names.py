"""What filters are called: participant types, needs and offers, the form's choices, countries."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable
from dataclasses import replace
from functools import cached_property
from typing import TYPE_CHECKING

from django.db import connection
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django_countries import countries

from vimeet.directory.content import Forms, choice_facet
from vimeet.directory.selectors.query import Search
from vimeet.registration.selectors.terms import TermTree, term_tree

if TYPE_CHECKING:
    from vimeet.directory.selectors.snapshots import Version
    from vimeet.events.models import Event

_MOST = 32


def quoted(text: str) -> str:
    """What somebody typed, in the marks of the page's language."""
    return _("“%(text)s”") % {"text": text}


class Names:
    """What the filters of an event and their choices are called, in the page's language."""

    def __init__(self, event: Event) -> None:
        self.event = event

    @cached_property
    def types(self) -> dict[str, str]:
        """The participant types."""
        return {str(kind.pk): kind.name for kind in self.event.participant_types.all()}

    @cached_property
    def tree(self) -> TermTree:
        """The needs and offers."""
        return term_tree(self.event)

    @cached_property
    def _terms(self) -> dict[int, tuple[int, str]]:
        """The place and the name of each need and offer."""
        return {node.term.pk: (place, node.term.name) for place, node in enumerate(self.tree.nodes)}

    def terms(self, pks: Iterable[int]) -> list[str]:
        """The names of needs or offers, in the organiser's order."""
        there = (self._terms[pk] for pk in pks if pk in self._terms)
        return [name for _place, name in sorted(there)]

    @cached_property
    def questions(self) -> dict[str, tuple[str, dict[str, str]]]:
        """The form's choice fields that participants see, with their choices, by facet."""
        return {
            choice_facet(question.key): (
                question.label,
                {choice.key: choice.label for choice in question.choices},
            )
            for question in Forms(self.event).choice_questions()
        }

    def facet(self, key: str) -> str:
        """A filter's name; empty if there is no such filter."""
        fixed = {
            "type": _("Participant type"),
            "country": _("Country"),
            "need": _("They look for"),
            "offer": _("They offer"),
        }
        return fixed.get(key) or self.questions.get(key, ("", {}))[0]

    def value(self, key: str, value: str) -> str:
        """A choice's name; empty if there is no such choice."""
        match key:
            case "type":
                return self.types.get(value, "")
            case "country":
                return str(countries.name(value))
            case "need" | "offer":
                node = self.tree.by_pk.get(int(value)) if value.isdecimal() else None
                return node.term.name if node else ""
            case _:
                return self.questions.get(key, ("", {}))[1].get(value, "")

    def in_words(self, search: Search) -> str:
        """What a search asks for, in words of the page's language."""
        parts = [quoted(search.text)] if search.text else []
        for facet in search.facets:
            values = [self.value(facet, value) for value in search.values(facet)]
            parts.append(f"{self.facet(facet)}: {', '.join(filter(None, values))}")
        if search.to_ask:
            parts.append(_("Whom I may ask"))
        return " · ".join(parts)

    def specific(self, search: Search) -> Search:
        """The search without what its other choices say more closely.

        Who chooses a branch of the needs and then a part of it means the part.
        """
        implied: set[tuple[str, str]] = set()
        for facet in ("need", "offer"):
            for value in search.values(facet):
                node = self.tree.by_pk.get(int(value)) if value.isdecimal() else None
                implied.update((facet, str(term.pk)) for term in (node.above if node else ()))
        return replace(search, filters=tuple(f for f in search.filters if f not in implied))


_held: OrderedDict[tuple[int, str | None], tuple[Version, Names]] = OrderedDict()


def names_of(event: Event, version: Version) -> Names:
    """The names in an event's directory, read again in each version of it.

    Whatever is renamed, or put in another order, makes a new version (``indexing.renamed``).
    """
    key = (event.pk, get_language())
    held = _held.get(key)
    if held is not None and held[0] == version:
        return held[1]
    names = Names(event)
    if not connection.in_atomic_block:
        _held[key] = (version, names)
        while len(_held) > _MOST:
            _held.popitem(last=False)
    return names
