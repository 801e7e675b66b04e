"""Filters for the programme's templates."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import template

register = template.Library()


@register.filter
def item(mapping: Mapping[Any, Any] | None, key: Any) -> Any:
    """What ``mapping`` holds under ``key``; None where there is nothing."""
    return mapping.get(key) if mapping else None
