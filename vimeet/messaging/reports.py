"""Delivery reports: what became of an SMS after Twilio took it.

Twilio calls the address that was given with the SMS, for each change of its state, signed with the
account's secret. Reports may come late, twice, in any order, or before we have noted the sending.
"""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import urljoin

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from vimeet.messaging.models import Message

# A message about which a report may still say something.
OPEN = (Message.State.SENDING, Message.State.SENT, Message.State.UNCERTAIN)
TAKEN = frozenset({"accepted", "queued", "sending", "sent"})
FAILED = frozenset({"undelivered", "failed"})


def report_address(message_id: int) -> str:
    """Where Twilio reports on a message."""
    return urljoin(settings.SITE_URL, reverse("twilio_report", args=(message_id,)))


def is_signed(message_id: int, fields: Mapping[str, str], signature: str) -> bool:
    """Whether Twilio sent ``fields`` to the message's address."""
    if not settings.TWILIO_AUTH_TOKEN:
        return False
    # Twilio's library is slow to import: only who hears from it waits for that.
    from twilio.request_validator import RequestValidator

    validator = RequestValidator(settings.TWILIO_AUTH_TOKEN)
    # Behind a proxy the address that we see is not the one that was signed.
    valid: bool = validator.validate(report_address(message_id), dict(fields), signature)
    return valid


@transaction.atomic
def note_report(*, message_id: int, provider_id: str, status: str, error: str = "") -> bool:
    """Note what a report says; whether it changed anything.

    A report on an attempt that was sent again by hand meanwhile says nothing about the new one.
    """
    message = Message.objects.select_for_update().filter(pk=message_id, state__in=OPEN).first()
    if message is None or message.provider_id not in ("", provider_id):
        return False
    now = timezone.now()
    if status == "delivered":
        message.state, message.delivered_at, message.error = Message.State.DELIVERED, now, ""
    elif status in FAILED:
        message.state = Message.State.DEAD
        message.error = f"Twilio: {status}" + (f", error {error}" if error else "")
    elif status in TAKEN and message.state == Message.State.UNCERTAIN:
        message.state, message.error = Message.State.SENT, ""
    else:
        return False
    message.provider_id = provider_id[:100]
    message.sent_at = message.sent_at or now
    fields = ["state", "delivered_at", "error", "provider_id", "sent_at"]
    if message.private and message.state != Message.State.DEAD:
        message.body = ""
        fields.append("body")
    message.save(update_fields=fields)
    return True
