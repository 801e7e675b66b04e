"""A delegate's agenda: what the latest release tells them, day by day.

The released plan with the greatest number is what people were told; the released plan before it
is what the marks (“moved”, “new”, “cancelled”) compare with. However long the agenda, reading it
takes the same number of queries.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import ClassVar

from django.utils import timezone

from vimeet.events.models import Event, Place, Slot
from vimeet.meetings.models import Meeting, Plan, Unavailability
from vimeet.registration.models import Delegate, Delegation


class Phase(StrEnum):
    """How an item stands to the present moment."""

    DONE = "done"
    NOW = "now"
    NEXT = "next"
    LATER = "later"


class Change(StrEnum):
    """How a meeting differs from the release before."""

    NEW = "new"
    MOVED = "moved"
    PLACE = "place"


@dataclass(kw_only=True)
class Item:
    """One line of an agenda. ``kind`` tells templates which of the four it is."""

    kind: ClassVar[str]
    starts_at: dt.datetime
    ends_at: dt.datetime
    phase: Phase = Phase.LATER


@dataclass(kw_only=True)
class MeetingItem(Item):
    """A meeting: with whom, where, and what changed since the release before."""

    kind = "meeting"
    counterpart: Delegation
    people: list[Delegate]
    place: Place
    change: Change | None = None
    # Where it was told to be before: its start if moved, its place if only that differs.
    moved_from: dt.datetime | None = None
    former_place: Place | None = None


@dataclass(kw_only=True)
class FreeItem(Item):
    """A slot in which the delegate could meet somebody."""

    kind = "free"


@dataclass(kw_only=True)
class BlockItem(Item):
    """A span the delegate takes no meeting in."""

    kind = "block"
    unavailability: Unavailability


@dataclass(kw_only=True)
class DroppedItem(Item):
    """A meeting of the release before that is no more; it stands where it was."""

    kind = "dropped"
    counterpart: Delegation


@dataclass(kw_only=True)
class Day:
    """One day of an agenda, in order of time."""

    date: dt.date
    items: list[Item]

    @property
    def meetings(self) -> int:
        """How many meetings the day has."""
        return sum(item.kind == "meeting" for item in self.items)


@dataclass(kw_only=True)
class Agenda:
    """All days of a delegate. ``plan`` is None before the first release."""

    delegate: Delegate
    plan: Plan | None
    days: list[Day]

    def day(self, date: dt.date | None) -> Day | None:
        """The day of ``date``, else the first; None if the event has no slots."""
        return next((day for day in self.days if day.date == date), next(iter(self.days), None))


def released_plans(event: Event) -> list[Plan]:
    """The latest release and the one before it, as far as there are any."""
    released = Plan.objects.of_event(event).filter(state=Plan.State.RELEASED)
    return list(released.order_by("-number")[:2])


def agenda_of(delegate: Delegate, now: dt.datetime | None = None) -> Agenda:
    """The agenda of ``delegate`` as it stands, its items marked as of ``now`` (None: this moment).

    ``delegate`` comes with its delegation and event.
    """
    event = delegate.delegation.event
    now = now or timezone.now()
    plans = released_plans(event)
    meetings = _meetings_of(delegate, plans)
    told = meetings[plans[0].pk] if plans else {}
    before = meetings[plans[1].pk] if len(plans) > 1 else None
    slots = list(Slot.objects.of_event(event))
    blocked = list(delegate.unavailabilities.all())

    items: list[Item] = [_meeting_item(delegate, m, before) for m in told.values()]
    items += [_dropped_item(delegate, m) for pk, m in (before or {}).items() if pk not in told]
    items += _block_items(blocked, slots, event)
    items += _free_items(slots, items, blocked)
    items.sort(key=lambda item: (item.starts_at, item.kind == "dropped", item.ends_at))
    _mark_phases(items, now, event)
    return Agenda(delegate=delegate, plan=plans[0] if plans else None, days=_by_day(items, event))


def _meetings_of(delegate: Delegate, plans: list[Plan]) -> dict[int, dict[int, Meeting]]:
    """The delegate's meetings by plan and request."""
    found: dict[int, dict[int, Meeting]] = {plan.pk: {} for plan in plans}
    if plans:
        for meeting in (
            Meeting.objects.filter(plan__in=plans, attendees=delegate)
            .select_related("slot", "place", "request__asker", "request__asked")
            .prefetch_related("attendees")
        ):
            found[meeting.plan_id][meeting.request_id] = meeting
    return found


