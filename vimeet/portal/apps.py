"""The portal door."""

from django.apps import AppConfig


class PortalConfig(AppConfig):
    """Registers the app under its short label."""

    name = "vimeet.portal"
