"""The shop's upkeep, as tasks."""

from __future__ import annotations

from celery import shared_task

from vimeet.shop.services.card_sweep import sweep_card_payments
from vimeet.shop.services.included import give_and_take_all
from vimeet.shop.services.lapses import watch_unpaid
from vimeet.shop.services.letters import remind_overdue
from vimeet.shop.services.orders import expire_reservations
from vimeet.shop.services.statements import forget_uploads
from vimeet.shop.services.withdrawals import end_forgotten_orders


@shared_task  # type: ignore[untyped-decorator]
def free_reservations() -> None:
    """Free the places of reservations that have run out, and of registrations that are over."""
    expire_reservations()
    end_forgotten_orders()


@shared_task  # type: ignore[untyped-decorator]
def check_card_payments() -> None:
    """Ask Stripe about card payments that no webhook told of; send refunds."""
    sweep_card_payments()


@shared_task  # type: ignore[untyped-decorator]
def send_reminders() -> None:
    """Remind those whose orders are overdue."""
    remind_overdue()


@shared_task  # type: ignore[untyped-decorator]
def forget_statements() -> None:
    """Delete bank statements that were uploaded and never imported."""
    forget_uploads()


@shared_task  # type: ignore[untyped-decorator]
def watch_unpaid_registrations() -> None:
    """Remind those who have not completed their registration, then let their place go on."""
    watch_unpaid()


@shared_task  # type: ignore[untyped-decorator]
def give_included_sessions() -> None:
    """Register who came later for the sessions their order includes; finish taking back."""
    give_and_take_all()
