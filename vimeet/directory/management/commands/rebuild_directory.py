"""``manage.py rebuild_directory``: make the directory's index again."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from vimeet.directory.services.indexing import rebuild
from vimeet.events.models import Event


class Command(BaseCommand):
    """Needed after writing to the tables by other means than the platform's."""

    help = "Make the search index of the directory again, of one event or of all."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """The command's options."""
        parser.add_argument("--event", help="organiser/event, as in its address; without: all")

    def handle(self, *args: Any, **options: Any) -> None:
        """Rebuild one event after the other."""
        events = Event.objects.select_related("organiser")
        if options["event"]:
            organiser, _slash, slug = options["event"].partition("/")
            events = events.filter(organiser__slug=organiser, slug=slug)
            if not events:
                raise CommandError(f"There is no event {options['event']}.")
        for event in events:
            self.stdout.write(f"{event.organiser.slug}/{event.slug}: {rebuild(event)} entries")
