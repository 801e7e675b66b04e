"""What every installation shares. Anything a deployment chooses comes from the environment."""

import datetime as dt
import os
from pathlib import Path
from typing import Any

from celery.schedules import crontab
from django.utils.csp import CSP
from django.utils.translation import gettext_lazy as _

BASE_DIR = Path(__file__).resolve().parents[2]
VAR_DIR = BASE_DIR / "var"

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.postgres",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "django.forms",
    "axes",
    "channels",
    "django_htmx",
    "django_countries",
    "phonenumber_field",
    "vimeet.core",
    "vimeet.audit",
    "vimeet.messaging",
    "vimeet.accounts",
    "vimeet.events",
    "vimeet.registration",
    "vimeet.programme",
    "vimeet.shop",
    "vimeet.directory",
    "vimeet.directory.recommendations",
    "vimeet.meetings",
    "vimeet.privacy",
    "vimeet.console",
    "vimeet.portal",
    "vimeet.desk",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "django.middleware.csp.ContentSecurityPolicyMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "vimeet.accounts.middleware.LanguageMiddleware",
    "vimeet.accounts.middleware.SignInRequiredMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "vimeet.urls"
ASGI_APPLICATION = "vimeet.asgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "libraries": {"lucide": "vimeet.core.templatetags.icons"},
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    },
]
FORM_RENDERER = "vimeet.core.forms.FormRenderer"

AUTH_USER_MODEL = "accounts.User"
LOGIN_URL = "accounts:sign_in"
LOGIN_REDIRECT_URL = "home"
PASSWORD_HASHERS = ["django.contrib.auth.hashers.ScryptPasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
SIGN_IN_LINK_MINUTES = 30

# Ten wrong passwords for one address from one place, or a hundred from there for any: a quarter of
# an hour to wait (docs/sign-in.md). A hall full of people may be one place.
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "django.contrib.auth.backends.ModelBackend",
]
AXES_USERNAME_FORM_FIELD = "username"
AXES_HANDLER = "vimeet.accounts.lockout.LockoutHandler"
AXES_FAILURE_LIMIT = 10
SIGN_IN_FAILURES_PER_PLACE = 100
AXES_COOLOFF_TIME = dt.timedelta(minutes=15)
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_LOCKOUT_TEMPLATE = "accounts/locked.html"
AXES_RESET_ON_SUCCESS = True
# Trying again meanwhile makes nobody wait longer.
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False
AXES_DISABLE_ACCESS_LOG = True
AXES_VERBOSE = False

LANGUAGE_CODE = "en"
LANGUAGES = [("fr", _("French")), ("en", _("English"))]
LOCALE_PATHS = [BASE_DIR / "locale"]
FORMAT_MODULE_PATH = "vimeet.core.formats"
USE_I18N = True
TIME_ZONE = "UTC"
USE_TZ = True

STATIC_URL = "/static/"
STATIC_ROOT: Path | None = BASE_DIR / "staticfiles"
STATICFILES_DIRS = [BASE_DIR / "static"]

DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

SECURE_CSP = {
    "default-src": [CSP.SELF],
    "img-src": [CSP.SELF, "data:"],
    "connect-src": [CSP.SELF],
    "object-src": [CSP.NONE],
    "base-uri": [CSP.NONE],
    "frame-ancestors": [CSP.NONE],
    "form-action": [CSP.SELF],
}
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_SAMESITE = "Lax"

# Where there is a Redis: broker, channel layer.
REDIS_URL = ""

