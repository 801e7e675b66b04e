"""``manage.py create_organiser NAME E-MAIL``: the first thing a new installation needs."""

from argparse import ArgumentParser
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError

from vimeet.accounts.services import sign_in_url
from vimeet.events.services.organisers import create_organiser


class Command(BaseCommand):
    """Creates an organiser with its first member and prints a sign-in link."""

    help = "Create an organiser with its first member and print a one-time sign-in link."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """The command's arguments."""
        parser.add_argument("name", help="the organiser's name")
        parser.add_argument("email", help="its first member's e-mail address")

    def handle(self, *args: Any, **options: Any) -> None:
        """Create, and print the link."""
        try:
            membership = create_organiser(name=options["name"], email=options["email"])
        except ValidationError as error:
            raise CommandError("; ".join(error.messages)) from None
        self.stdout.write(f"{membership.organiser} is there. Sign in as {membership.user.email}:")
        self.stdout.write(sign_in_url(membership.user))
