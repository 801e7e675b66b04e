"""Two real installations to drive in a browser: the embedded demo, and separate processes.

Both serve the same invented event. Everything runs as its own process, started by the commands
that the README and docs/deployment.md print (those of the latter are read there).
"""

from __future__ import annotations

import contextlib
import email
import email.policy
import os
import secrets
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass, field
from email.message import EmailMessage
from pathlib import Path

import psycopg
import redis
from aiosmtpd.controller import Controller

from tests.stripe_server import StripeServer, serving

# As the invented event's seller has it.
STRIPE_WEBHOOK_SECRET = "whsec_demo"

ROOT = Path(__file__).parents[2]
POSTGRES = os.environ.get("DATABASE_URL", "postgres://postgres@127.0.0.1:5432/test")
REDIS = os.environ.get("REDIS_URL", "redis://127.0.0.1:6379")

_SEED = """
import django; django.setup()
from vimeet.demo.seed import Seed
Seed(lambda step: None).run()
"""
_PEOPLE = """
import django; django.setup()
from vimeet.accounts.models import Membership
from vimeet.meetings.models import Request
from vimeet.events.models import Event
event = Event.objects.get()
print(event.organiser.slug, event.slug)
print(Membership.objects.get(role="organiser", organiser=event.organiser).user.email)
best = Request.objects.filter(state="accepted").order_by("-weight", "pk").first()
print(best.asker.delegates.order_by("pk").first().user.email)
"""


@dataclass
class Installation:
    """A running installation: where it answers, and the settings to reach its database."""

    url: str
    environment: dict[str, str]
    organiser: str = ""
    event: str = ""
    organiser_email: str = ""
    participant_email: str = ""
    # What the loopback mail server received; None where messages are shown in the app.
    mailbox: list[str] | None = None
    # The mails themselves.
    mails: list[EmailMessage] = field(default_factory=list)
    # What stands in for Stripe; None where the demo itself does.
    stripe: StripeServer | None = None

    def run(self, code: str) -> str:
        """Run Python code within the installation's settings and return what it printed."""
        return self._python("-c", code)

    def _python(self, *arguments: str) -> str:
        return subprocess.run(
            [sys.executable, *arguments],
            cwd=ROOT,
            env=self.environment,
            check=True,
            capture_output=True,
            text=True,
        ).stdout

    def find_people(self) -> None:
        """Look up the event, its organiser and a participant who will surely have meetings."""
        event, self.organiser_email, self.participant_email = self.run(_PEOPLE).splitlines()
        self.organiser, self.event = event.split()

    def sign_in_url(self, email: str) -> str:
        """A one-time sign-in link for ``email`` at this installation's address."""
        link = self._python("manage.py", "sign_in_link", email, "--skip-checks").strip()
        return self.url + link[link.index("/", len("https://")) :]


def free_port() -> int:
    """A TCP port on loopback that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def wait_until_served(url: str, process: subprocess.Popen[bytes], seconds: float = 400) -> None:
    """Wait for the first answer; raise RuntimeError if the process ends or time runs out."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if process.poll() is not None:
            raise RuntimeError(f"the server ended with status {process.returncode}")
        with contextlib.suppress(OSError), urllib.request.urlopen(url, timeout=5):
            return
        time.sleep(0.2)
    raise RuntimeError(f"nothing answers at {url}")


def documented_commands(here: dict[str, str]) -> list[list[str]]:
    """The processes that docs/deployment.md starts, with ``here`` in place of what it names."""
    page = (ROOT / "docs" / "deployment.md").read_text()
    begin = "uv run --no-sync "
    commands = [
        line.removeprefix(begin)
        for line in page.splitlines()
        if line.startswith((f"{begin}uvicorn", f"{begin}celery"))
    ]
    for there, instead in here.items():
        commands = [command.replace(there, instead) for command in commands]
    return [command.split() for command in commands]


@contextlib.contextmanager
def _processes() -> Iterator[list[subprocess.Popen[bytes]]]:
    started: list[subprocess.Popen[bytes]] = []
    try:
        yield started
    finally:
        for process in reversed(started):
            process.terminate()
        for process in started:
            try:
                process.wait(20)
            except subprocess.TimeoutExpired:
                process.kill()


