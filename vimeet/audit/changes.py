"""What a change changed: values before and after, as the audit trail keeps them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.db import models


def plain(value: Any) -> Any:
    """``value`` as the trail keeps it: JSON-able, and readable without the database."""
    if value is None or isinstance(value, bool | int | float):
        return value
    return str(value)


def values_of(obj: models.Model, fields: Iterable[str]) -> dict[str, Any]:
    """The present values of ``fields``, in plain form."""
    return {name: plain(getattr(obj, name)) for name in fields}


def assign(obj: models.Model, values: Mapping[str, Any]) -> dict[str, list[Any]]:
    """Set ``values`` on ``obj`` (unsaved); return what differs, field → ``[before, after]``."""
    before = values_of(obj, values)
    for name, value in values.items():
        setattr(obj, name, value)
    after = values_of(obj, values)
    return {name: [before[name], after[name]] for name in values if before[name] != after[name]}


def created(obj: models.Model, fields: Iterable[str]) -> dict[str, list[Any]]:
    """The values of a new object, in the form of a change; empty ones are left out."""
    return {k: [None, v] for k, v in values_of(obj, fields).items() if v not in (None, "")}


def deleted(obj: models.Model, fields: Iterable[str]) -> dict[str, list[Any]]:
    """The values of an object about to go, in the form of a change; empty ones left out."""
    return {k: [v, None] for k, v in values_of(obj, fields).items() if v not in (None, "")}
