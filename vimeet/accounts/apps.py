"""The accounts app."""

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """Registers the app under its short label, and closes accounts whose data is erased."""

    name = "vimeet.accounts"

    def ready(self) -> None:
        """Connect the listeners."""
        from vimeet.accounts import listeners

        listeners.connect()
