"""Who carries messages: shown in the app, SMTP, Twilio. Which one, the settings say."""

from __future__ import annotations

import hashlib
import smtplib
from contextlib import suppress
from email.utils import formataddr, parseaddr
from typing import Protocol, cast

import requests
from django.conf import settings
from django.core.mail import EmailMessage, mailers
from django.core.mail.backends.smtp import EmailBackend
from urllib3.exceptions import MaxRetryError, NewConnectionError

from vimeet.messaging.failures import AnswerLost, PermanentFailure, TemporaryFailure
from vimeet.messaging.models import Message
from vimeet.messaging.reports import report_address

TWILIO_TIMEOUT_SECONDS = 20


class Transport(Protocol):
    """Carries messages of one channel; made for a series of messages, then closed."""

    def send(self, message: Message) -> str:
        """Hand one message over and return the provider's number for it ("" if it has none).

        Raises:
            TemporaryFailure: not handed over, may work later.
            PermanentFailure: not handed over, never will be.
            AnswerLost: perhaps handed over.
        """

    def close(self) -> None:
        """Let go of connections."""


class InAppTransport:
    """Sends nothing: the outbox itself, shown in the app, is where the message arrives."""

    def send(self, message: Message) -> str:
        """Take the message as it is."""
        return ""

    def close(self) -> None:
        """Nothing is held."""


class SmtpTransport:
    """E-mail by the mailer that the settings name ``default``."""

    def __init__(self) -> None:
        self.connection = _mailer()

    def send(self, message: Message) -> str:
        """Send one e-mail; returns its Message-ID, the same for every attempt."""
        message_id = message_id_of(message)
        mail = EmailMessage(
            subject=message.subject,
            body=message.body,
            to=[formataddr((message.recipient_name, message.address))],
            headers={"Message-ID": message_id, "Content-Language": message.language},
        )
        if message.attachment is not None:
            document = bytes(message.attachment)
            mail.attach(message.attachment_name, document, "application/pdf")
        try:
            self._connect()
        except OSError as error:
            # Also a refused sign-in: the set-up is at fault then, not the message.
            raise TemporaryFailure(_words(error)) from error
        try:
            self.connection.send_messages([mail])
        except (smtplib.SMTPResponseException, smtplib.SMTPRecipientsRefused) as error:
            code, text = _answer(error)
            kind = PermanentFailure if code >= 500 else TemporaryFailure
            raise kind(f"{code} {text}") from error
        except smtplib.SMTPNotSupportedError as error:
            raise PermanentFailure(_words(error)) from error
        except OSError as error:
            # Disconnected or timed out on the way: the text may have gone through.
            self.connection = _mailer()
            raise AnswerLost(_words(error)) from error
        except ValueError as error:
            # Django refuses malformed addresses and headers before anything is sent.
            raise PermanentFailure(_words(error)) from error
        return message_id

    def close(self) -> None:
        """Say goodbye to the server."""
        with suppress(OSError):
            self.connection.close()

    def _connect(self) -> None:
        """Open the connection, or renew one that the server has closed since the last message.

        Asked beforehand, so that a connection lost between two messages is not mistaken for an
        answer lost in the middle of one.
        """
        client = self.connection.connection
        if client is not None:
            try:
                alive = client.noop()[0] == 250
            except OSError:
                alive = False
            if not alive:
                self.connection = _mailer()
        self.connection.open()


class TwilioTransport:
    """SMS by Twilio's messages API."""

    def __init__(self) -> None:
        # Twilio's client is slow to import: only who sends SMS by it waits for that.
        from twilio.http.http_client import TwilioHttpClient
        from twilio.rest import Client

        # No retries inside the client: the outbox alone decides about them.
        http_client = TwilioHttpClient(timeout=TWILIO_TIMEOUT_SECONDS, max_retries=0)
        self.client = Client(
            settings.TWILIO_ACCOUNT_SID, settings.TWILIO_AUTH_TOKEN, http_client=http_client
        )
        if settings.TWILIO_API_URL:
            self.client.api.base_url = settings.TWILIO_API_URL
        self.session = http_client.session

    def send(self, message: Message) -> str:
        """Send one SMS; returns Twilio's SID of it."""
        from twilio.base.exceptions import TwilioRestException, TwilioServiceException

        try:
            sent = self.client.messages.create(
                to=message.address,
                from_=settings.TWILIO_FROM,
                body=message.body,
                status_callback=report_address(message.pk),
            )
        except (TwilioRestException, TwilioServiceException) as error:
            text = f"{error.status} {getattr(error, 'msg', '') or error}"
            if error.status == 429 or error.status >= 500:
                raise TemporaryFailure(text) from error
            raise PermanentFailure(text) from error
        except requests.RequestException as error:
            kind = TemporaryFailure if _never_connected(error) else AnswerLost
            raise kind(_words(error)) from error
        return sent.sid or ""

    def close(self) -> None:
        """Close the pooled connections."""
        if self.session is not None:
            self.session.close()


def _mailer() -> EmailBackend:
    """The mailer named ``default``, not connected yet."""
    return cast(EmailBackend, mailers.default)


def message_id_of(message: Message) -> str:
    """The Message-ID header: made from the key, so that a repeated e-mail can be told."""
    domain = parseaddr(settings.DEFAULT_FROM_EMAIL)[1].partition("@")[2] or "localhost"
    return f"<{hashlib.sha256(message.key.encode()).hexdigest()[:40]}@{domain}>"


def _answer(
    error: smtplib.SMTPResponseException | smtplib.SMTPRecipientsRefused,
) -> tuple[int, str]:
    """The server's code and words."""
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        return _decoded(*next(iter(error.recipients.values())))
    return _decoded(error.smtp_code, error.smtp_error)


def _decoded(code: int, text: bytes | str) -> tuple[int, str]:
    return code, text.decode(errors="replace") if isinstance(text, bytes) else text


def _never_connected(error: requests.RequestException) -> bool:
    """Whether the request failed before anything was sent."""
    cause = error.args[0] if error.args else None
    return isinstance(error, requests.ConnectTimeout) or (
        isinstance(cause, MaxRetryError) and isinstance(cause.reason, NewConnectionError)
    )


def _words(error: Exception) -> str:
    return f"{type(error).__name__}: {error}"
