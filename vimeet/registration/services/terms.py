"""Changing the event's taxonomy of needs and offers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from vimeet.audit.changes import assign, created, deleted
from vimeet.audit.services import record
from vimeet.registration.models import Term

if TYPE_CHECKING:
    from vimeet.accounts.models import User
    from vimeet.events.models import Event

FIELDS = ("name_en", "name_fr")


@transaction.atomic
def add_term(*, event: Event, actor: User, name_en: str, name_fr: str) -> Term:
    """Add a need or offer."""
    term: Term = Term.objects.create(event=event, name_en=name_en, name_fr=name_fr)
    record(action="term.added", obj=term, actor=actor, event=event, changes=created(term, FIELDS))
    return term


@transaction.atomic
def change_term(*, term: Term, actor: User, name_en: str, name_fr: str) -> Term:
    """Rename a need or offer; answers that chose it show the new name."""
    current: Term = (
        Term.objects.select_for_update(of=("self",))
        .select_related("event__organiser")
        .get(pk=term.pk)
    )
    changes = assign(current, {"name_en": name_en, "name_fr": name_fr})
    if changes:
        current.save(update_fields=list(changes))
        record(
            action="term.changed", obj=current, actor=actor, event=current.event, changes=changes
        )
    return current


@transaction.atomic
def delete_term(*, term: Term, actor: User) -> None:
    """Delete a need or offer; answers lose it."""
    record(
        action="term.deleted",
        obj=term,
        actor=actor,
        event=term.event,
        changes=deleted(term, FIELDS),
    )
    term.delete()
