"""Reading the audit trail."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import QuerySet

from vimeet.audit.models import Entry

if TYPE_CHECKING:
    from vimeet.events.models import Event


def entries_of(event: Event) -> QuerySet[Entry]:
    """The event's entries, newest first, with their actors."""
    return Entry.objects.of_organiser(event.organiser).filter(event=event).select_related("actor")
