"""Searching the directory: who fits, in which order, and how many there are of each filter."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from vimeet.directory import above
from vimeet.directory.index import backend
from vimeet.directory.selectors.query import BY_MATCH, Search
from vimeet.directory.selectors.snapshots import Snapshot, snapshot_of
from vimeet.directory.tags import Mask, Matches
from vimeet.directory.words import beginnings, fold, nearest, words_typed

if TYPE_CHECKING:
    from vimeet.registration.models import Delegate

PER_PAGE = 12
# How many ways out of an empty result are counted.
_WAYS_OUT = 6


@dataclass(frozen=True)
class WayOut:
    """A search with one thing less (``without``, see ``Search.wider``) that finds somebody."""

    without: str
    search: Search
    count: int


@dataclass(frozen=True)
class Found:
    """What a search found: a page of delegations by pk, and how many there are of each tag.

    ``counts`` are those under all other filters: what one would get by choosing it too.
    ``starts`` are what the words that were looked for begin with. ``meant`` are words that nobody
    has, with those they were taken for; ``unknown`` those for which there is none.
    """

    total: int
    page: int
    delegations: list[int]
    counts: Mapping[str, int] = field(default_factory=dict)
    starts: tuple[str, ...] = ()
    meant: list[tuple[str, list[str]]] = field(default_factory=list)
    unknown: list[str] = field(default_factory=list)


class Searcher:
    """One search by one delegate, in their event."""

    def __init__(
        self, delegate: Delegate, search: Search, snapshot: Snapshot | None = None
    ) -> None:
        self.delegate = delegate
        self._given = snapshot
        self.delegation = delegate.delegation
        self.event = self.delegation.event_id
        self.search = search

    @cached_property
    def groups(self) -> list[tuple[str, list[str]]]:
        """For each word typed the words it may stand for; one that may go on ends in ``*``."""
        return [(word, self._stands_for(word)) for word in words_typed(self.search.text)]

    @cached_property
    def meant(self) -> list[tuple[str, list[str]]]:
        """Words that nobody has, with those they were taken for."""
        return [
            (word, [w.removesuffix("*") for w in group])
            for word, group in self.groups
            if group and not any(word.startswith(w.removesuffix("*")) for w in group)
        ]

    def _stands_for(self, word: str) -> list[str]:
        starts = beginnings(word)
        if not starts:
            return [word]
        # A number is not in the vocabulary: it is looked for as it is.
        if any(start.isdigit() or self._occurs(f"{start}*") for start in starts):
            return [f"{start}*" for start in starts]
        return [f"{near}*" for near in self._neighbours(word)]

    def _neighbours(self, word: str) -> list[str]:
        """What a misspelt word may stand for: words of others as they are now.

        The vocabulary also has what was erased or made private since, for a while.
        """
        candidates = set(backend().alike(self.event, word))
        while near := nearest(word, candidates):
            gone = {one for one in near if not self._occurs(one)}
            if not gone:
                return near
            candidates -= gone
        return []

    def _occurs(self, word: str) -> bool:
        return backend().occurs(self.event, word, but=self.delegation.pk)

    def _wanted(self) -> list[tuple[str, frozenset[str]]]:
        """Of which tags an entry must have one, by filter; "" for what is no choice of a filter."""
        wanted = [
            (facet, frozenset(f"{facet}:{value}" for value in self.search.values(facet)))
            for facet in self.search.facets
        ]
        if self.search.to_ask:
            may_ask = self.delegation.participant_type.may_ask.values_list("pk", flat=True)
            wanted.append(("", frozenset(f"type:{pk}" for pk in may_ask)))
        return wanted

    @cached_property
    def _snapshot(self) -> Snapshot:
        return self._given or snapshot_of(self.event)

    @cached_property
    def _ranks(self) -> NDArray[np.float32]:
        """How well each entry fits the words; below 0: it lacks one of them."""
        ranks = np.full(len(self._snapshot), -1, dtype=np.float32)
        hits = backend().found(self.event, [group for _word, group in self.groups])
        places, here = self._snapshot.places(hits.entries)
        ranks[places] = hits.ranks[here].clip(min=0)
        return ranks

    def _matches(self) -> Matches:
        """All that have the words, and who of them passes the filters."""
        among = ~self._snapshot.of_delegations([self.delegation.pk])
        if self.groups:
            among &= self._ranks >= 0
        if self.search.favourites:
            mine = self.delegate.favourites.values_list("delegation", flat=True)
            among &= self._snapshot.of_delegations(mine)
        if self.search.to_ask:
            # Not by type alone: who stands here and could not be asked would tell why.
            among &= ~self._snapshot.of_delegations(above.not_to_ask(self.delegation))
        return Matches(self._snapshot.tagged, among, self._wanted())

    def _in_order(self, fit: Mask) -> NDArray[np.int64]:
        """Those that fit, the best first; by name where that is asked for or nothing was typed."""
        places = np.flatnonzero(fit)
        if not self.groups or self.search.sort != BY_MATCH:
            return places
        # Whose name begins with what was typed comes first, whatever the ranks say.
        named = self._snapshot.named(fold(self.search.text))
        is_named = (places >= named.start) & (places < named.stop)
        # The last key counts most; what is equal stays in the order of names.
        return places[np.lexsort((-self._ranks[places], ~is_named))]

    @property
    def hopeless(self) -> bool:
        """Whether a word stands for nothing at all."""
        return any(not group for _word, group in self.groups)

    def found(self) -> Found:
        """The page of the search, with the counts of all filters; past the end: the last page."""
        unknown = [word for word, group in self.groups if not group]
        if unknown:
            return Found(0, 1, [], meant=self.meant, unknown=unknown)
        matches = self._matches()
        fit = self._in_order(matches.fit)
        page = min(self.search.page, max(1, -(-len(fit) // PER_PAGE)))
        on_page = self._delegations(fit[(page - 1) * PER_PAGE : page * PER_PAGE])
        starts = tuple(w[:-1] for _word, group in self.groups for w in group if w.endswith("*"))
        return Found(len(fit), page, on_page, matches.counts(), starts, self.meant)

    def total(self) -> int:
        """How many fit."""
        return 0 if self.hopeless else int(self._matches().fit.sum())

    def everybody(self) -> list[int]:
        """All delegations that fit, by pk."""
        if self.hopeless:
            return []
        return self._delegations(self._in_order(self._matches().fit))

    def _delegations(self, places: NDArray[np.int64]) -> list[int]:
        pks: list[int] = self._snapshot.delegations[places].tolist()
        return pks

    def ways_out(self) -> list[WayOut]:
        """Searches with one thing less that find somebody, the fullest first."""
        found = [
            WayOut(without, search, Searcher(self.delegate, search, self._snapshot).total())
            for without, search in list(self.search.wider())[:_WAYS_OUT]
        ]
        return sorted((way for way in found if way.count), key=lambda way: -way.count)
