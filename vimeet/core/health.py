"""Whether this installation works, for who watches over it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.conf import settings
from django.http import HttpResponse
from health_check.base import HealthCheck
from health_check.checks import Database
from health_check.contrib.redis import Redis
from health_check.views import HealthCheckView
from redis.asyncio import Redis as RedisClient


class Broker(Redis):  # type: ignore[misc]
    """Redis, without saying where it is: everybody may read the answer."""

    def __repr__(self) -> str:
        return "Redis()"

    @property
    def labels(self) -> dict[str, str]:
        """What metrics call it."""
        return {"check": "Redis"}


class HealthView(HealthCheckView):  # type: ignore[misc]
    """200 if all is well, else 500; one line of plain text for each part."""

    def get_checks(self) -> Iterator[HealthCheck]:
        """The database, and Redis where the installation has it."""
        yield Database()
        if settings.REDIS_URL:
            yield Broker(client_factory=lambda: RedisClient.from_url(settings.REDIS_URL))

    def render_to_response(self, context: Any, status: int = 200, **kwargs: Any) -> HttpResponse:
        """Text for a browser too."""
        answer: HttpResponse = self.render_to_response_text(status)
        return answer