# Celery. Tasks carry ids only; what must survive a crash is in a table (see docs/architecture.md).
CELERY_TASK_DEFAULT_QUEUE = "default"
CELERY_TASK_ROUTES = {
    "vimeet.meetings.tasks.run_planner": {"queue": "planner"},
    "vimeet.meetings.tasks.answer_what_if": {"queue": "planner"},
}
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_IGNORE_RESULT = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_TASK_SERIALIZER = "json"
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_TIMEZONE = "UTC"
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BEAT_SCHEDULE: dict[str, dict[str, Any]] = {
    "deliver-messages": {"task": "vimeet.messaging.tasks.deliver_due", "schedule": 5.0},
    "free-reservations": {"task": "vimeet.shop.tasks.free_reservations", "schedule": 30.0},
    "check-card-payments": {"task": "vimeet.shop.tasks.check_card_payments", "schedule": 20.0},
    "give-included-sessions": {
        "task": "vimeet.shop.tasks.give_included_sessions",
        "schedule": 60.0,
    },
    "send-reminders": {"task": "vimeet.shop.tasks.send_reminders", "schedule": 3600.0},
    "watch-unpaid-registrations": {
        "task": "vimeet.shop.tasks.watch_unpaid_registrations",
        "schedule": 300.0,
    },
    "expire-personal-data": {
        "task": "vimeet.privacy.tasks.expire",
        "schedule": crontab(hour=3, minute=10),
    },
    "forget-statements": {
        "task": "vimeet.shop.tasks.forget_statements",
        "schedule": 3600.0,
    },
    "offer-free-places": {
        "task": "vimeet.registration.tasks.offer_free_places",
        "schedule": 60.0,
    },
    "keep-requests": {
        "task": "vimeet.meetings.tasks.keep_requests",
        "schedule": 300.0,
    },
    "refresh-directory": {"task": "vimeet.directory.tasks.refresh_directory", "schedule": 30.0},
    "rebuild-directories": {
        "task": "vimeet.directory.tasks.rebuild_directories",
        "schedule": crontab(hour=2, minute=40),
    },
    "tell-of-new-matches": {"task": "vimeet.directory.tasks.tell_of_new", "schedule": 900.0},
    "fill-sessions": {
        "task": "vimeet.programme.tasks.fill_sessions",
        "schedule": 60.0,
    },
    "refresh-recommendations": {
        "task": "vimeet.directory.recommendations.tasks.refresh_recommendations",
        "schedule": 5.0,
    },
    "find-lost-runs": {
        "task": "vimeet.meetings.tasks.find_lost_runs",
        "schedule": 10.0,
    },
}


def _expires(schedule: float | crontab) -> float:
    """How many seconds a periodic task is worth something: until its next is due.

    So tasks don't pile up while no worker is there. Frequent ones are kept for a minute: clocks of
    two machines may differ by some seconds, and a busy worker takes some to come to a task.
    """
    return 6 * 3600.0 if isinstance(schedule, crontab) else max(schedule, 60.0)


for _entry in CELERY_BEAT_SCHEDULE.values():
    _entry["options"] = {"expires": _expires(_entry["schedule"])}

# The planner's child process.
PLANNER_TIME_LIMIT_SECONDS = 60
PLANNER_WORKERS = int(os.environ.get("PLANNER_WORKERS", "2"))
PLANNER_HEARTBEAT_SECONDS = 2
PLANNER_LOST_AFTER_SECONDS = 15

# Messages: which transport carries each channel.
MESSAGE_TRANSPORTS = {
    "email": "vimeet.messaging.transports.InAppTransport",
    "sms": "vimeet.messaging.transports.InAppTransport",
}
# Several changes to one person's agenda within this time become one SMS.
SMS_GATHERING_SECONDS = 60
DEFAULT_FROM_EMAIL = "Vimeet <no-reply@localhost>"
TWILIO_ACCOUNT_SID = ""
TWILIO_AUTH_TOKEN = ""
TWILIO_FROM = ""
# A test or a regional gateway may stand in for Twilio's own address.
TWILIO_API_URL = ""
# The same for Stripe; each organiser enters their own keys in the console.
STRIPE_API_URL = ""
# Absolute links in messages are built on this.
SITE_URL = "http://127.0.0.1:8000"

# Everything, including the workers, lives in one process (the demo): see vimeet.core.live.
EMBEDDED = False
# The demo adds a page with sign-in links and the latest messages.
DEMO = False

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"plain": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "plain"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
}
