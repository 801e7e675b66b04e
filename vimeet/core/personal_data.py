"""What the platform keeps about people, declared field by field.

Each app has a ``personal_data.py`` with one ``declare(...)`` per model. Retention, the register
of processing and what the audit trail may hold all read these declarations; a test fails when a
field of a model is not declared, another one when nothing erases it in time. See
docs/personal-data.md.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cache
from importlib import import_module, util

from django.apps import apps
from django.db import models
from django.dispatch import Signal
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

# Words are put into the language of whoever reads them.
type Words = str | Promise

# Sent in the transaction that blanked or anonymised values of many rows at once, past the models'
# own signals: ``sender`` (the model), ``pks``, ``fields``. Rows that are deleted send post_delete.
erased = Signal()


class Basis(models.TextChoices):
    """The legal basis of a processing (GDPR, article 6)."""

    CONTRACT = "contract", _("contract")
    CONSENT = "consent", _("consent")
    LEGAL_OBLIGATION = "legal obligation", _("legal obligation")
    LEGITIMATE_INTEREST = "legitimate interest", _("legitimate interest")


class Erase(models.TextChoices):
    """What erasing does to a field."""

    DELETE_ROW = "delete the row", _("deleted with everything beside it")
    BLANK = "blank the value", _("blanked")
    ANONYMISE = "replace by a neutral value", _("replaced by a neutral value")


class Seen(models.TextChoices):
    """Who may see a field."""

    SELF = "the person", _("the person")
    ORGANISER = "the organiser's members", _("the organiser’s team")
    STAFF = "staff on site", _("staff on site")
    PARTICIPANTS = "the event's participants", _("the event’s participants")
    COUNTERPARTS = "those the person meets", _("those the person meets")


@dataclass(frozen=True)
class Since:
    """The date that a retention counts from: in words, and where a row has it.

    ``paths`` are lookups from the row, of which the first that has a value counts; ``{event}``
    stands for the model's way to its event. Without any, nothing waits for the night: the row
    goes in the very act that the words name, or its app says by an ``Eraser`` what is due.
    """

    words: Words
    paths: tuple[str, ...] = ()
    # Of several dates that the path leads to, the latest counts.
    latest: bool = False


LAST_DAY = Since(_("the event’s last day"), ("{event}__ends_on",))


@dataclass(frozen=True)
class Retention:
    """How long a value is kept after a date: so many days, or so many years.

    Years are those of the calendar, from the end of the one that the date lies in, as the law
    counts them for books.
    """

    since: Since
    days: int = 0
    years: int = 0


@dataclass(frozen=True)
class Eraser:
    """How an app itself carries out what it declares, where more is to be done than to a column.

    ``due`` names the rows of ``model`` whose time is over; ``erase`` takes some of them, in
    transactions of its own, and returns how many had something to erase.
    """

    model: type[models.Model]
    due: Callable[[dt.datetime], Iterable[int]]
    erase: Callable[[list[int], dt.datetime], int]


@dataclass(frozen=True)
class Personal:
    """One field about a person: why it is kept, for how long, who sees it, how it goes."""

    purpose: Words
    basis: Basis
    retention: Retention
    seen_by: tuple[Seen, ...]
    erase: Erase
    exported: bool = True
    # Whether the audit trail keeps its values: saying them is what the trail is for.
    traced: bool = False
    # None: the declared ``erase`` is all there is to do.
    eraser: Eraser | None = None


@dataclass(frozen=True)
class Hold:
    """Rows that are kept beyond their time, for a longer reason."""

    words: Words
    rows: models.Q


@dataclass(frozen=True)
class Declaration:
    """Every field of one model: the personal ones described, the others named."""

    model: type[models.Model]
    # What a row is, in words, where it holds something personal.
    words: Words
    personal: dict[str, Personal]
    not_personal: frozenset[str]
    person_path: str | None
    # Under which other names the audit trail speaks of personal fields.
    traced_as: frozenset[str]

    @property
    def untraced(self) -> frozenset[str]:
        """The names whose values the audit trail must not hold."""
        return self.traced_as | {name for name, field in self.personal.items() if not field.traced}


_declarations: dict[type[models.Model], Declaration] = {}
_holds: dict[type[models.Model], list[Hold]] = {}


def declare(
    model: type[models.Model],
    *,
    words: Words = "",
    personal: dict[str, Personal] | None = None,
    not_personal: tuple[str, ...] = (),
    person_path: str | None = None,
    traced_as: tuple[str, ...] = (),
) -> None:
    """Declare every field of ``model``.

    ``person_path`` is the lookup from a row to the user it is about (None: about nobody).
    """
    _declarations[model] = Declaration(
        model,
        words,
        dict(personal or {}),
        frozenset(not_personal),
        person_path,
        frozenset(traced_as),
    )


def hold(model: type[models.Model], words: Words, rows: models.Q) -> None:
    """Keep ``rows`` of ``model`` beyond their time, as long as they are what ``rows`` says.

    An app says so of what stands below it: that is why it is no part of the declaration.
    """
    _holds.setdefault(model, []).append(Hold(words, rows))


@cache
def _read_declarations() -> None:
    for config in apps.get_app_configs():
        name = f"{config.name}.personal_data"
        if config.name.startswith("vimeet.") and util.find_spec(name):
            import_module(name)


def declarations() -> dict[type[models.Model], Declaration]:
    """All declarations of all installed apps of ours, by model."""
    _read_declarations()
    return dict(_declarations)


def declaration_of(model: type[models.Model]) -> Declaration | None:
    """What is declared of ``model``; None if it is not one of ours."""
    _read_declarations()
    return _declarations.get(model)


def holds_on(model: type[models.Model]) -> tuple[Hold, ...]:
    """What keeps rows of ``model`` longer than declared."""
    _read_declarations()
    return tuple(_holds.get(model, ()))


def undeclared_fields(model: type[models.Model]) -> list[str]:
    """Names of the model's own fields that no declaration mentions, in the model's order."""
    declared = declarations().get(model)
    names = [field.name for field in (*model._meta.fields, *model._meta.many_to_many)]
    if declared is None:
        return names
    known = declared.not_personal | declared.personal.keys()
    return [name for name in names if name not in known]
