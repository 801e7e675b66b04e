"""What the outbox keeps about people."""

from vimeet.core.personal_data import Basis, Erase, Personal, Retention, Seen, declare
from vimeet.messaging.models import Message

_KEPT = Retention(since="the sending", days=365)


def _sent(purpose: str, erase: Erase) -> Personal:
    return Personal(purpose, Basis.CONTRACT, _KEPT, (Seen.SELF, Seen.ORGANISER), erase)


# A message is addressed to an e-mail address or a phone number, not to an account.
declare(
    Message,
    personal={
        "recipient_name": _sent("tells the organiser who was written to", Erase.ANONYMISE),
        "address": _sent("carries the message", Erase.ANONYMISE),
        "language": _sent("tells in which language it was written", Erase.ANONYMISE),
        "subject": _sent("what the person was told", Erase.BLANK),
        "body": _sent("what the person was told", Erase.BLANK),
        "attachment": _sent("the document the person was sent", Erase.BLANK),
        "sent_at": _sent("tells when the person was told", Erase.BLANK),
        "delivered_at": _sent("tells when the message arrived", Erase.BLANK),
        "error": _sent("tells why a message did not arrive; may quote the address", Erase.BLANK),
    },
    not_personal=(
        "id",
        "organiser",
        "event",
        "key",
        "topic",
        "channel",
        "attachment_name",
        "state",
        "attempts",
        "created_at",
        "due_at",
        "claimed_at",
        "provider_id",
    ),
)
