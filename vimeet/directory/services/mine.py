"""What a delegate keeps for themselves: favourites, notes, saved searches.

The trail says that something was kept, never what or about whom: organisers read it.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from vimeet.audit.services import record
from vimeet.directory.models import MOST_LETTERS, Favourite, Note, SavedSearch
from vimeet.directory.selectors.query import BY_MATCH, Search
from vimeet.directory.selectors.search import Searcher
from vimeet.registration.models import Delegate

if TYPE_CHECKING:
    from django.db import models

    from vimeet.accounts.models import User
    from vimeet.registration.models import Delegation

# Each is looked through again and again.
MOST_SEARCHES = 20


def _record(action: str, obj: models.Model, delegate: Delegate, actor: User | None) -> None:
    record(action=action, obj=obj, actor=actor, event=delegate.delegation.event)


def _check_same_event(delegate: Delegate, delegation: Delegation) -> None:
    if delegation.event_id != delegate.delegation.event_id:
        raise ValidationError(_("This delegation takes part in another event."))


@transaction.atomic
def add_favourite(*, delegate: Delegate, delegation: Delegation, actor: User) -> None:
    """Keep a delegation; nothing happens if it is kept already.

    Raises ValidationError if it is one of another event.
    """
    _check_same_event(delegate, delegation)
    favourite, new = Favourite.objects.get_or_create(delegate=delegate, delegation=delegation)
    if new:
        _record("favourite.added", favourite, delegate, actor)


@transaction.atomic
def remove_favourite(*, delegate: Delegate, delegation: Delegation, actor: User) -> None:
    """Keep a delegation no longer."""
    found = Favourite.objects.filter(delegate=delegate, delegation=delegation)
    for favourite in found.select_for_update():
        _record("favourite.removed", favourite, delegate, actor)
        favourite.delete()


@transaction.atomic
def write_note(*, delegate: Delegate, delegation: Delegation, text: str, actor: User) -> None:
    """Write down ``text`` about a delegation instead of what was there; nothing: remove it.

    Raises ValidationError if it is a delegation of another event.
    """
    _check_same_event(delegate, delegation)
    text = text.strip()
    there = Note.objects.filter(delegate=delegate, delegation=delegation)
    former = there.select_for_update().first()
    if text == (former.text if former else ""):
        return
    if former and not text:
        _record("note.removed", former, delegate, actor)
        former.delete()
        return
    note, _new = Note.objects.update_or_create(
        delegate=delegate, delegation=delegation, defaults={"text": text}
    )
    _record("note.written", note, delegate, actor)


@transaction.atomic
def save_search(
    *, delegate: Delegate, search: Search, name: str, notify: bool, actor: User
) -> SavedSearch:
    """Keep a search; who fits by now is known, and told of no more.

    A search that is kept already gets the new name. Raises ValidationError for the one too many,
    for one that everybody fits, and for one of too many words and filters.
    """
    # The favourites change by one's own hand, and an order finds nobody new.
    search = replace(search, favourites=False, sort=BY_MATCH, page=1)
    if not search.narrows:
        raise ValidationError(
            _("Everybody fits this search: type a word or choose a filter first.")
        )
    if len(search.query) > MOST_LETTERS:
        raise ValidationError(_("This search is too long to be kept: choose fewer filters."))
    # Of two at once the second one sees the first.
    list(Delegate.objects.select_for_update().filter(pk=delegate.pk))
    mine = SavedSearch.objects.filter(delegate=delegate)
    there: SavedSearch | None = mine.filter(query=search.query).first()
    if there is not None:
        return _save_again(there, name=name, notify=notify, actor=actor)
    if mine.count() >= MOST_SEARCHES:
        raise ValidationError(
            _("You keep %(number)s searches already: delete one first."),
            params={"number": MOST_SEARCHES},
        )
    saved: SavedSearch = SavedSearch.objects.create(
        delegate=delegate,
        query=search.query,
        name=name,
        notify=notify,
        known=sorted(Searcher(delegate, search).everybody()),
    )
    _record("search.saved", saved, delegate, actor)
    return saved


def _save_again(saved: SavedSearch, *, name: str, notify: bool, actor: User) -> SavedSearch:
    # Its e-mails come on as by their own button: none tells of who has come meanwhile.
    set_search_mails(saved=saved, notify=notify, actor=actor)
    current = _locked(saved)
    if current.name != name:
        current.name = name
        current.save(update_fields=["name"])
        _record("search.changed", current, current.delegate, actor)
    return current


@transaction.atomic
def set_search_mails(*, saved: SavedSearch, notify: bool, actor: User | None) -> None:
    """Switch a search's e-mails on or off.

    On again, it tells only of those who come from now on.
    """
    current = _locked(saved)
    if current.notify == notify:
        return
    current.notify = notify
    if notify:
        fit = Searcher(current.delegate, Search.parse(current.query)).everybody()
        current.known = sorted({*current.known, *fit})
    current.save(update_fields=["notify", "known"])
    _record("search.changed", current, current.delegate, actor)


@transaction.atomic
def delete_search(*, saved: SavedSearch, actor: User) -> None:
    """Keep a search no longer."""
    current = _locked(saved)
    _record("search.deleted", current, current.delegate, actor)
    current.delete()


def _locked(saved: SavedSearch) -> SavedSearch:
    """The row as it is now, locked until the end of the transaction."""
    current: SavedSearch = (
        SavedSearch.objects.select_for_update(of=("self",))
        .select_related("delegate__delegation__event__organiser")
        .get(pk=saved.pk)
    )
    return current
