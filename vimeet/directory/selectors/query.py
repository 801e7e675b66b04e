"""A search as it stands in an address: words, filters, order, page."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Self
from urllib.parse import urlencode

from django.http import QueryDict

from vimeet.directory.words import words_of

MAX_TEXT = 100
_MAX_VALUES = 40
_MAX_VALUE = 40
# Filters that every event has; the form's choice fields come with them as ``q-<key>``.
FACETS = ("type", "country", "need", "offer")
BY_MATCH, BY_NAME = "match", "name"


def is_facet(name: str) -> bool:
    """Whether a part of an address may be a filter."""
    return name in FACETS or name.startswith("q-")


@dataclass(frozen=True)
class Search:
    """What somebody looks for. ``filters``: (facet, value), in a fixed order.

    ``to_ask``: only those whom the searcher may ask for a meeting. ``favourites``: only theirs.
    """

    text: str = ""
    filters: tuple[tuple[str, str], ...] = ()
    to_ask: bool = False
    favourites: bool = False
    sort: str = BY_MATCH
    page: int = 1

    @classmethod
    def of(cls, query: QueryDict) -> Self:
        """The search that an address names; what makes no sense is left out."""
        filters = {
            (name, value[:_MAX_VALUE])
            for name in query
            if is_facet(name)
            for value in query.getlist(name)[:_MAX_VALUES]
            if value
        }
        page = query.get("page", "")
        return cls(
            text=" ".join(query.get("q", "")[:MAX_TEXT].replace("\x00", "").split()),
            filters=tuple(sorted(filters)),
            to_ask=query.get("can") == "ask",
            favourites=query.get("mine") == "1",
            sort=BY_NAME if query.get("sort") == BY_NAME else BY_MATCH,
            page=int(page) if page.isascii() and page.isdigit() and len(page) < 7 else 1,
        )

    @classmethod
    def parse(cls, query: str) -> Self:
        """The search of a text that ``query`` gave."""
        return cls.of(QueryDict(query))

    @property
    def query(self) -> str:
        """The address's part after ``?``: always the same for the same search, without page."""
        parts = [("q", self.text)] if self.text else []
        parts += self.filters
        if self.to_ask:
            parts.append(("can", "ask"))
        if self.favourites:
            parts.append(("mine", "1"))
        if self.sort != BY_MATCH:
            parts.append(("sort", self.sort))
        return urlencode(parts)

    @property
    def narrows(self) -> bool:
        """Whether it asks for less than everybody."""
        return bool(self.text or self.filters or self.to_ask or self.favourites)

    def values(self, facet: str) -> list[str]:
        """What is chosen of a facet."""
        return [value for name, value in self.filters if name == facet]

    @property
    def facets(self) -> list[str]:
        """The facets of which something is chosen."""
        return list(dict.fromkeys(name for name, _value in self.filters))

    def but(self, facet: str, value: str | None = None) -> Search:
        """The same without a facet's choices, or without one of them; from the first page on."""
        kept = tuple(
            (n, v) for n, v in self.filters if n != facet or (value is not None and v != value)
        )
        return replace(self, filters=kept, page=1)

    def saying(self, typed: str, word: str) -> Search:
        """The same with ``word`` instead of each word typed that folds to ``typed``."""
        words = [word if words_of(one) == [typed] else one for one in self.text.split()]
        return replace(self, text=" ".join(words), page=1)

    def wider(self) -> Iterator[tuple[str, Search]]:
        """Each search with one thing less: what is left out, and the rest of it."""
        for facet, value in self.filters:
            yield f"{facet}:{value}", self.but(facet, value)
        if self.to_ask:
            yield "to_ask", replace(self, to_ask=False, page=1)
        if self.favourites:
            yield "favourites", replace(self, favourites=False, page=1)
        words = self.text.split()
        if len(words) > 1:
            for at, word in enumerate(words):
                rest = " ".join(words[:at] + words[at + 1 :])
                yield f"word:{word}", replace(self, text=rest, page=1)
