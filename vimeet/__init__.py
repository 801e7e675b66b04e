"""Vimeet: an open platform for business-meeting events."""

from vimeet.celery import app as celery_app

__all__ = ["celery_app"]
