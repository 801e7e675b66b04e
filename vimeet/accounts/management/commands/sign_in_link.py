"""``manage.py sign_in_link E-MAIL``: lets somebody in where no e-mail goes out."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from vimeet.accounts.models import User
from vimeet.accounts.services import sign_in_url


class Command(BaseCommand):
    """Prints a link that signs a user in once."""

    help = "Print a one-time link that signs in the user with this e-mail address."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """The command's argument."""
        parser.add_argument("email", help="the user's e-mail address")

    def handle(self, *args: Any, **options: Any) -> None:
        """Print the link."""
        address = User.objects.normalize_email(options["email"])
        user = User.objects.filter(email=address, is_active=True).first()
        if user is None:
            raise CommandError(f"Nobody signs in with {address}.")
        self.stdout.write(sign_in_url(user))
