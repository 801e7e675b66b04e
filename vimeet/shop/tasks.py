"""The shop's upkeep, as tasks."""

from __future__ import annotations

from celery import shared_task

from vimeet.shop.services.letters import remind_overdue
from vimeet.shop.services.orders import expire_reservations


@shared_task  # type: ignore[untyped-decorator]
def free_reservations() -> None:
    """Free the places of reservations that have run out."""
    expire_reservations()


@shared_task  # type: ignore[untyped-decorator]
def send_reminders() -> None:
    """Remind those whose orders are overdue."""
    remind_overdue()
