"""The demo app."""

from django.apps import AppConfig


class DemoConfig(AppConfig):
    """Registers the app under its short label."""

    name = "vimeet.demo"
