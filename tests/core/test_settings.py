"""What a real installation takes from its environment."""

from __future__ import annotations

import json
import os
import subprocess
import sys

_PRINT = """
import json
from django.conf import settings
names = ("PLANNER_WORKERS", "SITE_URL", "ALLOWED_HOSTS")
print(json.dumps({name: getattr(settings, name) for name in names}))
"""


def read(**environment: str) -> dict[str, object]:
    required = {
        "DJANGO_SETTINGS_MODULE": "vimeet.settings.production",
        "SECRET_KEY": "for this test only",
        "ALLOWED_HOSTS": "meet.example.org,other.example.org",
        "SITE_URL": "https://meet.example.org/",
        "DATABASE_URL": "postgres://vimeet@localhost/vimeet",
        "REDIS_URL": "redis://localhost:6379/0",
    }
    command = [sys.executable, "-c", _PRINT]
    printed = subprocess.run(
        command, env=os.environ | required | environment, check=True, capture_output=True
    )
    settings: dict[str, object] = json.loads(printed.stdout)
    return settings


def test_what_is_chosen_counts_and_the_rest_has_defaults():
    assert read() == {
        "PLANNER_WORKERS": 2,
        "SITE_URL": "https://meet.example.org",
        "ALLOWED_HOSTS": ["meet.example.org", "other.example.org"],
    }
    assert read(PLANNER_WORKERS="6")["PLANNER_WORKERS"] == 6
