"""The entries of an event, held in memory by each process that searches it.

What was made last is in the database; ``Edition`` says which version that is. Before each search it
is compared with what the process holds: of a newer one the entries made since are read, or all of
them where some went. So any number of processes find the same, at once.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import OrderedDict
from collections.abc import Iterable
from typing import NamedTuple
from uuid import UUID

import numpy as np
from django.db import connection
from numpy.typing import NDArray

from vimeet.directory.models import Edition, Entry, Tag
from vimeet.directory.tags import Mask, Tagged

# Held at once; of an event of 5,000 delegations a snapshot takes some 3 MB.
_MOST_EVENTS = 16
# Sorts after every letter.
_LAST = "\U0010ffff"


class _Row(NamedTuple):
    """An entry, in the order of lists."""

    name_key: str
    entry: int
    delegation: int
    tags: bytes


class Version(NamedTuple):
    """Where a directory stands; nothing has been made yet: 0."""

    key: UUID | None = None
    version: int = 0
    last_removal: int = 0


class Snapshot:
    """All entries in one version, by name. A place is an entry's number in that order."""

    def __init__(self, version: Version, rows: Iterable[_Row], codes: dict[int, str]) -> None:
        self.version = version
        self.rows = sorted(rows)
        self.tagged = Tagged([row.tags for row in self.rows], codes)
        self._names = [row.name_key for row in self.rows]
        self.delegations = np.array([row.delegation for row in self.rows], dtype=np.int64)
        entries = np.array([row.entry for row in self.rows], dtype=np.int64)
        self._places = np.argsort(entries)
        self._entries = entries[self._places]

    def __len__(self) -> int:
        return len(self.rows)

    def places(self, entries: NDArray[np.int64]) -> tuple[NDArray[np.int64], Mask]:
        """The places of entries, and which of them are here at all."""
        at = np.searchsorted(self._entries, entries)
        at[at == len(self)] = 0
        here = self._entries[at] == entries if len(self) else np.zeros(len(entries), np.bool_)
        return self._places[at[here]], here

    def named(self, start: str) -> slice:
        """The places of those whose name, folded, begins with ``start``."""
        first = bisect_left(self._names, start)
        return slice(first, bisect_left(self._names, start + _LAST, lo=first))

    def of_delegations(self, pks: Iterable[int]) -> Mask:
        """Which are these delegations'."""
        return np.isin(self.delegations, np.fromiter(pks, np.int64))


_held: OrderedDict[int, Snapshot] = OrderedDict()


def snapshot_of(event: int) -> Snapshot:
    """The entries of an event as they are now."""
    now = _version_of(event)
    held = _held.get(event)
    if held is None or held.version != now:
        held = _read(event, now, held)
        # What a transaction sees of its own may never come to be.
        if not connection.in_atomic_block:
            _held[event] = held
            while len(_held) > _MOST_EVENTS:
                _held.popitem(last=False)
    return held


def _version_of(event: int) -> Version:
    found = Edition.objects.filter(event=event).values_list("key", "version", "last_removal")
    return Version(*(found.first() or ()))


def _read(event: int, now: Version, held: Snapshot | None) -> Snapshot:
    """The snapshot in version ``now``, out of the one that is held where that is of use.

    What is committed while this reads may be in it already: it is read once more by the next one.
    """
    made = Entry.objects.filter(event=event, made__gt=0)
    rows: dict[int, _Row] = {}
    if (
        held is not None
        and held.version.key == now.key
        and now.last_removal <= held.version.version <= now.version
    ):
        made = made.filter(made__gt=held.version.version)
        rows = {row.entry: row for row in held.rows}
    for row in made.values_list("name_key", "pk", "delegation", "tags"):
        name, pk, delegation, tags = row
        rows[pk] = _Row(name, pk, delegation, bytes(tags))
    codes = dict(Tag.objects.filter(event=event).values_list("pk", "code"))
    return Snapshot(now, rows.values(), codes)
