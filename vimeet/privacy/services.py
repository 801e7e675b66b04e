"""Erasing what may not be kept any more, and writing down that it was done.

Every declared retention is carried out here and nowhere else. See docs/personal-data.md.
"""

from __future__ import annotations

import datetime as dt
import logging
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db import models, transaction
from django.db.models import F
from django.utils import timezone

from vimeet.core.personal_data import erased
from vimeet.events.models import Event
from vimeet.privacy.due import Step, path_to, steps
from vimeet.privacy.models import Erasure, ExpiryRun
from vimeet.privacy.neutral import column, links, neutral_value

logger = logging.getLogger(__name__)

# Rows of one transaction: others wait for no more than these.
BATCH = 200


@dataclass(frozen=True)
class Due:
    """How many rows of a model are over their time in one of its fields."""

    model: str
    field: str
    rows: int


def count_due(now: dt.datetime | None = None) -> Iterator[Due]:
    """What ``expire`` would erase, field by field, in the order of the declarations."""
    moment = now or timezone.now()
    for step in steps():
        for name in step.fields:
            yield Due(step.model._meta.label, name, step.over_in(name, moment).count())


def expire(now: dt.datetime | None = None) -> ExpiryRun:
    """Erase everything whose time is over; return the run, with what it erased.

    It can be broken off and called again, also twice at once: a row is erased in one transaction
    with its proof. What can't be gone through is named in ``failed`` and keeps nothing else.
    """
    moment = now or timezone.now()
    run = ExpiryRun.objects.create(started_at=moment)
    for step in steps():
        try:
            _carry_out(step, run, moment)
        except Exception:
            logger.exception("%s: what is over its time is still there", step.model._meta.label)
            run.failed.append(step.model._meta.label)
    run.finished_at = timezone.now()
    run.save(update_fields=["finished_at", "failed"])
    return run


def _carry_out(step: Step, run: ExpiryRun, now: dt.datetime) -> None:
    if step.eraser is not None:
        pks = list(step.eraser.due(now))
    else:
        pks = list(step.over(now).order_by("pk").values_list("pk", flat=True))
    for start in range(0, len(pks), BATCH):
        _erase(step, run, now, pks[start : start + BATCH])


@transaction.atomic
def _erase(step: Step, run: ExpiryRun, now: dt.datetime, pks: list[Any]) -> None:
    """Erase some rows, unless somebody gave them more time since they were found."""
    rows = step.model._base_manager.filter(pk__in=pks)
    if step.eraser is not None:
        counts = _owners(step, rows)
        if step.eraser.erase(pks, now):
            _note(step, run, now, counts)
        return
    # Locked first, without anything joined to them, then looked at again.
    list(rows.select_for_update().order_by("pk").values_list("pk", flat=True))
    over = step.over(now).filter(pk__in=pks)
    present = list(over.values_list("pk", flat=True))
    rows = step.model._base_manager.filter(pk__in=present)
    counts = _owners(step, rows)
    if step.whole_rows:
        rows.delete()
    else:
        _empty(step, rows, present)
    _note(step, run, now, counts)


def _empty(step: Step, rows: models.QuerySet[Any], pks: list[Any]) -> None:
    """Blank or anonymise the step's fields, and tell those who keep copies of them."""
    values: dict[str, Any] = {}
    for name, personal in step.fields.items():
        field = column(step.model, name)
        if isinstance(field, models.ManyToManyField):
            links(field).filter(**{f"{field.m2m_field_name()}__in": pks}).delete()
        else:
            values[name] = neutral_value(field, personal.erase)
    if values:
        rows.update(**values)
    erased.send(sender=step.model, pks=pks, fields=list(step.fields))


def _owners(step: Step, rows: models.QuerySet[Any]) -> Counter[tuple[int | None, int | None]]:
    """How many of the rows are of which organiser and event."""
    paths = [path_to(step.model, name) for name in ("organiser", "event")]
    found = rows.order_by().values_list("pk", *(path for path in paths if path))
    return Counter(_owner(row[1:], paths) for row in found)


def _owner(values: tuple[Any, ...], paths: list[str | None]) -> tuple[int | None, int | None]:
    there = iter(values)
    organiser, event = (next(there) if path else None for path in paths)
    return organiser, event


def _note(
    step: Step, run: ExpiryRun, now: dt.datetime, counts: Counter[tuple[int | None, int | None]]
) -> None:
    """Add to the proof; several batches of one event are one line of it."""
    for (organiser, event), rows in counts.items():
        same: dict[str, Any] = {
            "run": run,
            "organiser_id": organiser,
            "event_id": event,
            "model": step.model._meta.label_lower,
            "fields": sorted(step.fields),
        }
        line, _created = Erasure.objects.get_or_create(
            **same,
            defaults={
                "whole_rows": step.whole_rows,
                "until": _until(step, now, event),
                "erased_at": timezone.now(),
            },
        )
        Erasure.objects.filter(pk=line.pk).update(rows=F("rows") + rows)


def _until(step: Step, now: dt.datetime, event: int | None) -> dt.date:
    """The last day until which what is erased was to be kept."""
    if step.by_event and event is not None:
        ends_on: dt.date = Event.objects.values_list("ends_on", flat=True).get(pk=event)
        return ends_on + dt.timedelta(days=step.retention.days)
    return timezone.localdate(now) - dt.timedelta(days=1)
