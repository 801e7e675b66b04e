"""The delivery, as a task."""

from __future__ import annotations

from celery import shared_task

from vimeet.messaging import delivery


@shared_task  # type: ignore[untyped-decorator]
def deliver_due() -> None:
    """Send what is due, and note what a dead worker left behind."""
    delivery.mark_uncertain()
    delivery.deliver_due()
