"""Tests: in-process, on SQLite, or on PostgreSQL and Redis where the environment names them."""

import os

import dj_database_url

from vimeet.settings.base import *

DEBUG = False
SECRET_KEY = "test-only-not-a-secret-test-only-not-a-secret-test"
ALLOWED_HOSTS = ["testserver", "127.0.0.1", "localhost"]

DATABASES = {
    "default": dj_database_url.parse(os.environ["DATABASE_URL"])
    if "DATABASE_URL" in os.environ
    else {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": ":memory:",
        "OPTIONS": {"transaction_mode": "IMMEDIATE"},
    }
}
CHANNEL_LAYERS = {"default": {"BACKEND": "channels.layers.InMemoryChannelLayer"}}
# Tasks run when a test runs them: nothing happens behind its back.
CELERY_BROKER_URL = "memory://"
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
# Nothing is collected: every client would otherwise look through what a real installation left.
STATIC_ROOT = None
