"""What the programme does by itself, as tasks."""

from __future__ import annotations

from celery import shared_task

from vimeet.programme.services import waiting


@shared_task  # type: ignore[untyped-decorator]
def fill_sessions() -> None:
    """Give the free places of sessions to those who wait."""
    waiting.fill_all()
