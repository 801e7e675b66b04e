"""Writing to the other side of a meeting: handed on by e-mail, without the sender's address."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING
from urllib.parse import urljoin

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from vimeet.audit.services import record
from vimeet.meetings.models import MeetingMessage
from vimeet.meetings.selectors.encounters import Encounter
from vimeet.meetings.services.encounters import EncounterError
from vimeet.messaging.models import Message
from vimeet.messaging.services import write_message
from vimeet.messaging.texts import render_email
from vimeet.registration.models import Delegate

if TYPE_CHECKING:
    from vimeet.accounts.models import User

# How many messages one delegate may send: enough to agree on something, not to advertise.
PER_HOUR = 5
PER_DAY = 20


@transaction.atomic
def send_meeting_message(*, encounter: Encounter, text: str, actor: User | None) -> MeetingMessage:
    """Send ``text`` to those of the other side who attend.

    Raises EncounterError if the meeting was cancelled, or if the delegate has written
    ``PER_HOUR`` messages within an hour or ``PER_DAY`` within a day.
    """
    if encounter.cancelled:
        raise EncounterError(_("This meeting was cancelled."))
    # Of two messages sent at once, the second counts the first.
    me = Delegate.objects.select_for_update(of=("self",)).get(pk=encounter.delegate.pk)
    now = timezone.now()
    for most, span in ((PER_HOUR, dt.timedelta(hours=1)), (PER_DAY, dt.timedelta(days=1))):
        if me.meeting_messages.filter(created_at__gt=now - span).count() >= most:
            raise EncounterError(
                _("You have written many messages in a short time. Please try again later.")
            )
    message = MeetingMessage.objects.create(delegate=me, request=encounter.request, text=text)
    record(
        action="meeting.message", obj=encounter.request, actor=actor, event=encounter.request.event
    )
    for recipient in encounter.people:
        _hand_on(message, encounter, recipient)
    return message


def _hand_on(message: MeetingMessage, encounter: Encounter, recipient: Delegate) -> None:
    event = encounter.request.event
    page = reverse("portal:meeting", kwargs=event.url_kwargs | {"pk": encounter.request.pk})
    subject, body = render_email(
        "meeting_message_email",
        language=recipient.language,
        zone=event.zone,
        context={
            "event": event,
            "delegate": recipient,
            "sender": encounter.delegate,
            "message": message,
            "url": urljoin(settings.SITE_URL, page),
        },
    )
    write_message(
        key=f"meeting-message:{message.pk}:{recipient.pk}:email",
        channel=Message.Channel.EMAIL,
        recipient_name=recipient.name,
        address=recipient.email,
        language=recipient.language,
        subject=subject,
        body=body,
        event=event,
        private=True,
    )
