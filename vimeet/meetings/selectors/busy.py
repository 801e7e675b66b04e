"""When people can't meet, whatever the reason: blocked times and sessions of the programme."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from vimeet.meetings.models import Meeting, Plan, Unavailability
from vimeet.programme.models import ReleasedSession
from vimeet.programme.selectors.sessions import DelegateSession, sessions_of_delegates
from vimeet.programme.selectors.versions import Differences, sessions_in_force

if TYPE_CHECKING:
    from vimeet.events.models import Event, Slot
    from vimeet.registration.models import Delegate


@dataclass(frozen=True)
class Busy:
    """A span in which a delegate takes no meeting. ``session`` None: they blocked it."""

    starts_at: dt.datetime
    ends_at: dt.datetime
    # Not even on the spot: such a slot never counts as waiting.
    away: bool
    session: DelegateSession | None = None

    def touches(self, starts_at: dt.datetime, ends_at: dt.datetime) -> bool:
        """Whether it has time in common with a span; touching ends is not overlapping."""
        return self.starts_at < ends_at and starts_at < self.ends_at


def busy_spans(event: Event, people: Iterable[Delegate] | None = None) -> dict[int, list[Busy]]:
    """The spans in which the delegates of ``event`` can't meet, by the delegate's number.

    Sessions are those of the programme in force in which they are registered or speak. Who waits
    for a place can meet. ``people``: only theirs are read.
    """
    spans: dict[int, list[Busy]] = defaultdict(list)
    blocks = Unavailability.objects.of_event(event)
    if people is None:
        sessions = sessions_of_delegates(event)
    else:
        few = list(people)
        blocks = blocks.filter(delegate__in=few)
        sessions = {pk: s for one in few for pk, s in sessions_of_delegates(event, one).items()}
    for block in blocks:
        spans[block.delegate_id].append(Busy(block.starts_at, block.ends_at, block.away))
    for delegate_id, theirs in sessions.items():
        spans[delegate_id] += [Busy(s.starts_at, s.ends_at, True, s) for s in theirs]
    return dict(spans)


def slots_with_sessions(event: Event, slots: Iterable[Slot]) -> dict[int, set[int]]:
    """The numbers of ``slots`` in which each place (by number) holds a session of the programme."""
    listed = list(slots)
    taken: dict[int, set[int]] = defaultdict(set)
    for session in sessions_in_force(event):
        taken[session.place_id] |= {
            slot.pk for slot in listed if session.overlaps(slot.starts_at, slot.ends_at)
        }
    return dict(taken)


@dataclass(frozen=True)
class Conflict:
    """What a delegate has at the time of a session: a meeting, or a time they blocked."""

    starts_at: dt.datetime
    ends_at: dt.datetime
    meeting: Meeting | None = None
    block: Unavailability | None = None

    @property
    def key(self) -> str:
        """Names it in a form, so that a new one is not overlooked."""
        return f"m{self.meeting.request_id}" if self.meeting else f"b{self.block and self.block.pk}"


def session_conflicts(
    delegate: Delegate, sessions: Iterable[ReleasedSession], *, with_plan: bool = True
) -> dict[int, list[Conflict]]:
    """What of the delegate's meetings (as released) and blocked times each session lies over.

    By the session's key, in order of time; sessions that lie over nothing are left out. Each
    meeting has ``counterpart``, the other delegation. ``with_plan`` False: as if nothing were
    released, for participants of an event that keeps its agendas back.
    """
    spans = [Conflict(b.starts_at, b.ends_at, block=b) for b in delegate.unavailabilities.all()]
    if with_plan:
        spans += _meetings_of(delegate)
    spans.sort(key=lambda span: span.starts_at)
    found = {
        session.session_id: [s for s in spans if session.overlaps(s.starts_at, s.ends_at)]
        for session in sessions
    }
    return {key: conflicts for key, conflicts in found.items() if conflicts}


def _meetings_of(delegate: Delegate) -> Iterable[Conflict]:
    meetings = Meeting.objects.filter(
        plan=_in_force(delegate.delegation.event), attendees=delegate
    ).select_related("slot", "place", "request__asker", "request__asked")
    for meeting in meetings:
        request = meeting.request
        ours = request.asker_id == delegate.delegation_id
        meeting.counterpart = request.asked if ours else request.asker
        yield Conflict(meeting.slot.starts_at, meeting.slot.ends_at, meeting=meeting)


def _in_force(event: Event) -> Plan | None:
    plan: Plan | None = (
        Plan.objects.of_event(event).filter(state=Plan.State.RELEASED).order_by("-number").first()
    )
    return plan


def meetings_under(event: Event, changes: Differences) -> list[tuple[Delegate, Meeting]]:
    """Meetings in force over which a release of the programme would put somebody's session.

    They stay as told until the next plan, which leaves these people free then. Who only waits for a
    place can meet.
    """
    plan = _in_force(event)
    people = {one.delegate.pk: one.attends for one in changes.told if one.delegate}
    meetings = (
        Meeting.objects.filter(plan=plan, attendees__in=people)
        .select_related("slot", "place", "request__asker", "request__asked")
        .prefetch_related("attendees")
        .distinct()
    )
    return [
        (delegate, meeting)
        for meeting in meetings
        for delegate in meeting.attendees.all()
        if delegate.pk in people
        and any(
            session.starts_at < meeting.slot.ends_at and meeting.slot.starts_at < session.ends_at
            for session in people[delegate.pk]
        )
    ]
