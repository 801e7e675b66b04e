"""Logs of a real installation: one JSON object a line, with the number of its request or task."""

from __future__ import annotations

from typing import Any

import structlog
from django.http import HttpRequest
from django_structlog.middlewares import RequestMiddleware as PlainRequestMiddleware

_PROCESSORS: list[Any] = [
    structlog.contextvars.merge_contextvars,
    structlog.stdlib.add_log_level,
    structlog.stdlib.add_logger_name,
    structlog.processors.TimeStamper(fmt="iso"),
]


class RequestMiddleware(PlainRequestMiddleware):
    """Numbers each request and logs one line about it: what was asked for, and how it went.

    It names the route, not the address: that of a sign-in link or of a calendar is a key.
    """

    @staticmethod
    def format_request(request: HttpRequest) -> str:
        """The method and the route; the path, without what follows «?», where there is none."""
        match = request.resolver_match
        return f"{request.method} {'/' + match.route if match else request.path}"


def json_lines() -> dict[str, Any]:
    """The ``LOGGING`` of a real installation; has structlog's own loggers go the same way."""
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            *_PROCESSORS,
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=True,
    )
    formatter = {
        "()": structlog.stdlib.ProcessorFormatter,
        "foreign_pre_chain": _PROCESSORS,
        "processors": [
            structlog.stdlib.ProcessorFormatter.remove_processors_meta,
            structlog.processors.format_exc_info,
            structlog.processors.JSONRenderer(ensure_ascii=False),
        ],
    }
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"json": formatter},
        "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "json"}},
        "root": {"handlers": ["console"], "level": "WARNING"},
        "loggers": {
            "django_structlog": {"level": "INFO"},
            "uvicorn": {"handlers": ["console"], "level": "INFO", "propagate": False},
            # Said already by the loggers of django-structlog; uvicorn would write whole addresses.
            "uvicorn.access": {"handlers": [], "propagate": False},
            "django.request": {"level": "CRITICAL"},
            "celery.app.trace": {"level": "CRITICAL"},
        },
    }
