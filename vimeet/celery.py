"""The Celery application: one queue for everyday tasks, one for the planner."""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "vimeet.settings.demo")

app = Celery("vimeet")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
