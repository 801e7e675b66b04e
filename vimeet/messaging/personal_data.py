"""What the outbox keeps about people."""

from dataclasses import replace

from django.utils.translation import gettext_lazy as _

from vimeet.core.personal_data import (
    Basis,
    Erase,
    Eraser,
    Personal,
    Retention,
    Seen,
    Since,
    Words,
    declare,
)
from vimeet.messaging.erasing import KEPT, erase_text, with_expired_text
from vimeet.messaging.models import Message

# What was never sent counts from when it should have been.
_KEPT = Retention(Since(_("the sending"), ("sent_at", "due_at")), days=KEPT.days)
# A private text goes earlier: once it was sent, at the latest a month after it should have been.
_TEXT = Eraser(Message, with_expired_text, erase_text)


def _sent(purpose: Words, erase: Erase) -> Personal:
    return Personal(purpose, Basis.CONTRACT, _KEPT, (Seen.SELF, Seen.ORGANISER), erase)


# A message is addressed to an e-mail address or a phone number, not to an account.
declare(
    Message,
    words=_("message sent"),
    personal={
        # First: afterwards nothing says any more when it was sent.
        "body": replace(_sent(_("what the person was told"), Erase.BLANK), eraser=_TEXT),
        "recipient_name": _sent(_("tells the organiser who was written to"), Erase.ANONYMISE),
        "address": _sent(_("carries the message"), Erase.ANONYMISE),
        "language": _sent(_("tells in which language it was written"), Erase.ANONYMISE),
        "subject": _sent(_("what the person was told"), Erase.BLANK),
        "attachment": _sent(_("the document the person was sent"), Erase.BLANK),
        "sent_at": _sent(_("tells when the person was told"), Erase.BLANK),
        "delivered_at": _sent(_("tells when the message arrived"), Erase.BLANK),
        "error": _sent(_("tells why a message did not arrive; may quote the address"), Erase.BLANK),
    },
    not_personal=(
        "id",
        "organiser",
        "event",
        "key",
        "topic",
        "channel",
        "attachment_name",
        "private",
        "urgent",
        "state",
        "attempts",
        "created_at",
        "due_at",
        "claimed_at",
        "provider_id",
    ),
)
