"""What stands in a field once it is erased, and how to tell that it is."""

from __future__ import annotations

import datetime as dt
from typing import Any, cast

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import models
from django.db.models import Exists, OuterRef, Q, Value
from django.db.models.functions import Cast, Concat, TruncYear

from vimeet.core.personal_data import Erase

# As the pages write where there is nothing.
NOTHING = "–"


def column(model: type[models.Model], name: str) -> models.Field[Any, Any]:
    """The field ``name`` of ``model``: a declaration names the model's own fields only."""
    return cast("models.Field[Any, Any]", model._meta.get_field(name))


def links(field: models.ManyToManyField[Any, Any]) -> models.QuerySet[Any]:
    """The rows that join those of a field's model to others."""
    through = cast("type[models.Model]", field.remote_field.through)
    return through._base_manager.all()


def neutral_value(field: models.Field[Any, Any], erase: Erase) -> Any:
    """What ``field`` becomes: a value, or an expression over its row.

    Raises ImproperlyConfigured if its declaration promises what the column can't hold.
    """
    if erase == Erase.BLANK:
        return _blank(field)
    if isinstance(field, models.EmailField):
        # Still an address, of nobody; and unlike any other one, where a constraint asks for that.
        return Concat(Value("erased-"), Cast("pk", models.CharField()), Value("@erased.invalid"))
    if isinstance(field, models.CharField | models.TextField):
        if field.unique:
            return Concat(Value("erased-"), Cast("pk", models.CharField()))
        # Texts are written in some language: nobody's own is the platform's.
        return settings.LANGUAGE_CODE if field.name == "language" else NOTHING
    if isinstance(field, models.DateTimeField):
        return TruncYear(field.name, tzinfo=dt.UTC)
    raise ImproperlyConfigured(f"{field}: there is no neutral value for a field of this kind")


def _blank(field: models.Field[Any, Any]) -> Any:
    if field.null:
        return None
    if isinstance(field, models.BinaryField):
        return b""
    if isinstance(field, models.JSONField | models.BooleanField) and field.has_default():
        return field.get_default()
    if isinstance(field, models.CharField | models.TextField):
        return ""
    raise ImproperlyConfigured(f"{field}: it can't be blank, declare another way of erasing it")


def is_erased(field: models.Field[Any, Any], erase: Erase) -> Q:
    """Whether a row's ``field`` was erased already, or never held anything."""
    if isinstance(field, models.ManyToManyField):
        return Q(~Exists(links(field).filter(**{field.m2m_field_name(): OuterRef("pk")})))
    value = neutral_value(field, erase)
    if value is None:
        return Q(**{f"{field.name}__isnull": True})
    return Q(**{field.name: value})
