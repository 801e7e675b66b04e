"""What registration does by itself, as tasks."""

from __future__ import annotations

from celery import shared_task

from vimeet.registration.services import waiting


@shared_task  # type: ignore[untyped-decorator]
def offer_free_places() -> None:
    """Offer free places to those who wait, and end the offers that nobody took."""
    waiting.offer_free_places()
