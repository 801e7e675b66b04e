"""Keeping the index: marked as stale with each change, made again after it.

The mark is in the transaction of the change; the work comes after commit, and again by the
schedule should that call get lost.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from itertools import batched
from typing import Any

from django.db import connection, transaction
from django.db.models import Exists, F, OuterRef, QuerySet

from vimeet.directory.content import Content, contents, with_content
from vimeet.directory.index import backend
from vimeet.directory.models import Edition, Entry, Listing, Tag, Word
from vimeet.directory.shown import shown_of
from vimeet.directory.tags import packed
from vimeet.directory.words import fold
from vimeet.events.models import Event
from vimeet.registration.models import Delegation

_AT_ONCE = 200


def mark_stale(entries: QuerySet[Entry]) -> None:
    """Have these entries made again after the caller's transaction."""
    # Without a look at whether they are stale already: who makes one again right now may have
    # read what was there before this transaction, and must find the mark when it is through.
    entries.update(stale=True)
    _refresh_after_commit()


def renamed(event: int) -> None:
    """Have the names of filters and choices of an event read again, with the caller's commit."""
    Edition.objects.filter(event=event).update(version=F("version") + 1)


def add_entry(delegation: Delegation) -> None:
    """Put a new delegation into the directory, after the caller's transaction."""
    Entry.objects.get_or_create(
        delegation_id=delegation.pk, defaults={"event_id": delegation.event_id}
    )
    _refresh_after_commit()


def add_missing() -> int:
    """Make the entries of delegations that came in past the listeners; how many there were."""
    there = Entry.objects.filter(delegation=OuterRef("pk"))
    missing = Delegation.objects.filter(~Exists(there)).values_list("pk", "event")
    rows = [Entry(delegation_id=pk, event_id=event) for pk, event in missing]
    Entry.objects.bulk_create(rows, ignore_conflicts=True)
    return len(rows)


def refresh_stale(event: Event | None = None) -> int:
    """Make all stale entries again, of ``event`` or of all events; how many there were.

    Any number of workers may do so at once: in an event they take turns.
    """
    done = 0
    events = Event.objects.filter(pk__in=Entry.objects.filter(stale=True).values("event"))
    for one in events if event is None else [event]:
        while made := _refresh_some(one):
            done += made
    return done


@transaction.atomic
def _refresh_some(event: Event) -> int:
    # Before any entry: who deletes some takes them first and this row then, and waits for nobody
    # who holds it and waits for them.
    edition = _locked_edition(event)
    entries = list(
        Entry.objects.of_event(event)
        .filter(stale=True)
        .select_for_update(skip_locked=True)
        .order_by("pk")[:_AT_ONCE]
    )
    delegations = with_content(
        Delegation.objects.of_event(event).filter(pk__in=[e.delegation_id for e in entries])
    )
    found = {delegation.pk: delegation for delegation in delegations}
    texts = contents(event, found.values())
    # One that is being deleted right now has no delegation any more: it goes with it.
    there = [
        (entry, texts[entry.delegation_id]) for entry in entries if entry.delegation_id in found
    ]
    if there:
        edition.version += 1
        edition.save(update_fields=["version"])
    _write(event, there)
    numbers = _tags(event, {code for _entry, content in there for code in content.tags})
    for entry, content in there:
        entry.name_key = fold(found[entry.delegation_id].name)[:150]
        entry.tags = packed(numbers[code] for code in content.tags)
        entry.made, entry.stale = edition.version, False
    changed = ["name_key", "tags", "made", "stale"]
    Entry.objects.bulk_update([entry for entry, _c in there], changed)
    Listing.objects.bulk_create(
        [Listing(entry=entry, shown=shown_of(found[entry.delegation_id])) for entry, _c in there],
        update_conflicts=True,
        unique_fields=["entry"],
        update_fields=["shown"],
    )
    return len(there)


def _locked_edition(event: Event) -> Edition:
    """The event's row of versions, held until the transaction ends."""
    Edition.objects.get_or_create(event=event)
    edition: Edition = Edition.objects.of_event(event).select_for_update().get()
    return edition


def _write(event: Event, entries: Sequence[tuple[Entry, Content]]) -> None:
    """The entries' words, and those that are new in the event."""
    index, words = backend(), set()
    for entry, content in entries:
        index.put(entry.pk, [" ".join(group) for group in content.groups])
        words.update(content.words)
    index.put_words(event.pk, words)


def _tags(event: Event, codes: set[str]) -> dict[str, int]:
    """The numbers of tags, by code; new ones are made."""
    tags = Tag.objects.of_event(event).filter(code__in=codes)
    missing = codes.difference(tags.values_list("code", flat=True))
    # In order, so that two who add the same wait for each other and never in a ring.
    Tag.objects.bulk_create(
        [Tag(event=event, code=code) for code in sorted(missing)], ignore_conflicts=True
    )
    return dict(tags.values_list("code", "pk"))


def rebuild(event: Event) -> int:
    """Make the whole directory of ``event`` again, its vocabulary too; how many entries."""
    add_missing()
    mark_stale(Entry.objects.of_event(event))
    made = refresh_stale(event)
    _forget_unused_words(event)
    return made


def forget_words_of_past(day: dt.date) -> None:
    """Forget the words that nobody has any more in events over by ``day``.

    What is kept of their people is erased one day, names too. Only those are read whose entries
    changed since the last time.
    """
    changed = Edition.objects.exclude(version=F("pruned")).values("event")
    for event in Event.objects.filter(pk__in=changed, ends_on__lt=day):
        _forget_unused_words(event)


def _forget_unused_words(event: Event) -> None:
    """Remove words that no entry has any more. Searches go on meanwhile: nothing else goes."""
    editions = Edition.objects.filter(event=event)
    # Before anything is read: what changes from here on makes another version.
    version = editions.values_list("version", flat=True).first()
    # What is added while this reads stays: somebody else may be about to use it.
    there = dict(Word.objects.of_event(event).values_list("text", "pk"))
    pks = Delegation.objects.of_event(event).values_list("pk", flat=True)
    for some in batched(pks, _AT_ONCE):
        delegations = with_content(Delegation.objects.of_event(event).filter(pk__in=some))
        for content in contents(event, delegations).values():
            for word in content.words:
                there.pop(word, None)
    for gone in batched(there.values(), _AT_ONCE):
        backend().remove_words(gone)
    if version is not None:
        editions.update(pruned=version)


def forget(entry: Entry) -> None:
    """Take a deleted entry out of the index, and have all searches know that it is gone."""
    backend().remove([entry.pk])
    version = F("version") + 1
    Edition.objects.filter(event=entry.event_id).update(version=version, last_removal=version)


def _refresh_after_commit() -> None:
    """Wake the task up after commit, once per transaction; losing the call is harmless."""
    callbacks: list[Any] = connection.run_on_commit
    if any(callback is _wake_refresh for _ids, callback, *_rest in callbacks):
        return
    transaction.on_commit(_wake_refresh, robust=True)


def _wake_refresh() -> None:
    from vimeet.directory.tasks import refresh_directory

    refresh_directory.delay()
