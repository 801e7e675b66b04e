"""The register of processing, made from the declarations; and what has been erased."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import Any

from django.apps import apps
from django.db.models import QuerySet
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from vimeet.core.personal_data import Declaration, Personal, declarations, holds_on
from vimeet.events.models import Event
from vimeet.privacy.due import path_to
from vimeet.privacy.models import Erasure, ExpiryRun
from vimeet.privacy.words import field_words, model_words, retention_words


@dataclass
class Line:
    """Fields of which the same is declared."""

    fields: list[str]
    purpose: str
    basis: str
    # For how long, in words; and the last day, where the event's dates say which that is.
    kept: str
    until: dt.date | None
    seen_by: list[str]
    erased: str


@dataclass
class Kept:
    """What one model keeps about people."""

    words: str
    lines: list[Line]
    # What keeps its rows longer, in words.
    holds: list[str]

    @property
    def until(self) -> dt.date | None:
        """The day on which the last of it goes, if that is known of all of it."""
        days = [line.until for line in self.lines]
        return max((day for day in days if day), default=None) if all(days) else None

    @property
    def how_long(self) -> str:
        """For how long all of it is kept; empty if that differs from field to field."""
        words = {line.kept for line in self.lines}
        return words.pop() if len(words) == 1 else ""


@dataclass
class Section:
    """What belongs to the event, to the organiser, or to accounts."""

    key: str
    title: str
    kept: list[Kept] = field(default_factory=list)


def register(event: Event) -> list[Section]:
    """Everything that is kept about people, with the dates that apply to ``event``."""
    sections = {
        "event": Section("event", _("Of this event")),
        "organiser": Section("organiser", _("Of all your events together")),
        "accounts": Section("accounts", _("Of accounts, whoever’s events they are for")),
    }
    for declaration in declarations().values():
        if declaration.personal:
            sections[_whose(declaration)].kept.append(_kept(declaration, event))
    for section in sections.values():
        section.kept.sort(key=lambda kept: kept.words.casefold())
    return list(sections.values())


def _whose(declaration: Declaration) -> str:
    if path_to(declaration.model, "event"):
        return "event"
    return "organiser" if path_to(declaration.model, "organiser") else "accounts"


def _kept(declaration: Declaration, event: Event) -> Kept:
    lines: dict[tuple[Any, ...], Line] = {}
    for name, personal in declaration.personal.items():
        line = _line(personal, event)
        same = (line.purpose, line.basis, line.kept, tuple(line.seen_by), line.erased)
        words = field_words(declaration.model, name)
        there = lines.setdefault(same, line).fields
        # Two fields of one name, such as numbers at another place, are one to whoever reads.
        if words not in there:
            there.append(words)
    return Kept(
        capfirst(str(declaration.words)),
        list(lines.values()),
        [str(hold.words) for hold in holds_on(declaration.model)],
    )


def _line(personal: Personal, event: Event) -> Line:
    retention = personal.retention
    by_event = any("{event}" in path for path in retention.since.paths)
    return Line(
        fields=[],
        purpose=str(personal.purpose),
        basis=str(personal.basis.label),
        kept=_how_long(personal),
        until=event.ends_on + dt.timedelta(days=retention.days) if by_event else None,
        seen_by=[str(seen.label) for seen in personal.seen_by],
        erased=str(personal.erase.label),
    )


def _how_long(personal: Personal) -> str:
    """How long a field is kept; an app that counts by itself says so in the words themselves."""
    retention = personal.retention
    if personal.eraser and not retention.since.paths:
        return str(retention.since.words)
    return retention_words(retention)


def erasures_of(event: Event) -> QuerySet[Erasure]:
    """What was erased of the event, newest first."""
    rows: QuerySet[Erasure] = Erasure.objects.of_event(event)
    return rows


def in_words(erasure: Erasure) -> dict[str, Any]:
    """An erasure as the page shows it."""
    try:
        model = apps.get_model(erasure.model)
        fields = [field_words(model, name) for name in erasure.fields]
    except LookupError:
        fields = list(erasure.fields)
    return {
        "at": erasure.erased_at,
        "what": capfirst(model_words(erasure.model)),
        "fields": [] if erasure.whole_rows else list(dict.fromkeys(fields)),
        "rows": erasure.rows,
        "until": erasure.until,
    }


def last_run() -> ExpiryRun | None:
    """The last pass over all declarations that came to its end."""
    return ExpiryRun.objects.exclude(finished_at=None).first()


def first_due(event: Event) -> dt.date:
    """The last day on which nothing of what the event's end sets a term to was erased yet."""
    days = [
        personal.retention.days
        for declaration in declarations().values()
        for personal in declaration.personal.values()
        if any("{event}" in path for path in personal.retention.since.paths)
    ]
    return event.ends_on + dt.timedelta(days=min(days))
