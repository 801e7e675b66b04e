"""The privacy app."""

from django.apps import AppConfig


class PrivacyConfig(AppConfig):
    """Registers the app under its short label."""

    name = "vimeet.privacy"
