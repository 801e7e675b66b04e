"""The Celery application: one queue for everyday tasks, one for the planner."""

import os
from typing import Any

from celery import Celery, bootsteps
from celery.signals import setup_logging
from django.conf import settings

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "vimeet.settings.demo")

app = Celery("vimeet")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


class LogStep(bootsteps.Step):  # type: ignore[misc]
    """Has a worker number what its tasks log, where the settings want such logs."""

    def __init__(self, parent: Any, **kwargs: Any) -> None:
        super().__init__(parent, **kwargs)
        if "django_structlog" in settings.INSTALLED_APPS:
            from django_structlog.celery.receivers import CeleryReceiver

            self.receiver = CeleryReceiver()
            self.receiver.connect_worker_signals()


app.steps["worker"].add(LogStep)


@setup_logging.connect  # type: ignore[untyped-decorator]
def keep_logging(**kwargs: Any) -> None:
    """Log as the settings say: without a listener here, Celery would do it its own way."""
