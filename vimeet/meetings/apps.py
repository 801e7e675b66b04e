"""The meetings app."""

from django.apps import AppConfig


class MeetingsConfig(AppConfig):
    """Registers the app under its short label."""

    name = "vimeet.meetings"
