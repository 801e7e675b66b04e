"""Reading plans: versions, figures, meetings by delegation and by slot.

A plan may hold tens of thousands of meetings: those of one page are read, never all.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from statistics import median
from typing import TYPE_CHECKING

from django.db.models import Count, Q, QuerySet

from vimeet.events.models import Slot
from vimeet.meetings.models import Meeting, Plan
from vimeet.meetings.selectors.changes import shown_meetings
from vimeet.meetings.selectors.levels import LevelRow, levels_of_plan
from vimeet.registration.models import Delegation

if TYPE_CHECKING:
    from vimeet.events.models import Event


@dataclass(frozen=True)
class Satisfaction:
    """How many of its possible meetings a delegation gets."""

    delegation: Delegation
    placed: int
    # The smaller of its credits and its requests.
    possible: int

    @property
    def percent(self) -> float:
        """Placed of possible, 0 to 100."""
        return 100 * self.placed / self.possible if self.possible else 100.0


@dataclass(frozen=True)
class Figures:
    """A plan in numbers."""

    placed: int
    requests: int
    weight: LevelRow | None
    median_percent: float | None
    least: Satisfaction | None
    # Delegations below the number of meetings they were promised.
    promised_missed: int
    # Free slots between two meetings of a day, per delegate with a meeting.
    waiting: float | None

    @property
    def percent(self) -> float:
        """Placed of all requests, 0 to 100."""
        return 100 * self.placed / self.requests if self.requests else 0.0


@dataclass(frozen=True)
class DelegationMeetings:
    """One delegation's part of a plan."""

    satisfaction: Satisfaction
    meetings: list[tuple[Meeting, Delegation]]

    @property
    def delegation(self) -> Delegation:
        """Whose part it is."""
        return self.satisfaction.delegation


@dataclass(frozen=True)
class SlotCount:
    """One slot of a plan."""

    slot: Slot
    meetings: int


def versions_of(event: Event) -> QuerySet[Plan]:
    """All versions but the discarded, newest first, with ``meeting_count``."""
    plans: QuerySet[Plan] = Plan.objects.of_event(event)
    return (
        plans.exclude(state=Plan.State.DISCARDED)
        .select_related("released_by", "run")
        .annotate(meeting_count=Count("meetings"))
        .order_by("-number")
    )


def draft_of(event: Event) -> Plan | None:
    """The event's draft, if there is one."""
    draft: Plan | None = Plan.objects.of_event(event).filter(state=Plan.State.DRAFT).first()
    return draft


def satisfactions(plan: Plan) -> list[Satisfaction]:
    """How each delegation with a request fares in a plan, worst first."""
    placed: Counter[int] = Counter()
    asked: Counter[int] = Counter()
    for pair in plan.meetings.order_by().values_list("request__asker_id", "request__asked_id"):
        placed.update(pair)
    asked.update(placed)
    for pair in plan.unplaced.values_list("request__asker_id", "request__asked_id"):
        asked.update(pair)
    delegations = Delegation.objects.of_event(plan.event).in_bulk(asked)
    found = [
        Satisfaction(
            delegation=delegation,
            placed=placed[pk],
            possible=_possible(delegation, asked[pk], placed[pk]),
        )
        for pk, delegation in delegations.items()
    ]
    return sorted(found, key=lambda s: (s.percent, s.delegation.name))


def _possible(delegation: Delegation, asked: int, placed: int) -> int:
    """Credits may have been cut since the run: a plan is never more than all of it."""
    if delegation.max_meetings is None:
        return asked
    return max(placed, min(asked, delegation.max_meetings))


def figures_of(plan: Plan, rows: Collection[Satisfaction] | None = None) -> Figures:
    """A plan in numbers. ``rows``: its satisfactions, where the caller has them already."""
    rows = satisfactions(plan) if rows is None else rows
    counted = [row for row in rows if row.possible]
    levels = {row.level: row for row in levels_of_plan(plan)}
    placed = plan.meetings.count()
    people = plan.meetings.values("attendees").distinct().count()
    waiting = levels.get("waiting")
    return Figures(
        placed=placed,
        requests=placed + plan.unplaced.count(),
        weight=levels.get("weight"),
        median_percent=median(row.percent for row in counted) if counted else None,
        least=min(counted, key=lambda row: row.percent) if counted else None,
        promised_missed=sum(
            row.placed < min(row.delegation.min_meetings, row.possible) for row in rows
        ),
        waiting=waiting.value / people
        if waiting and waiting.value is not None and people
        else None,
    )


def named(rows: Iterable[Satisfaction], query: str = "") -> list[Satisfaction]:
    """Those of ``rows`` whose delegation's name contains ``query``, by name."""
    wanted = query.strip().casefold()
    return sorted(
        (row for row in rows if wanted in row.delegation.name.casefold()),
        key=lambda row: row.delegation.name.casefold(),
    )


def by_delegation(plan: Plan, rows: Iterable[Satisfaction]) -> list[DelegationMeetings]:
    """The plan's meetings under each of these delegations; no others are read."""
    listed = list(rows)
    ours = [row.delegation.pk for row in listed]
    meetings = shown_meetings(
        plan.meetings.filter(Q(request__asker__in=ours) | Q(request__asked__in=ours))
    )
    grouped: dict[int, list[tuple[Meeting, Delegation]]] = defaultdict(list)
    for meeting in meetings:
        request = meeting.request
        grouped[request.asker_id].append((meeting, request.asked))
        grouped[request.asked_id].append((meeting, request.asker))
    return [DelegationMeetings(row, grouped[row.delegation.pk]) for row in listed]


def by_slot(plan: Plan) -> list[SlotCount]:
    """Each slot of the event in order of time, with how many meetings the plan holds in it."""
    counts = dict(plan.meetings.order_by().values_list("slot").annotate(n=Count("pk")))
    return [SlotCount(slot, counts.get(slot.pk, 0)) for slot in Slot.objects.of_event(plan.event)]
