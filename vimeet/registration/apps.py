"""The registration app."""

from django.apps import AppConfig


class RegistrationConfig(AppConfig):
    """Registers the app under its short label."""

    name = "vimeet.registration"
