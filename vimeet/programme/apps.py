"""The programme app."""

from django.apps import AppConfig


class ProgrammeConfig(AppConfig):
    """Registers the app under its short label."""

    name = "vimeet.programme"