def _counterpart(delegate: Delegate, meeting: Meeting) -> Delegation:
    request = meeting.request
    return request.asked if request.asker_id == delegate.delegation_id else request.asker


def _meeting_item(
    delegate: Delegate, meeting: Meeting, before: dict[int, Meeting] | None
) -> MeetingItem:
    counterpart = _counterpart(delegate, meeting)
    item = MeetingItem(
        starts_at=meeting.slot.starts_at,
        ends_at=meeting.slot.ends_at,
        counterpart=counterpart,
        people=[d for d in meeting.attendees.all() if d.delegation_id == counterpart.pk],
        place=meeting.place,
    )
    if before is None:
        return item
    former = before.get(meeting.request_id)
    if former is None:
        item.change = Change.NEW
    elif former.slot_id != meeting.slot_id:
        item.change, item.moved_from = Change.MOVED, former.slot.starts_at
    elif former.place_id != meeting.place_id:
        item.change, item.former_place = Change.PLACE, former.place
    return item


def _dropped_item(delegate: Delegate, meeting: Meeting) -> DroppedItem:
    return DroppedItem(
        starts_at=meeting.slot.starts_at,
        ends_at=meeting.slot.ends_at,
        counterpart=_counterpart(delegate, meeting),
    )


def _block_items(
    blocked: Iterable[Unavailability], slots: list[Slot], event: Event
) -> Iterable[BlockItem]:
    """Each blocked span, cut to each day's meeting hours it touches."""
    hours: dict[dt.date, tuple[dt.datetime, dt.datetime]] = {}
    for slot in slots:
        date = slot.starts_at.astimezone(event.zone).date()
        first = hours[date][0] if date in hours else slot.starts_at
        hours[date] = (first, slot.ends_at)
    for span in blocked:
        for first, last in hours.values():
            starts_at, ends_at = max(span.starts_at, first), min(span.ends_at, last)
            if starts_at < ends_at:
                yield BlockItem(starts_at=starts_at, ends_at=ends_at, unavailability=span)


def _free_items(
    slots: list[Slot], items: list[Item], blocked: list[Unavailability]
) -> list[FreeItem]:
    """The slots that hold no meeting, neither now nor before, and touch no blocked span."""
    met = {item.starts_at for item in items if item.kind in ("meeting", "dropped")}
    return [
        FreeItem(starts_at=slot.starts_at, ends_at=slot.ends_at)
        for slot in slots
        if slot.starts_at not in met
        and not any(b.starts_at < slot.ends_at and slot.starts_at < b.ends_at for b in blocked)
    ]


def _mark_phases(items: list[Item], now: dt.datetime, event: Event) -> None:
    """Mark what is over, what is on, and, if nothing is, what comes next today."""
    for item in items:
        if item.ends_at <= now:
            item.phase = Phase.DONE
        elif item.starts_at <= now:
            item.phase = Phase.NOW
    ahead = next((item for item in items if item.starts_at > now), None)
    if (
        ahead
        and ahead.starts_at.astimezone(event.zone).date() == now.astimezone(event.zone).date()
        and not any(item.phase == Phase.NOW for item in items)
    ):
        ahead.phase = Phase.NEXT


def _by_day(items: list[Item], event: Event) -> list[Day]:
    days: dict[dt.date, Day] = {}
    for item in items:
        date = item.starts_at.astimezone(event.zone).date()
        days.setdefault(date, Day(date=date, items=[])).items.append(item)
    return [days[date] for date in sorted(days)]