@contextlib.contextmanager
def embedded(folder: Path) -> Iterator[Installation]:
    """``manage.py demo`` on a database of its own in ``folder``."""
    port = free_port()
    environment = os.environ | {
        "DJANGO_SETTINGS_MODULE": "vimeet.settings.demo",
        "VIMEET_DEMO_DATABASE": str(folder / "demo.sqlite3"),
    }
    environment.pop("DATABASE_URL", None)
    site = Installation(f"http://127.0.0.1:{port}", environment)
    with _processes() as started, (folder / "demo.log").open("wb") as log:
        command = [sys.executable, "manage.py", "demo", "--port", str(port)]
        started.append(subprocess.Popen(command, cwd=ROOT, env=environment, stdout=log, stderr=log))
        wait_until_served(site.url, started[0])
        site.find_people()
        yield site


class _Mailbox:
    """Keeps each mail that a loopback SMTP server takes, and its recipients."""

    def __init__(self) -> None:
        self.recipients: list[str] = []
        self.mails: list[EmailMessage] = []

    async def handle_DATA(self, server: object, session: object, envelope: object) -> str:  # noqa: N802
        content: bytes = envelope.content  # type: ignore[attr-defined]
        self.mails.append(email.message_from_bytes(content, policy=email.policy.default))
        self.recipients += envelope.rcpt_tos  # type: ignore[attr-defined]
        return "250 OK"


@contextlib.contextmanager
def _redis_of_its_own() -> Iterator[str]:
    """The address of an empty Redis database that no other installation uses meanwhile.

    Workers of one would otherwise take the tasks of the other.
    """
    server = REDIS.removesuffix("/").rpartition("/")[0] if REDIS.count("/") > 2 else REDIS
    for number in range(15, 0, -1):
        url = f"{server}/{number}"
        with redis.Redis.from_url(url) as client:
            if client.dbsize() == 0 and client.set("in use by a test", 1, nx=True):
                try:
                    yield url
                finally:
                    client.flushdb()
                return
    raise RuntimeError("no database of Redis is empty")


@contextlib.contextmanager
def services(folder: Path) -> Iterator[Installation]:
    """PostgreSQL, Redis, a web process, two workers, beat; SMTP and Stripe on loopback."""
    with serving() as stripe, _redis_of_its_own() as broker:
        yield from _services(folder, stripe, broker)


def services_answer() -> bool:
    """Whether this machine has the real services."""
    try:
        psycopg.connect(POSTGRES).close()
        redis.Redis.from_url(REDIS).ping()
    except (psycopg.OperationalError, redis.ConnectionError):
        return False
    return True


def _services(folder: Path, stripe: StripeServer, broker: str) -> Iterator[Installation]:
    database = f"vimeet_{secrets.token_hex(4)}"
    port = free_port()
    mailbox = _Mailbox()
    mail_port = free_port()
    mail = Controller(mailbox, hostname="127.0.0.1", port=mail_port)
    environment = os.environ | {
        "DJANGO_SETTINGS_MODULE": "vimeet.settings.production",
        "SECRET_KEY": secrets.token_hex(30),
        "ALLOWED_HOSTS": "127.0.0.1",
        "SITE_URL": f"http://127.0.0.1:{port}",
        "SECURE": "0",
        "DATABASE_URL": f"{POSTGRES.rpartition('/')[0]}/{database}",
        "REDIS_URL": broker,
        "EMAIL_HOST": "127.0.0.1",
        "EMAIL_PORT": str(mail_port),
        "EMAIL_USE_TLS": "0",
        "STRIPE_API_URL": stripe.url,
    }
    site = Installation(
        f"http://127.0.0.1:{port}",
        environment,
        mailbox=mailbox.recipients,
        mails=mailbox.mails,
        stripe=stripe,
    )

    def manage(*arguments: str) -> None:
        subprocess.run(
            [sys.executable, "manage.py", *arguments],
            cwd=ROOT,
            env=environment,
            check=True,
            capture_output=True,
        )

    here = {"--port 8000": f"--port {port}", "/var/lib/vimeet": str(folder)}
    commands = [[sys.executable, "-m", *command] for command in documented_commands(here)]
    with psycopg.connect(POSTGRES, autocommit=True) as admin:
        admin.execute(f'CREATE DATABASE "{database}"')
        try:
            manage("migrate", "--noinput")
            manage("collectstatic", "--noinput")
            site.run(_SEED)
            mail.start()
            with _processes() as started, (folder / "services.log").open("wb") as log:
                for command in commands:
                    started.append(
                        subprocess.Popen(command, cwd=ROOT, env=environment, stdout=log, stderr=log)
                    )
                wait_until_served(site.url, started[0])
                site.find_people()
                stripe.webhook_url = f"{site.url}/stripe/{site.organiser}/"
                stripe.webhook_secret = STRIPE_WEBHOOK_SECRET
                yield site
        finally:
            if mail.server is not None:
                mail.stop()
            admin.execute(f'DROP DATABASE "{database}" WITH (FORCE)')
