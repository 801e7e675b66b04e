"""The index of the directory, and what each delegate keeps there: favourites, notes, searches."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from vimeet.core.tenancy import EventOwned
from vimeet.events.models import Event
from vimeet.registration.models import Delegate, Delegation

# Of a search that is kept, as its address has it.
MOST_LETTERS = 1000


class Entry(EventOwned):
    """A delegation in the index. Its words are kept by the database's own search (``index``)."""

    event = models.ForeignKey(Event, models.CASCADE, related_name="+")
    delegation = models.OneToOneField(Delegation, models.CASCADE, related_name="entry")
    # The name without accents and capitals: what lists are sorted by.
    name_key = models.CharField(max_length=150, blank=True)
    # The numbers of its tags, 32 bits each, in one value: they are read for everybody at once, to
    # filter and count (``selectors.snapshots``).
    tags = models.BinaryField(default=bytes)
    # The directory's version it was made for last; 0: not made yet.
    made = models.PositiveBigIntegerField(default=0, db_default=0)
    # Something that it is made of has changed since it was made.
    stale = models.BooleanField(default=True, db_default=True)
    created_at = models.DateTimeField(auto_now_add=True, db_default=Now())

    class Meta:
        indexes = [
            models.Index(fields=("event", "made")),
            models.Index(fields=("stale",), condition=models.Q(stale=True), name="entry_stale"),
        ]

    def __str__(self) -> str:
        return f"entry {self.pk}"


class Listing(EventOwned):
    """What a list shows of an entry, so that a page of them is one read.

    Beside the entry, not in it: a search passes through the entries of everybody.
    """

    organiser_path = "entry__event__organiser"
    event_path = "entry__event"

    entry = models.OneToOneField(Entry, models.CASCADE, related_name="listing")
    # As ``shown.Shown``.
    shown = models.JSONField()

    def __str__(self) -> str:
        return f"listing of {self.entry_id}"


class Edition(EventOwned):
    """Which version of an event's directory is in force: each change of an entry makes a new one.

    Processes hold the entries in memory and compare this before each search. Who changes entries
    holds this row until its transaction ends, so that versions come into force in their order.
    """

    event = models.OneToOneField(Event, models.CASCADE, related_name="+")
    version = models.PositiveBigIntegerField(default=0)
    # The last version in which an entry went: who holds an older one reads everything again.
    last_removal = models.PositiveBigIntegerField(default=0)
    # The version in which the words that nobody has any more were last forgotten.
    pruned = models.PositiveBigIntegerField(default=0, db_default=0)
    # Tells it from the row of another life of the database.
    key = models.UUIDField(default=uuid.uuid4, editable=False)

    def __str__(self) -> str:
        return f"directory of {self.event_id}, version {self.version}"


class Tag(EventOwned):
    """Something that one can filter by, such as ``type:3`` or ``country:FR``."""

    event = models.ForeignKey(Event, models.CASCADE, related_name="+")
    code = models.CharField(max_length=60)

    class Meta:
        constraints = [models.UniqueConstraint(fields=("event", "code"), name="tag_once")]

    def __str__(self) -> str:
        return self.code


class Word(EventOwned):
    """A word that occurs in the directory of an event: where a misspelt one may lead."""

    event = models.ForeignKey(Event, models.CASCADE, related_name="+")
    text = models.CharField(max_length=40)

    class Meta:
        constraints = [models.UniqueConstraint(fields=("event", "text"), name="word_once")]

    def __str__(self) -> str:
        return self.text


class Favourite(EventOwned):
    """A delegation that a delegate wants to find again."""

    organiser_path = "delegate__delegation__event__organiser"
    event_path = "delegate__delegation__event"

    delegate = models.ForeignKey(Delegate, models.CASCADE, related_name="favourites")
    delegation = models.ForeignKey(Delegation, models.CASCADE, related_name="+")
    created_at = models.DateTimeField(_("kept since"), auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=("delegate", "delegation"), name="favourite_once")
        ]

    def __str__(self) -> str:
        return f"favourite {self.pk}"


class Note(EventOwned):
    """What a delegate wrote down about a delegation, for themselves alone."""

    organiser_path = "delegate__delegation__event__organiser"
    event_path = "delegate__delegation__event"

    delegate = models.ForeignKey(Delegate, models.CASCADE, related_name="notes")
    delegation = models.ForeignKey(Delegation, models.CASCADE, related_name="+")
    text = models.TextField(_("note"), max_length=2000)
    changed_at = models.DateTimeField(_("changed"), auto_now=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=("delegate", "delegation"), name="note_once")]

    # Never the text: a name goes into the trail, which others read.
    def __str__(self) -> str:
        return f"note {self.pk}"


class SavedSearch(EventOwned):
    """A search that a delegate keeps, and wants to hear of when somebody new fits."""

    organiser_path = "delegate__delegation__event__organiser"
    event_path = "delegate__delegation__event"

    delegate = models.ForeignKey(Delegate, models.CASCADE, related_name="saved_searches")
    name = models.CharField(_("name"), max_length=80)
    # As in the address of the search page, in a fixed order.
    query = models.CharField(_("search"), max_length=MOST_LETTERS)
    notify = models.BooleanField(_("tell me by e-mail when somebody new fits"), default=True)
    # The delegations that fitted already, by pk: each is told of once.
    known = models.JSONField(default=list)
    # How many e-mails were written, which numbers them.
    told = models.PositiveIntegerField(default=0)
    created_at = models.DateTimeField(_("saved"), auto_now_add=True)

    class Meta:
        ordering = ("name", "pk")
        constraints = [
            models.UniqueConstraint(fields=("delegate", "query"), name="saved_search_once")
        ]

    def __str__(self) -> str:
        return f"saved search {self.pk}"
