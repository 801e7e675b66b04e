"""The console door."""

from django.apps import AppConfig


class ConsoleConfig(AppConfig):
    """Registers the app under its short label."""

    name = "vimeet.console"
