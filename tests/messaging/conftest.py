"""What carries messages in these tests: an SMTP server and Twilio's API, both on loopback."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs

import pytest
from aiosmtpd.controller import Controller

from vimeet.messaging.models import Message
from vimeet.messaging.services import write_message


@pytest.fixture
def write(db) -> Callable[..., Message]:
    """Puts an e-mail to Ana in the outbox; keyword arguments change it."""

    def write(**values: object) -> Message:
        message = write_message(
            **{  # type: ignore[arg-type]
                "key": "hello:1:email",
                "channel": "email",
                "recipient_name": "Ana Duprê, Acme",
                "address": "ana@acme.example",
                "language": "fr",
                "subject": "Votre agenda est prêt",
                "body": "Bonjour Ana,\n\nà bientôt.\n",
            }
            | values
        )
        assert message is not None
        return message

    return write


class Mailbox:
    """An SMTP handler that keeps what it takes; the address says what it answers."""

    def __init__(self) -> None:
        self.mails: list[EmailMessage] = []

    async def handle_RCPT(self, server, session, envelope, address, options):  # noqa: N802
        if address.startswith("busy"):
            return "451 4.3.0 Try again later"
        if address.startswith("nobody"):
            return "550 5.1.1 No such user"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):  # noqa: N802
        mail = message_from_bytes(envelope.content, policy=policy.default)
        if envelope.rcpt_tos[0].startswith("cut"):
            server.transport.abort()
            return "421 gone"
        self.mails.append(mail)  # type: ignore[arg-type]
        if envelope.rcpt_tos[0].startswith("last"):
            # Servers end a session when they like: here after this mail.
            server._loop.call_later(0.05, server.transport.abort)
        return "250 OK"


class AnyPortController(Controller):
    """Listens on a free port."""

    def _trigger_server(self) -> None:
        self.port = self.server.sockets[0].getsockname()[1]
        super()._trigger_server()


@pytest.fixture
def mailbox(settings) -> Iterator[Mailbox]:
    """An SMTP server on loopback, and the settings that point to it."""
    box = Mailbox()
    controller = AnyPortController(box, hostname="127.0.0.1", port=0)
    controller.start()
    settings.MESSAGE_TRANSPORTS = settings.MESSAGE_TRANSPORTS | {
        "email": "vimeet.messaging.transports.SmtpTransport"
    }
    settings.MAILERS = {
        "default": {
            "BACKEND": "django.core.mail.backends.smtp.EmailBackend",
            "OPTIONS": {"host": "127.0.0.1", "port": controller.port, "timeout": 5},
        }
    }
    yield box
    controller.stop()


@dataclass
class Twilio:
    """What the stand-in for Twilio's API was asked, and what it answers next."""

    status: int = 201
    hang_up: bool = False
    sid: str = "SM123"
    asked: list[dict[str, str]] = field(default_factory=list)


@pytest.fixture
def twilio(settings) -> Iterator[Twilio]:
    """A stand-in for Twilio's messages API on loopback, and the settings that point to it."""
    state = Twilio()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            form = parse_qs(self.rfile.read(int(self.headers["Content-Length"])).decode())
            state.asked.append({"path": self.path} | {key: value[0] for key, value in form.items()})
            if state.hang_up:
                self.connection.close()
                return
            answer = (
                {"sid": state.sid, "status": "queued"}
                if state.status == 201
                else {"code": 21211, "message": "The 'To' number is not valid"}
            )
            self.send_response(state.status)
            self.send_header("Content-Type", "application/json")
            self.end_headers()
            self.wfile.write(json.dumps(answer).encode())

        def log_message(self, *args: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, args=(0.02,))
    thread.start()
    settings.MESSAGE_TRANSPORTS = settings.MESSAGE_TRANSPORTS | {
        "sms": "vimeet.messaging.transports.TwilioTransport"
    }
    settings.TWILIO_ACCOUNT_SID = "AC1"
    settings.TWILIO_AUTH_TOKEN = "secret"
    settings.TWILIO_FROM = "+33600000000"
    settings.TWILIO_API_URL = f"http://127.0.0.1:{server.server_port}"
    yield state
    server.shutdown()
    thread.join()
    server.server_close()
