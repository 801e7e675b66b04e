"""What the index listens to: every change of what it is made of marks the entries it touches.

What writes past the models (bulk writes, ``QuerySet.update``) is not heard: it calls
``services.indexing`` itself, or waits for the nightly rebuild.
"""

from __future__ import annotations

from typing import Any

from django.db.models.signals import m2m_changed, post_delete, post_save

from vimeet.core.personal_data import erased
from vimeet.directory.models import Entry, Favourite, Note, SavedSearch
from vimeet.directory.services import indexing
from vimeet.events.models import ParticipantType
from vimeet.registration.models import (
    Delegate,
    Delegation,
    FormVersion,
    Picture,
    Registration,
    Term,
)
from vimeet.registration.signals import handed_over


def connect() -> None:
    """Start to listen."""
    post_save.connect(_delegation_saved, Delegation)
    post_delete.connect(_entry_deleted, Entry)
    for signal in (post_save, post_delete):
        signal.connect(_delegate_changed, Delegate)
        signal.connect(_term_changed, Term)
        signal.connect(_picture_changed, Picture)
        signal.connect(_type_changed, ParticipantType)
    post_save.connect(_registration_saved, Registration)
    handed_over.connect(_forget_the_former)
    erased.connect(_delegations_erased, sender=Delegation)
    erased.connect(_delegates_erased, sender=Delegate)
    post_save.connect(_form_saved, FormVersion)
    for chosen in (Delegation.needed_terms, Delegation.offered_terms):
        m2m_changed.connect(_terms_chosen, chosen.through)


def _delegation_saved(instance: Delegation, *, created: bool, **kwargs: Any) -> None:
    if created:
        indexing.add_entry(instance)
    else:
        indexing.mark_stale(Entry.objects.filter(delegation=instance.pk))


def _delegate_changed(instance: Delegate, **kwargs: Any) -> None:
    indexing.mark_stale(Entry.objects.filter(delegation=instance.delegation_id))


def _picture_changed(instance: Picture, **kwargs: Any) -> None:
    # Lists show logos; who is in a photo stands on the delegation's own page alone.
    if instance.delegation_id is not None:
        indexing.mark_stale(Entry.objects.filter(delegation=instance.delegation_id))


def _registration_saved(instance: Registration, **kwargs: Any) -> None:
    if instance.delegation_id is not None:
        indexing.mark_stale(Entry.objects.filter(delegation=instance.delegation_id))


def _type_changed(instance: ParticipantType, **kwargs: Any) -> None:
    # Entries know it by its number.
    indexing.renamed(instance.event_id)


def _term_changed(
    instance: Term,
    *,
    created: bool = False,
    update_fields: frozenset[str] | None = None,
    **kwargs: Any,
) -> None:
    # Its name, or what it stands under, is part of those who chose it and of those below it.
    if not created and update_fields != frozenset({"position"}):
        indexing.mark_stale(Entry.objects.filter(event=instance.event_id))
    indexing.renamed(instance.event_id)


def _terms_chosen(instance: Delegation | Term, *, action: str, **kwargs: Any) -> None:
    if not action.startswith("post"):
        return
    if isinstance(instance, Delegation):
        indexing.mark_stale(Entry.objects.filter(delegation=instance.pk))
    else:
        indexing.mark_stale(Entry.objects.filter(event=instance.event_id))


def _form_saved(instance: FormVersion, **kwargs: Any) -> None:
    # Another version may show more, or less, of the answers. Whose they are says the registration:
    # the delegation may have become one of another type since.
    if instance.number is not None:
        kind = instance.participant_type_id
        indexing.mark_stale(Entry.objects.filter(delegation__registration__participant_type=kind))
        indexing.renamed(instance.participant_type.event_id)


def _forget_the_former(delegate: Delegate, **kwargs: Any) -> None:
    """What a person kept in the directory is theirs, and no colleague's who comes after them."""
    for kept in (Favourite, Note, SavedSearch):
        kept.objects.filter(delegate=delegate).delete()


def _delegations_erased(pks: list[int], **kwargs: Any) -> None:
    indexing.mark_stale(Entry.objects.filter(delegation__in=pks))


def _delegates_erased(pks: list[int], **kwargs: Any) -> None:
    indexing.mark_stale(Entry.objects.filter(delegation__delegates__in=pks))


def _entry_deleted(instance: Entry, **kwargs: Any) -> None:
    indexing.forget(instance)
