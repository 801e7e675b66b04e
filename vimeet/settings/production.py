"""A real installation: PostgreSQL, Redis, separate web, worker and beat processes.

Required in the environment: SECRET_KEY, ALLOWED_HOSTS (comma-separated), DATABASE_URL, REDIS_URL,
SITE_URL. See docs/deployment.md for all of them.
"""

import logging
import os

import dj_database_url

from vimeet.core.logs import json_lines
from vimeet.settings.base import *
from vimeet.settings.base import INSTALLED_APPS, MESSAGE_TRANSPORTS, MIDDLEWARE

DEBUG = False
SECRET_KEY = os.environ["SECRET_KEY"]
SECRET_KEY_FALLBACKS = [key for key in os.environ.get("SECRET_KEY_FALLBACKS", "").split(",") if key]
ALLOWED_HOSTS = os.environ["ALLOWED_HOSTS"].split(",")
SITE_URL = os.environ["SITE_URL"].rstrip("/")
CSRF_TRUSTED_ORIGINS = [SITE_URL]

# No connection outlives its request: each request has a thread of its own under ASGI, so that what
# one leaves open no other one could use.
DATABASES = {"default": dj_database_url.parse(os.environ["DATABASE_URL"], conn_max_age=0)}
REDIS_URL = os.environ["REDIS_URL"]
CHANNEL_LAYERS = {
    "default": {
        "BACKEND": "channels_redis.pubsub.RedisPubSubChannelLayer",
        "CONFIG": {"hosts": [REDIS_URL]},
    }
}
CELERY_BROKER_URL = REDIS_URL

# Behind a proxy that ends TLS; SECURE=0 only for a trial on loopback.
SECURE = os.environ.get("SECURE", "1") == "1"
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_SSL_REDIRECT = SECURE
# Who watches over the web process asks it itself, not through the proxy.
SECURE_REDIRECT_EXEMPT = [r"^health/$"]
SESSION_COOKIE_SECURE = SECURE
CSRF_COOKIE_SECURE = SECURE
SECURE_HSTS_SECONDS = 31_536_000 if SECURE else 0

STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "vimeet.core.staticfiles.StaticFilesStorage"},
}

DEFAULT_FROM_EMAIL = os.environ.get("DEFAULT_FROM_EMAIL", "Vimeet <no-reply@localhost>")
if os.environ.get("EMAIL_HOST"):
    MAILERS = {
        "default": {
            "BACKEND": "django.core.mail.backends.smtp.EmailBackend",
            "OPTIONS": {
                "host": os.environ["EMAIL_HOST"],
                "port": int(os.environ.get("EMAIL_PORT", "587")),
                "username": os.environ.get("EMAIL_HOST_USER", ""),
                "password": os.environ.get("EMAIL_HOST_PASSWORD", ""),
                "use_tls": os.environ.get("EMAIL_USE_TLS", "1") == "1",
                "timeout": 20,
            },
        }
    }
    MESSAGE_TRANSPORTS = MESSAGE_TRANSPORTS | {"email": "vimeet.messaging.transports.SmtpTransport"}

TWILIO_ACCOUNT_SID = os.environ.get("TWILIO_ACCOUNT_SID", "")
TWILIO_AUTH_TOKEN = os.environ.get("TWILIO_AUTH_TOKEN", "")
TWILIO_FROM = os.environ.get("TWILIO_FROM", "")
TWILIO_API_URL = os.environ.get("TWILIO_API_URL", "")
if TWILIO_ACCOUNT_SID:
    MESSAGE_TRANSPORTS = MESSAGE_TRANSPORTS | {"sms": "vimeet.messaging.transports.TwilioTransport"}

STRIPE_API_URL = os.environ.get("STRIPE_API_URL", "")

# Logs: no addresses, no names of people.
INSTALLED_APPS = [*INSTALLED_APPS, "django_structlog"]
MIDDLEWARE = ["vimeet.core.logs.RequestMiddleware", *MIDDLEWARE]
LOGGING = json_lines()
DJANGO_STRUCTLOG_IP_LOGGING_ENABLED = False
DJANGO_STRUCTLOG_USER_ID_FIELD = ""
DJANGO_STRUCTLOG_STATUS_START_LOG_LEVEL = logging.DEBUG
# The number of a request goes with the tasks it leads to; only what fails there is told.
DJANGO_STRUCTLOG_CELERY_ENABLED = True
DJANGO_STRUCTLOG_CELERY_DEFAULT_LOG_LEVEL = logging.DEBUG
