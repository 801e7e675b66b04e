"""``manage.py expire``: erase what may not be kept any more, or say what that is."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from vimeet.privacy.services import count_due, expire


class Command(BaseCommand):
    """The night's task, by hand."""

    help = "Erase the personal data whose declared time is over."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """The command's options."""
        parser.add_argument(
            "--dry-run",
            action="store_true",
            help="erase nothing: print how many rows are due, per model and field",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Print one line per model and field, or per erasure."""
        if options["dry_run"]:
            for due in count_due():
                self.stdout.write(f"{due.rows:8}  {due.model}.{due.field}")
            return
        run = expire()
        for line in run.erasures.order_by("pk"):
            what = "rows of" if line.whole_rows else f"× {', '.join(line.fields)} of"
            self.stdout.write(f"{line.rows:8}  {what} {line.model}")
        if run.failed:
            raise CommandError(f"Personal data is still there: {', '.join(run.failed)}")
