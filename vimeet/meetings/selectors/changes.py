"""What releasing a plan would change: meetings, people's agendas, and the messages it sends."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from django.db.models import QuerySet

from vimeet.events.models import Event
from vimeet.meetings.models import Meeting, Plan
from vimeet.meetings.selectors.stale import Stale, attendees_of, stale_meetings
from vimeet.registration.models import Delegate


class Held(NamedTuple):
    """All that people see of a meeting, in numbers: a plan may hold tens of thousands."""

    slot: int
    place: int
    attendees: frozenset[int]


class Row(NamedTuple):
    """A meeting's number and how it is held."""

    pk: int
    held: Held


# More rows than this are not named one by one to the database: all are read then.
NAMED_AT_MOST = 5000

KINDS = ("new", "moved", "place_only", "people_only", "cancelled")


@dataclass(frozen=True)
class Change:
    """A meeting before and after: None where it is not held."""

    before: Meeting | None
    after: Meeting | None


@dataclass
class Differences:
    """What separates a plan from the release that people know (``since``; None: nothing yet).

    ``counts``: how many there are of each kind, and of ``stale``, where the lists are shortened.
    """

    since: Plan | None
    new: list[Change] = field(default_factory=list)
    moved: list[Change] = field(default_factory=list)
    place_only: list[Change] = field(default_factory=list)
    people_only: list[Change] = field(default_factory=list)
    cancelled: list[Change] = field(default_factory=list)
    # Meetings of the plan that can't be held any more: a release leaves them out.
    stale: list[tuple[Meeting, Stale]] = field(default_factory=list)
    affected: list[Delegate] = field(default_factory=list)
    counts: dict[str, int] = field(default_factory=dict)

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
    return list(shown_meetings(plan.meetings.all()))


def meetings_with(plan: Plan, people: Iterable[Delegate]) -> list[Meeting]:
    """The plan's meetings that ``people`` attend, in order of time, with all that is shown.

    Where these are a great many, all meetings come.
    """
    pks = [person.pk for person in people]
    if len(pks) > NAMED_AT_MOST:
        return meetings_in(plan)
    attended = Meeting.attendees.through.objects.filter(meeting__plan=plan, delegate__in=pks)
    return list(shown_meetings(plan.meetings.filter(pk__in=attended.values("meeting"))))


def shown_meetings(meetings: QuerySet[Meeting]) -> QuerySet[Meeting]:
    """``meetings`` in order of time, with all that is shown of them."""
    return (
        meetings.select_related("slot", "place", "request__asker", "request__asked")
        .prefetch_related("attendees__delegation")
        .order_by("slot__starts_at", "place__name", "pk")
    )


def differences(
    plan: Plan, *, leave_out_stale: bool = True, most: int | None = None
) -> Differences:
    """What a release of ``plan`` would change, compared with the event's current release.

    ``leave_out_stale`` False: what can't be held any more counts as held all the same, for a
    change of one meeting that is not to touch the others. ``most``: list no more of each kind
    (``counts`` has all), for a page.
    """
    since = current_release(plan.event)
    if since == plan:
        return Differences(since=since)
    former = _rows(since) if since else {}
    planned = _rows(plan)
    reasons = stale_meetings(plan.event, plan.meetings.order_by()) if leave_out_stale else {}
    coming = {request: row for request, row in planned.items() if row.pk not in reasons}

    changed: dict[str, list[tuple[Row | None, Row | None]]] = {kind: [] for kind in KINDS}
    for request, after in coming.items():
        before = former.get(request)
        if kind := _kind(before, after):
            changed[kind].append((before, after))
    changed["cancelled"] = [(row, None) for key, row in former.items() if key not in coming]
    stale = [row.pk for row in planned.values() if row.pk in reasons]

    found = Differences(
        since=since,
        affected=_affected(former, coming),
        counts={kind: len(rows) for kind, rows in changed.items()} | {"stale": len(stale)},
    )
    listed = {kind: rows[:most] for kind, rows in changed.items()}
    rows = (row for pairs in listed.values() for pair in pairs for row in pair if row)
    wanted = {*stale[:most], *(row.pk for row in rows)}
    meetings = Meeting.objects.filter(plan__in=[p for p in (since, plan) if p])
    if len(wanted) <= NAMED_AT_MOST:
        meetings = meetings.filter(pk__in=wanted)
    by_pk = {meeting.pk: meeting for meeting in shown_meetings(meetings)}
    for kind, pairs in listed.items():
        changes = [
            Change(before and by_pk[before.pk], after and by_pk[after.pk])
            for before, after in pairs
        ]
        setattr(found, kind, changes)
    found.stale = [(by_pk[pk], reasons[pk]) for pk in stale[:most]]
    return found


def _rows(plan: Plan) -> dict[int, Row]:
    """The plan's meetings by their requests' numbers, in order of time."""
    people: dict[int, list[int]] = defaultdict(list)
    for meeting, delegate in attendees_of(plan.meetings.order_by(), "delegate_id"):
        people[meeting].append(delegate)
    columns = ("pk", "request", "slot", "place")
    ordered = plan.meetings.order_by("slot__starts_at", "place__name", "pk")
    return {
        request: Row(pk, Held(slot, place, frozenset(people[pk])))
        for pk, request, slot, place in ordered.values_list(*columns)
    }


def _kind(before: Row | None, after: Row) -> str:
    """How a meeting that is held differs from before; empty: in nothing."""
    if before is None:
        return "new"
    if before.held.slot != after.held.slot:
        return "moved"
    if before.held.place != after.held.place:
        return "place_only"
    return "people_only" if before.held != after.held else ""


def _affected(former: Mapping[int, Row], coming: Mapping[int, Row]) -> list[Delegate]:
    """The delegates whose agenda differs, by name."""
    people: set[int] = set()
    for request in former.keys() | coming.keys():
        before, after = former.get(request), coming.get(request)
        if before is None or after is None or before.held != after.held:
            people.update(*(row.held.attendees for row in (before, after) if row))
    changed = Delegate.objects.select_related("delegation").in_bulk(people)
    return sorted(changed.values(), key=lambda d: (d.last_name, d.first_name, d.pk))
