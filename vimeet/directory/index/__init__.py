"""The words of the entries, in the search that the database brings with it.

``postgres`` and ``sqlite`` offer the same functions; ``backend()`` is the one in use.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple, Protocol

import numpy as np
from django.db import connection
from numpy.typing import NDArray


class Hits(NamedTuple):
    """The entries that have the words, in no order, and how well each fits."""

    entries: NDArray[np.int64]
    ranks: NDArray[np.float32]


class Backend(Protocol):
    """What either of them does. Words come folded (``vimeet.directory.words``)."""

    def put(self, entry: int, texts: Sequence[str]) -> None:
        """Keep an entry's words, in four groups from most to least telling."""

    def remove(self, entries: Sequence[int]) -> None:
        """Forget these entries."""

    def found(self, event: int, words: Sequence[Sequence[str]]) -> Hits:
        """The entries with one of each group of words; a word ends in ``*`` where it may go on."""

    def occurs(self, event: int, word: str, *, but: int) -> bool:
        """Whether an entry besides that of delegation ``but`` has a word, given as in ``found``."""

    def put_words(self, event: int, words: Iterable[str]) -> None:
        """Add to the event's vocabulary."""

    def remove_words(self, words: Sequence[int]) -> None:
        """Take words, by pk, out of the vocabulary."""

    def alike(self, event: int, word: str) -> list[str]:
        """Words of the vocabulary that share many trigrams with ``word``, likely ones first."""


def backend() -> Backend:
    """The one of the database in use."""
    if connection.vendor == "postgresql":
        from vimeet.directory.index import postgres

        return postgres.PostgresIndex()
    from vimeet.directory.index import sqlite

    return sqlite.SqliteIndex()
