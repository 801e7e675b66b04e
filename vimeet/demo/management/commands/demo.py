"""``manage.py demo``: an invented event in one process, ready to be looked at."""

from __future__ import annotations

import signal
import warnings
from argparse import ArgumentParser
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import connection
from django.urls import reverse
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TextColumn

from vimeet.demo import schema
from vimeet.demo.personas import ROLES, persona
from vimeet.demo.seed import EVENT_SLUG, Seed
from vimeet.demo.server import DemoServer, PortTaken, listen
from vimeet.demo.workers import embedded_workers
from vimeet.directory.recommendations.services import compute
from vimeet.directory.services.indexing import rebuild
from vimeet.events.models import Event

# The database, the steps of the seed, the directory, the workers.
STEPS = 12

Tell = Callable[[str], None]


class Command(BaseCommand):
    """Sets the demo up (once) and serves it until Ctrl-C."""

    help = "Serve an invented event on this machine, with its workers, in one process."
    # They open the database, which isn't there yet; the worker runs them when it is.
    requires_system_checks = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        """The command's options."""
        parser.add_argument("--port", type=int, default=8000, help="port on 127.0.0.1 (8000)")
        parser.add_argument("--reset", action="store_true", help="start afresh, without the data")

    def handle(self, *args: Any, **options: Any) -> None:
        """Set up, serve, end cleanly."""
        if not settings.DEMO:
            raise CommandError("The demo needs its own settings: vimeet.settings.demo.")
        # Ended by SIGTERM, it goes the same way as by Ctrl-C.
        signal.signal(signal.SIGTERM, signal.default_int_handler)
        # Static files are sent synchronously, which is fine for one visitor.
        warnings.filterwarnings("ignore", message="StreamingHttpResponse must consume synchronous")
        console = Console(highlight=False)
        try:
            sock = listen(options["port"])
        except PortTaken:
            raise CommandError(
                f"Port {options['port']} is taken. Name another: manage.py demo --port 8001"
            ) from None
        settings.SITE_URL = f"http://127.0.0.1:{sock.getsockname()[1]}"
        # The stand-in for Stripe is a part of the demo itself.
        settings.STRIPE_API_URL = f"{settings.SITE_URL}/demo/stripe"
        try:
            with ExitStack() as stack:
                stack.enter_context(sock)
                with _progress(console) as progress:
                    bar = progress.add_task("", total=STEPS)

                    def tell(text: str) -> None:
                        progress.update(bar, advance=1, description=text)

                    kept = set_up(tell, reset=options["reset"])
                    tell("Workers")
                    stack.enter_context(embedded_workers())
                    progress.update(bar, completed=STEPS)
                _serve(sock, console, kept=kept)
        except KeyboardInterrupt:
            # Interrupted while setting up: nothing half-made is left, each step is a transaction.
            pass
        console.print("Stopped.")


def set_up(tell: Tell, *, reset: bool) -> bool:
    """Create or update the database and fill it if it is empty; True if there was data."""
    tell("Database")
    path = Path(settings.DATABASES["default"]["NAME"])
    if reset:
        connection.close()
        for suffix in ("", "-wal", "-shm"):
            Path(f"{path}{suffix}").unlink(missing_ok=True)
    path.parent.mkdir(parents=True, exist_ok=True)
    schema.migrate()
    kept = Event.objects.filter(slug=EVENT_SLUG).exists()
    if not kept:
        event = Seed(tell).run()
        tell("Directory")
        rebuild(event)
        compute(event=event)
    connection.close()
    return kept


def _progress(console: Console) -> Progress:
    return Progress(
        SpinnerColumn(),
        BarColumn(bar_width=28),
        MofNCompleteColumn(),
        TextColumn("{task.description}"),
        console=console,
        transient=True,
    )


def _serve(sock: Any, console: Console, *, kept: bool) -> None:
    links = {role: settings.SITE_URL + reverse("demo:sign_in_as", args=(role,)) for role in ROLES}
    lines = [f"{persona(role).user.name:<18} {role:<12} {link}" for role, link in links.items()]
    connection.close()

    def welcome() -> None:
        console.print("\n[bold]Vimeet is ready.[/] Open one of these to sign in:\n")
        for line in lines:
            console.print(f"  {line}", soft_wrap=True)
        console.print(f"\n  The messages it «sends»: {settings.SITE_URL}{reverse('demo:index')}")
        if kept:
            console.print("  The data of last time is kept; --reset starts afresh.")
        console.print("\nCtrl-C ends it.", end="\n\n")

    DemoServer(sock, on_ready=welcome).serve_until_interrupted()
