"""Filtering and counting by tags: thousands of entries, each with some tags, within a millisecond.

The tags of an entry are kept as numbers of 32 bits, so that those of all entries together are one
array. Filters are applied there and not in SQL: one pass gives who fits, and for each filter how
many would, were another choice made.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

_NUMBER = np.dtype("<u4")

Mask = NDArray[np.bool_]


def packed(numbers: Iterable[int]) -> bytes:
    """The numbers of an entry's tags as they are kept."""
    return np.array(sorted(numbers), dtype=_NUMBER).tobytes()


class Tagged:
    """The tags of many entries. ``tags``: of each entry, as kept; ``codes``: of tags, by number."""

    def __init__(self, tags: Sequence[bytes], codes: Mapping[int, str]) -> None:
        self.entries = len(tags)
        numbers = np.frombuffer(b"".join(tags), dtype=_NUMBER)
        lengths = np.fromiter((len(one) for one in tags), np.int64, len(tags)) // _NUMBER.itemsize
        # Those that occur, numbered from 0 on; whose each of the tags is.
        there, self._tags = np.unique(numbers, return_inverse=True)
        self._owner = np.repeat(np.arange(self.entries), lengths)
        self.codes = [codes.get(number, "") for number in there.tolist()]
        self._places = {code: place for place, code in enumerate(self.codes)}
        of_facet: dict[str, list[int]] = {}
        for place, code in enumerate(self.codes):
            of_facet.setdefault(code.partition(":")[0], []).append(place)
        self._of_facet = {facet: np.array(places) for facet, places in of_facet.items()}

    def having(self, one_of: Iterable[str]) -> Mask:
        """Which entries have one of these tags."""
        places = [self._places[code] for code in one_of if code in self._places]
        having = np.zeros(self.entries, dtype=np.bool_)
        having[self._owner[np.isin(self._tags, places)]] = True
        return having

    def count(self, entries: Mask) -> NDArray[np.int64]:
        """How many of these entries have each tag, in the order of ``codes``."""
        found: NDArray[np.int64] = np.bincount(
            self._tags[entries[self._owner]], minlength=len(self.codes)
        )
        return found

    def of_facet(self, facet: str) -> NDArray[np.int64]:
        """The places in ``codes`` of a filter's choices."""
        return self._of_facet.get(facet, np.array([], dtype=np.int64))


class Matches:
    """Those of ``among`` that pass the filters, and how many have each tag.

    ``wanted``: by filter, the codes of which one is enough; a filter named "" has no choices of its
    own to be counted.
    """

    def __init__(
        self, tagged: Tagged, among: Mask, wanted: Sequence[tuple[str, frozenset[str]]]
    ) -> None:
        self._tagged = tagged
        self._passes = {facet: tagged.having(one_of) for facet, one_of in wanted}
        # More than one filter to pass: never mind which.
        self._missing = np.where(among, 0, 2)
        for passes in self._passes.values():
            self._missing += ~passes
        self.fit: Mask = self._missing == 0

    def counts(self) -> dict[str, int]:
        """How many have each tag of those that pass all filters but the tag's own."""
        counts = self._tagged.count(self.fit)
        for facet, passes in self._passes.items():
            choices = self._tagged.of_facet(facet)
            if len(choices):
                # Those who fail here alone would be there with another choice.
                others = self._tagged.count((self._missing == 1) & ~passes)
                counts[choices] += others[choices]
        return {code: n for code, n in zip(self._tagged.codes, counts.tolist(), strict=True) if n}
