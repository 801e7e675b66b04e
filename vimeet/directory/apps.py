"""The directory app."""

from django.apps import AppConfig


class DirectoryConfig(AppConfig):
    """Registers the app under its short label, and listens for what the index depends on."""

    name = "vimeet.directory"

    def ready(self) -> None:
        """Connect the listeners."""
        from vimeet.directory import listeners

        listeners.connect()
