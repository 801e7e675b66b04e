"""The meetings app."""

from django.apps import AppConfig


class MeetingsConfig(AppConfig):
    """Registers the app under its short label, and listens to what happens to delegates."""

    name = "vimeet.meetings"

    def ready(self) -> None:
        """Connect the listeners."""
        from vimeet.meetings import listeners

        listeners.connect()
