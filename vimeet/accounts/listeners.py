"""What accounts listen to."""

from __future__ import annotations

from typing import Any

from vimeet.accounts.models import User
from vimeet.core.personal_data import erased


def connect() -> None:
    """Start to listen."""
    erased.connect(_close, sender=User)


def _close(pks: list[int], **kwargs: Any) -> None:
    """An account without a name and an address is nobody's: nothing signs in to it."""
    User.objects.filter(pk__in=pks).update(is_active=False)
