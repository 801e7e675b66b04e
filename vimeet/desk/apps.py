"""The desk door."""

from django.apps import AppConfig


class DeskConfig(AppConfig):
    """Registers the app under its short label."""

    name = "vimeet.desk"
