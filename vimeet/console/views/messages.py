"""The outbox as the organiser sees it."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.views.generic import TemplateView

from vimeet.audit.services import record
from vimeet.console.forms.filters import MessageFilter
from vimeet.console.views.base import ActionView, ConsolePage, ListPage, Text
from vimeet.messaging.hiding import without_secrets
from vimeet.messaging.models import Message
from vimeet.messaging.selectors import message_counts, messages_of
from vimeet.messaging.services import resend_message

RESENDABLE = (Message.State.DEAD, Message.State.UNCERTAIN)


class MessagesView(ListPage):
    """All messages of the event, newest first."""

    template_name = "console/messages.html"
    context_object_name = "outbox"
    nav = "messages"

    def filter_form(self) -> forms.Form:
        """Filter by words, state, channel."""
        return MessageFilter(self.request.GET)

    def get_rows(self) -> QuerySet[Message]:
        """The messages that the filter asks for."""
        rows = messages_of(
            self.event, state=self.filters.get("state", ""), query=self.filters.get("q", "")
        )
        if channel := self.filters.get("channel"):
            rows = rows.filter(channel=channel)
        return rows

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the numbers by state; what arrived has been sent too."""
        counts = message_counts(self.event)
        gone = counts[Message.State.SENT] + counts[Message.State.DELIVERED]
        return super().get_context_data(counts=counts, gone=gone, **kwargs)


class MessageView(ConsolePage, TemplateView):
    """One message, as it was or will be sent; of a private one only how it fares."""

    template_name = "console/message.html"
    nav = "messages"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the message, and what of its text others than the recipient may read."""
        message = self.find_in(messages_of(self.event))
        return super().get_context_data(
            outgoing=message,
            words="" if message.private else without_secrets(message.body),
            resendable=message.state in RESENDABLE and message.body != "",
            **kwargs,
        )


class MessageResendView(ActionView):
    """Send again what was given up or may not have arrived."""

    def next_url(self) -> str:
        """The message; 404 if there is no such one."""
        self.message = self.find_in(messages_of(self.event))
        return self.url("message", pk=self.message.pk)

    @transaction.atomic
    def act(self) -> Text:
        """Queue it again."""
        if not resend_message(self.message):
            raise ValidationError(_("This message is on its way, or arrived: it is not repeated."))
        record(
            action="message.resent",
            obj=self.message,
            actor=self.actor,
            event=self.event,
            changes={"state": [self.message.state, Message.State.QUEUED.value]},
        )
        return _("The message is queued again.")
