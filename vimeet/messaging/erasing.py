"""Texts of messages that were kept long enough. The night's run asks for it."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.db.models import Q
from django.db.models.functions import Coalesce

from vimeet.core.personal_data import erased
from vimeet.messaging.models import Message

KEPT = dt.timedelta(days=365)
# A private text stays in the outbox only as long as somebody may want it sent again.
PRIVATE_KEPT = dt.timedelta(days=30)


def with_expired_text(now: dt.datetime) -> list[int]:
    """The messages whose text was kept long enough since it was sent, or should have been."""
    over = Q(counts_from__lt=now - KEPT) | Q(private=True, counts_from__lt=now - PRIVATE_KEPT)
    rows = Message.objects.exclude(body="").alias(counts_from=Coalesce("sent_at", "due_at"))
    return list(rows.filter(over).order_by("pk").values_list("pk", flat=True))


@transaction.atomic
def erase_text(messages: list[int], now: dt.datetime) -> int:
    """Blank the text of ``messages``; return of how many."""
    blanked: int = Message.objects.filter(pk__in=messages).exclude(body="").update(body="")
    erased.send(sender=Message, pks=messages, fields=["body"])
    return blanked
