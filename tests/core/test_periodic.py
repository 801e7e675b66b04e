"""Periodic tasks: none is carried out long after it was due."""

from __future__ import annotations

import pytest
from celery.schedules import crontab
from django.conf import settings

ENTRIES = settings.CELERY_BEAT_SCHEDULE


@pytest.mark.parametrize("name", ENTRIES)
def test_a_periodic_task_ends_about_when_its_next_is_due(name: str):
    schedule, expires = ENTRIES[name]["schedule"], ENTRIES[name]["options"]["expires"]
    if isinstance(schedule, crontab):
        assert 3600 <= expires < 24 * 3600
    else:
        assert schedule <= expires <= max(schedule, 60)
