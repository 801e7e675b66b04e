"""Slots from a few figures: days, hours, length, pause, lunch.

Local times are turned into instants once per day and the rest is reckoned in instants, so that a
night when the clocks change neither doubles nor shortens a slot.
"""

from __future__ import annotations

import datetime as dt
import zoneinfo
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _


@dataclass(frozen=True, order=True)
class Span:
    """From when to when, as instants."""

    starts_at: dt.datetime
    ends_at: dt.datetime

    def overlaps(self, starts_at: dt.datetime, ends_at: dt.datetime) -> bool:
        """Whether the two have time in common; touching is not overlapping."""
        return self.starts_at < ends_at and starts_at < self.ends_at


@dataclass(frozen=True)
class Pattern:
    """What the organiser fills in: local times, lengths in minutes; lunch: both or neither."""

    days: tuple[dt.date, ...]
    start: dt.time
    end: dt.time
    length: int
    pause: int = 0
    lunch_from: dt.time | None = None
    lunch_to: dt.time | None = None


def at(day: dt.date, time: dt.time, zone: zoneinfo.ZoneInfo) -> dt.datetime:
    """The instant of a local time, in UTC; ValidationError if the clocks skip it that day."""
    local = dt.datetime.combine(day, time, tzinfo=zone)
    instant = local.astimezone(dt.UTC)
    if instant.astimezone(zone).replace(tzinfo=None) != local.replace(tzinfo=None):
        raise ValidationError(
            _("On %(day)s there is no %(time)s: the clocks go forward then."),
            params={"day": day.isoformat(), "time": f"{time:%H:%M}"},
        )
    return instant


def spans_of(pattern: Pattern, zone: zoneinfo.ZoneInfo) -> list[Span]:
    """The slots of ``pattern``, in order of time; none overlaps lunch or goes past the end."""
    return [span for day in sorted(set(pattern.days)) for span in _day(pattern, day, zone)]


def _day(pattern: Pattern, day: dt.date, zone: zoneinfo.ZoneInfo) -> Iterable[Span]:
    length, pause = dt.timedelta(minutes=pattern.length), dt.timedelta(minutes=pattern.pause)
    start, end = at(day, pattern.start, zone), at(day, pattern.end, zone)
    lunch = None
    if pattern.lunch_from is not None and pattern.lunch_to is not None:
        lunch = Span(at(day, pattern.lunch_from, zone), at(day, pattern.lunch_to, zone))
    while start + length <= end:
        if lunch is not None and lunch.overlaps(start, start + length):
            # The afternoon begins when lunch is over, whatever the morning's rhythm.
            start, lunch = lunch.ends_at, None
            continue
        yield Span(start, start + length)
        start += length + pause


def first_overlap(spans: Iterable[Span]) -> tuple[Span, Span] | None:
    """The first two of ``spans`` that overlap; None if no two do."""
    ordered = sorted(spans)
    return next((pair for pair in pairwise(ordered) if pair[0].ends_at > pair[1].starts_at), None)
