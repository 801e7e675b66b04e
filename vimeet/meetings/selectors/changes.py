"""What releasing a plan would change: meetings, people's agendas, and the messages it sends."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import NamedTuple

from vimeet.events.models import Event, Place
from vimeet.meetings.models import Meeting, Plan, Request, Unavailability
from vimeet.registration.models import Delegate


class Stale(StrEnum):
    """Why a meeting of a plan can no longer be held as planned."""

    WITHDRAWN = "withdrawn"
    NO_DELEGATE = "no_delegate"
    UNAVAILABLE = "unavailable"
    PLACE_CLOSED = "place_closed"


class Held(NamedTuple):
    """All that people see of a meeting."""

    slot: int
    place: int
    attendees: frozenset[int]


@dataclass(frozen=True)
class Change:
    """A meeting before and after: None where it is not held."""

    before: Meeting | None
    after: Meeting | None


@dataclass
class Differences:
    """What separates a plan from the release that people know (``since``; None: nothing yet)."""

    since: Plan | None
    new: list[Change] = field(default_factory=list)
    moved: list[Change] = field(default_factory=list)
    place_only: list[Change] = field(default_factory=list)
    people_only: list[Change] = field(default_factory=list)
    cancelled: list[Change] = field(default_factory=list)
    # Meetings of the plan that can't be held any more: a release leaves them out.
    stale: list[tuple[Meeting, Stale]] = field(default_factory=list)
    affected: list[Delegate] = field(default_factory=list)

    @property
    def any(self) -> bool:
        """Whether anything differs."""
        return bool(self.new or self.moved or self.place_only or self.people_only or self.cancelled)

    @property
    def emails(self) -> int:
        """How many e-mails a release sends."""
        return len(self.affected)

    @property
    def sms(self) -> int:
        """How many SMS a release sends."""
        return sum(bool(delegate.phone) for delegate in self.affected)


def current_release(event: Event) -> Plan | None:
    """What people were told: the released plan with the greatest number."""
    released = Plan.objects.of_event(event).filter(state=Plan.State.RELEASED)
    plan: Plan | None = released.order_by("-number").first()
    return plan


def meetings_in(plan: Plan) -> list[Meeting]:
    """The plan's meetings in order of time, with all that is shown of them."""
    return list(
        plan.meetings.select_related("slot", "place", "request__asker", "request__asked")
        .prefetch_related("attendees__delegation")
        .order_by("slot__starts_at", "place__name", "pk")
    )


def stale_meetings(event: Event, meetings: Collection[Meeting]) -> dict[int, Stale]:
    """Those of ``meetings`` that can't be held as things stand now: why, by the meeting's number.

    A run takes the event as it is when it starts; until the release requests are withdrawn,
    delegates deleted or called away, places closed.
    """
    spans: dict[int, list[Unavailability]] = defaultdict(list)
    for span in Unavailability.objects.of_event(event):
        spans[span.delegate_id].append(span)
    closed = set(
        Place.closed_slots.through.objects.filter(place__event=event).values_list(
            "place_id", "slot_id"
        )
    )
    stale: dict[int, Stale] = {}
    for meeting in meetings:
        attendees = list(meeting.attendees.all())
        sides = {attendee.delegation_id for attendee in attendees}
        request, slot = meeting.request, meeting.slot
        if request.state != Request.State.ACCEPTED:
            stale[meeting.pk] = Stale.WITHDRAWN
        elif not sides >= {request.asker_id, request.asked_id}:
            stale[meeting.pk] = Stale.NO_DELEGATE
        elif any(
            span.starts_at < slot.ends_at and slot.starts_at < span.ends_at
            for attendee in attendees
            for span in spans[attendee.pk]
        ):
            stale[meeting.pk] = Stale.UNAVAILABLE
        elif (meeting.place_id, meeting.slot_id) in closed:
            stale[meeting.pk] = Stale.PLACE_CLOSED
    return stale


def differences(plan: Plan) -> Differences:
    """What a release of ``plan`` would change, compared with the event's current release."""
    since = current_release(plan.event)
    if since == plan:
        return Differences(since=since)
    former = {m.request_id: m for m in meetings_in(since)} if since else {}
    planned = meetings_in(plan)
    reasons = stale_meetings(plan.event, planned)
    coming = {m.request_id: m for m in planned if m.pk not in reasons}

    found = Differences(since=since, stale=[(m, reasons[m.pk]) for m in planned if m.pk in reasons])
    for request_id, after in coming.items():
        before = former.get(request_id)
        _sort_in(found, before, after)
    found.cancelled = [Change(m, None) for pk, m in former.items() if pk not in coming]
    found.affected = _affected(former, coming)
    return found


def _sort_in(found: Differences, before: Meeting | None, after: Meeting) -> None:
    change = Change(before, after)
    if before is None:
        found.new.append(change)
    elif before.slot_id != after.slot_id:
        found.moved.append(change)
    elif before.place_id != after.place_id:
        found.place_only.append(change)
    elif _held(before) != _held(after):
        found.people_only.append(change)


def _held(meeting: Meeting) -> Held:
    return Held(meeting.slot_id, meeting.place_id, frozenset(d.pk for d in meeting.attendees.all()))


def _affected(former: Mapping[int, Meeting], coming: Mapping[int, Meeting]) -> list[Delegate]:
    """The delegates whose agenda differs, by name."""
    people: dict[int, Delegate] = {}
    agendas: list[dict[int, dict[int, Held]]] = []
    for meetings in (former, coming):
        agenda: dict[int, dict[int, Held]] = defaultdict(dict)
        for request_id, meeting in meetings.items():
            for delegate in meeting.attendees.all():
                people[delegate.pk] = delegate
                agenda[delegate.pk][request_id] = _held(meeting)
        agendas.append(agenda)
    before, after = agendas
    changed = [d for pk, d in people.items() if before.get(pk) != after.get(pk)]
    return sorted(changed, key=lambda d: (d.last_name, d.first_name, d.pk))
