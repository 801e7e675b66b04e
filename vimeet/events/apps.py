"""The events app."""

from django.apps import AppConfig


class EventsConfig(AppConfig):
    """Registers the app under its short label."""

    name = "vimeet.events"
