"""One released meeting as organisers and staff change it: where to, and whom that tells."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby
from typing import NamedTuple

from django.utils import timezone

from vimeet.events.models import Event, Place, Slot
from vimeet.meetings.models import Meeting, Request
from vimeet.meetings.selectors.meetings import released_meeting_of
from vimeet.meetings.selectors.openings import openings
from vimeet.meetings.selectors.telling import telling


class Opening(NamedTuple):
    """Where a meeting could be held instead."""

    slot: Slot
    place: Place


@dataclass(frozen=True)
class Amending:
    """A meeting of the release in force. ``days``: the openings of each local day."""

    meeting: Meeting
    begun: bool
    days: list[list[Opening]]
    # How many messages a change sends, in words.
    told: str


def amending(request: Request) -> Amending | None:
    """What can be changed of the meeting of ``request``; None: the release doesn't hold it."""
    meeting = released_meeting_of(request)
    if meeting is None:
        return None
    event, now = meeting.plan.event, timezone.now()
    begun = meeting.slot.starts_at <= now
    found = [] if begun else [Opening(*opening) for opening in openings(meeting, now).items()]
    days = groupby(found, key=lambda one: one.slot.starts_at.astimezone(event.zone).date())
    return Amending(
        meeting=meeting,
        begun=begun,
        days=[list(openings_of_day) for _day, openings_of_day in days],
        told=telling(event, meeting.attendees.all()),
    )


def slot_named(event: Event, key: str) -> Slot | None:
    """The slot of ``event`` that a form names; None: it names none."""
    found: Slot | None = (
        Slot.objects.of_event(event).filter(pk=int(key)).first() if key.isdecimal() else None
    )
    return found
