"""The meetings app."""

from django.apps import AppConfig


class MeetingsConfig(AppConfig):
    """Registers the app under its short label, and has others know what they hang on.

    It listens to what happens to delegates, and tells the directory who does not meet whom.
    """

    name = "vimeet.meetings"

    def ready(self) -> None:
        """Connect the listeners; answer the directory."""
        from vimeet.directory import above
        from vimeet.meetings import listeners
        from vimeet.meetings.selectors.pairs import not_to_meet
        from vimeet.meetings.selectors.recommending import no_news

        listeners.connect()
        above.tell(not_to_ask=not_to_meet, no_news=no_news)
