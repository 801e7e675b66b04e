"""The demo: SQLite, workers inside the web process, messages shown in the app.

Not for the open internet: it signs people in by links that it prints.
"""

import os

from vimeet.settings.base import *
from vimeet.settings.base import INSTALLED_APPS, VAR_DIR

DEBUG = False
EMBEDDED = True
DEMO = True
INSTALLED_APPS = [*INSTALLED_APPS, "vimeet.demo"]
# The demo listens on loopback only; a fixed key keeps its sessions across restarts.
SECRET_KEY = "demo-only-not-a-secret-demo-only-not-a-secret-demo"
ALLOWED_HOSTS = ["127.0.0.1", "localhost", "[::1]"]

# Whoever tries the demo wants to see the SMS now.
SMS_GATHERING_SECONDS = 5

DEMO_DIR = VAR_DIR / "demo"
DATABASES = {
    "default": {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": os.environ.get("VIMEET_DEMO_DATABASE", str(DEMO_DIR / "demo.sqlite3")),
        "OPTIONS": {
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;",
        },
    }
}
CHANNEL_LAYERS = {"default": {"BACKEND": "channels.layers.InMemoryChannelLayer"}}
CELERY_BROKER_URL = "memory://localhost/"
CELERY_BROKER_TRANSPORT_OPTIONS = {"polling_interval": 0.05}

# Static files come straight from where they are written: no step before the first page.
STATIC_ROOT = None
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = True
WHITENOISE_MAX_AGE = 0
