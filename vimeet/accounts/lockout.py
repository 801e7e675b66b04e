"""Too many wrong passwords: beside the limit for one address from one place, one for a place."""

from __future__ import annotations

from typing import Any

from axes.attempts import get_cool_off_threshold
from axes.handlers.database import AxesDatabaseHandler
from axes.models import AccessAttempt
from django.conf import settings
from django.db.models import Sum
from django.http import HttpRequest


class LockoutHandler(AxesDatabaseHandler):  # type: ignore[misc]
    """Axes' own, with a second, higher limit for all addresses tried from one place.

    Axes itself knows one limit only, and would forget a place's failures with each right password:
    whoever has an account could then go on guessing for ever.
    """

    def is_locked(self, request: HttpRequest, credentials: dict[str, Any] | None = None) -> bool:
        """Whether this address has to wait here, or everybody here."""
        locked: bool = super().is_locked(request, credentials)
        return locked or self._failures_here(request) >= settings.SIGN_IN_FAILURES_PER_PLACE

    def _failures_here(self, request: HttpRequest) -> int:
        recent = AccessAttempt.objects.filter(
            ip_address=request.axes_ip_address,  # type: ignore[attr-defined]
            attempt_time__gte=get_cool_off_threshold(request),
        )
        return recent.aggregate(failures=Sum("failures_since_start"))["failures"] or 0
