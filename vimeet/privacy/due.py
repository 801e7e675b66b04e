"""Which rows may not be kept any more, read from the declarations."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db import models
from django.db.models import Q
from django.db.models.functions import Coalesce
from django.utils import timezone

from vimeet.core.personal_data import (
    Declaration,
    Erase,
    Eraser,
    Personal,
    Retention,
    declarations,
    holds_on,
)
from vimeet.events.models import Event
from vimeet.privacy.neutral import column, is_erased

# Where no place says which day it is: a day is over when it is over everywhere, and has begun
# when it has begun anywhere.
_LAST_ZONE = dt.timedelta(hours=12)
_FIRST_ZONE = dt.timedelta(hours=14)


@dataclass(frozen=True)
class Step:
    """Fields of one model whose time is counted alike, so that they go together."""

    model: type[models.Model]
    fields: dict[str, Personal]
    retention: Retention
    eraser: Eraser | None

    @property
    def whole_rows(self) -> bool:
        """Whether the rows go: a field that takes its row along takes the others too."""
        return self.eraser is None and any(
            field.erase == Erase.DELETE_ROW for field in self.fields.values()
        )

    @property
    def event_path(self) -> str | None:
        """The lookup from a row to its event; None if it has none."""
        return path_to(self.model, "event")

    @property
    def by_event(self) -> bool:
        """Whether its time is that of the event, the same for all its rows."""
        return any("{event}" in path for path in self.retention.since.paths)

    def over(self, now: dt.datetime) -> models.QuerySet[Any]:
        """The rows whose time is over, that no other reason keeps, and that are not erased yet."""
        rows: models.QuerySet[Any] = self.model._base_manager.all()
        if self.eraser is not None:
            return rows.filter(pk__in=list(self.eraser.due(now)))
        rows = self._past(rows, now)
        for hold in holds_on(self.model):
            rows = rows.exclude(hold.rows)
        return rows if self.whole_rows else rows.exclude(self._all_erased(self.fields))

    def over_in(self, name: str, now: dt.datetime) -> models.QuerySet[Any]:
        """Of these rows, those that still hold something in the field ``name``."""
        rows = self.over(now)
        if self.whole_rows or self.eraser is not None:
            return rows
        return rows.exclude(self._all_erased({name: self.fields[name]}))

    def _all_erased(self, fields: dict[str, Personal]) -> Q:
        condition = Q()
        for name, personal in fields.items():
            condition &= is_erased(column(self.model, name), personal.erase)
        return condition

    def _past(self, rows: models.QuerySet[Any], now: dt.datetime) -> models.QuerySet[Any]:
        paths = [path.format(event=self.event_path) for path in self.retention.since.paths]
        date = not isinstance(_field_at(self.model, paths[0]), models.DateTimeField)
        if self.by_event:
            return rows.filter(self._past_where_the_event_is(paths[0], now))
        value = _day_limit(self.retention, now) if date else _limit(self.retention, now)
        if self.retention.since.latest:
            earlier = self.model._base_manager.filter(**{f"{paths[0]}__lt": value})
            rows = rows.filter(pk__in=earlier.values("pk"))
            return rows.exclude(**{f"{paths[0]}__gte": value})
        if len(paths) == 1:
            return rows.filter(**{f"{paths[0]}__lt": value})
        dated: models.QuerySet[Any] = rows.alias(counts_from=Coalesce(*paths))
        return dated.filter(counts_from__lt=value)

    def _past_where_the_event_is(self, path: str, now: dt.datetime) -> Q:
        """The last day is one of the event's place: it is over there before it is over here."""
        past = Q(pk__in=[])
        for event in _one_event_per_zone():
            last = timezone.localdate(now, event.zone) - dt.timedelta(days=self.retention.days)
            zone = {f"{self.event_path}__time_zone": event.time_zone}
            past |= Q(**zone, **{f"{path}__lt": last})
        return past


def steps() -> Iterator[Step]:
    """Everything that the declarations ask for, model by model."""
    done: set[Eraser] = set()
    for declaration in declarations().values():
        for step in _steps_of(declaration):
            if step.eraser is None:
                yield step
            elif step.eraser not in done:
                done.add(step.eraser)
                yield step


def _steps_of(declaration: Declaration) -> list[Step]:
    found: dict[tuple[Retention, Eraser | None], Step] = {}
    for name, personal in declaration.personal.items():
        kind = (personal.retention, personal.eraser)
        if personal.eraser is None and not personal.retention.since.paths:
            continue
        model = personal.eraser.model if personal.eraser else declaration.model
        step = found.setdefault(kind, Step(model, {}, *kind))
        step.fields[name] = personal
    return list(found.values())


def path_to(model: type[models.Model], name: str) -> str | None:
    """The lookup from a row to its event or organiser, as its tenancy says."""
    path: str | None = getattr(model, f"{name}_path", None)
    if path is not None:
        return path
    return name if any(field.name == name for field in model._meta.fields) else None


def _day_limit(retention: Retention, now: dt.datetime) -> dt.date:
    """What counts from a day before this one is over."""
    today = (now - _LAST_ZONE).date()
    if retention.years:
        return dt.date(today.year - retention.years, 1, 1)
    return today - dt.timedelta(days=retention.days)


def _limit(retention: Retention, now: dt.datetime) -> dt.datetime:
    """What counts from a moment before this one is over."""
    if retention.years:
        begun = dt.datetime.combine(_day_limit(retention, now), dt.time(), tzinfo=dt.UTC)
        return begun - _FIRST_ZONE
    return now - dt.timedelta(days=retention.days)


def _one_event_per_zone() -> Iterator[Event]:
    seen: set[str] = set()
    for event in Event.objects.only("time_zone"):
        if event.time_zone not in seen:
            seen.add(event.time_zone)
            yield event


def _field_at(model: type[models.Model], path: str) -> models.Field[Any, Any]:
    """The field that a lookup path ends at."""
    step: Any = model
    *way, last = path.split("__")
    for name in way:
        step = step._meta.get_field(name).related_model
    found: models.Field[Any, Any] = step._meta.get_field(last)
    return found
