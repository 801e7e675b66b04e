"""What the directory does by itself, as tasks."""

from __future__ import annotations

from celery import shared_task
from django.utils import timezone

from vimeet.directory.services import alerts, indexing
from vimeet.events.models import Event


@shared_task  # type: ignore[untyped-decorator]
def refresh_directory() -> None:
    """Make stale entries again, and those that are missing."""
    indexing.add_missing()
    indexing.refresh_stale()


@shared_task  # type: ignore[untyped-decorator]
def rebuild_directories() -> None:
    """Make the directories of events to come again, for what was written past the listeners.

    Of those that are over only the words go that nobody has any more.
    """
    today = timezone.localdate()
    for event in Event.objects.filter(ends_on__gte=today):
        indexing.rebuild(event)
    indexing.forget_words_of_past(today)


@shared_task  # type: ignore[untyped-decorator]
def tell_of_new() -> None:
    """Write to those whose saved searches fit somebody new."""
    alerts.tell_of_new()
