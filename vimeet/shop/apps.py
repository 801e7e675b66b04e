"""The shop app."""

from django.apps import AppConfig


class ShopConfig(AppConfig):
    """Registers the app under its short label."""

    name = "vimeet.shop"
