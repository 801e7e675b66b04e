"""What the platform keeps about people, declared field by field.

Each app has a ``personal_data.py`` with one ``declare(...)`` per model. Retention, access,
portability, erasure and the register of processing all read these declarations; a test fails
when a field of a model is not declared.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from importlib import import_module, util

from django.apps import apps
from django.db import models


class Basis(StrEnum):
    """The legal basis of a processing (GDPR, article 6)."""

    CONTRACT = "contract"
    CONSENT = "consent"
    LEGAL_OBLIGATION = "legal obligation"
    LEGITIMATE_INTEREST = "legitimate interest"


class Erase(StrEnum):
    """What erasing does to a field."""

    DELETE_ROW = "delete the row"
    BLANK = "blank the value"
    ANONYMISE = "replace by a neutral value"


class Seen(StrEnum):
    """Who may see a field."""

    SELF = "the person"
    ORGANISER = "the organiser's members"
    STAFF = "staff on site"
    PARTICIPANTS = "the event's participants"
    COUNTERPARTS = "those the person meets"


@dataclass(frozen=True)
class Retention:
    """How long a value is kept: ``days`` after the date that ``since`` names in words."""

    since: str
    days: int


@dataclass(frozen=True)
class Personal:
    """One field about a person: why it is kept, for how long, who sees it, how it goes."""

    purpose: str
    basis: Basis
    retention: Retention
    seen_by: tuple[Seen, ...]
    erase: Erase
    exported: bool = True


@dataclass(frozen=True)
class Declaration:
    """Every field of one model: the personal ones described, the others named."""

    model: type[models.Model]
    personal: dict[str, Personal]
    not_personal: frozenset[str]
    person_path: str | None


_declarations: dict[type[models.Model], Declaration] = {}


def declare(
    model: type[models.Model],
    *,
    personal: dict[str, Personal] | None = None,
    not_personal: tuple[str, ...] = (),
    person_path: str | None = None,
) -> None:
    """Declare every field of ``model``.

    ``person_path`` is the lookup from a row to the user it is about (None: about nobody).
    """
    _declarations[model] = Declaration(
        model, dict(personal or {}), frozenset(not_personal), person_path
    )


def declarations() -> dict[type[models.Model], Declaration]:
    """All declarations of all installed apps of ours, by model."""
    for config in apps.get_app_configs():
        name = f"{config.name}.personal_data"
        if config.name.startswith("vimeet.") and util.find_spec(name):
            import_module(name)
    return dict(_declarations)


def undeclared_fields(model: type[models.Model]) -> list[str]:
    """Names of the model's own fields that no declaration mentions, in the model's order."""
    declared = declarations().get(model)
    names = [field.name for field in (*model._meta.fields, *model._meta.many_to_many)]
    if declared is None:
        return names
    known = declared.not_personal | declared.personal.keys()
    return [name for name in names if name not in known]
