"""The Celery application: one queue for everyday tasks, one for the planner."""

import os
from typing import Any

from celery import Celery
from celery.signals import setup_logging
from django.conf import settings

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "vimeet.settings.demo")

app = Celery("vimeet")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()

if "django_structlog" in settings.INSTALLED_APPS:
    from django_structlog.celery.steps import DjangoStructLogInitStep

    app.steps["worker"].add(DjangoStructLogInitStep)


@setup_logging.connect  # type: ignore[untyped-decorator]
def keep_logging(**kwargs: Any) -> None:
    """Log as the settings say: without a listener here, Celery would do it its own way."""
