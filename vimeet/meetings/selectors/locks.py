"""Meetings that the next run holds where they are."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from vimeet.meetings.models import Meeting, Plan
from vimeet.meetings.selectors.changes import current_release
from vimeet.meetings.selectors.stale import Stale, stale_meetings

if TYPE_CHECKING:
    from vimeet.events.models import Event


def base_of(event: Event) -> Plan | None:
    """The version whose locks count: the draft, else what people were told."""
    draft: Plan | None = Plan.objects.of_event(event).filter(state=Plan.State.DRAFT).first()
    return draft or current_release(event)


@dataclass(frozen=True)
class Locks:
    """Locked meetings: those that the next run holds, and those that can't be held any more.

    One whose request is no longer accepted is in neither: it merely falls away.
    """

    held: list[Meeting]
    impossible: list[tuple[Meeting, Stale]]


def locks_of(event: Event) -> Locks:
    """The locked meetings of the version whose locks count, in order of time."""
    locked = Meeting.objects.filter(plan=base_of(event), locked=True)
    meetings = list(
        locked.select_related(
            "plan__event", "slot", "place", "request__asker", "request__asked"
        ).prefetch_related("attendees")
    )
    stale = stale_meetings(event, locked) if meetings else {}
    return Locks(
        held=[meeting for meeting in meetings if meeting.pk not in stale],
        impossible=[
            (meeting, stale[meeting.pk])
            for meeting in meetings
            if stale.get(meeting.pk, Stale.WITHDRAWN) != Stale.WITHDRAWN
        ],
    )
