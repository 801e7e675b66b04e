"""The recommendations app."""

from django.apps import AppConfig


class RecommendationsConfig(AppConfig):
    """Registers the app under its short label: a part of the directory with tables of its own."""

    name = "vimeet.directory.recommendations"
    label = "recommendations"
