"""What a delegate was told of each of their meetings, release by release.

A slot that a release uses keeps its hours for ever, so that the releases are the whole history.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass

from vimeet.meetings.models import Meeting, Plan
from vimeet.registration.models import Delegate, Delegation


@dataclass
class Told:
    """One meeting as a delegate was last told of it."""

    # The row of the last release that holds it, with slot, place, both sides and attendees.
    meeting: Meeting
    counterpart: Delegation
    first_told_at: dt.datetime
    changed_at: dt.datetime
    # How often it changed since it was first told, taking away and bringing back included.
    revision: int
    cancelled: bool


@dataclass
class _Track:
    """A meeting's way through the releases."""

    held: tuple[int, int, frozenset[int]] | None
    meeting: int
    first_told_at: dt.datetime
    changed_at: dt.datetime
    revision: int = 0


def told_meetings(delegate: Delegate, request_id: int | None = None) -> list[Told]:
    """Every meeting ``delegate`` was ever told of, in order of time; cancelled ones marked.

    ``request_id`` narrows it to one. ``delegate`` comes with its delegation and event.
    """
    tracks = _tracks(delegate, request_id)
    meetings = (
        Meeting.objects.select_related("slot", "place", "request__asker", "request__asked")
        .prefetch_related("attendees")
        .in_bulk([track.meeting for track in tracks])
    )
    found = []
    for track in tracks:
        meeting = meetings[track.meeting]
        request = meeting.request
        mine = request.asker_id == delegate.delegation_id
        found.append(
            Told(
                meeting=meeting,
                counterpart=request.asked if mine else request.asker,
                first_told_at=track.first_told_at,
                changed_at=track.changed_at,
                revision=track.revision,
                cancelled=track.held is None,
            )
        )
    return sorted(found, key=lambda told: (told.meeting.slot.starts_at, told.meeting.pk))


def _tracks(delegate: Delegate, request_id: int | None) -> list[_Track]:
    event = delegate.delegation.event
    released = Plan.objects.of_event(event).filter(state=Plan.State.RELEASED).order_by("number")
    mine = Meeting.objects.filter(attendees=delegate, plan__in=released)
    if request_id is not None:
        mine = mine.filter(request=request_id)
    people: dict[int, set[int]] = defaultdict(set)
    attendance = Meeting.attendees.through.objects.filter(meeting__in=mine)
    for meeting, person in attendance.values_list("meeting_id", "delegate_id"):
        people[meeting].add(person)
    rows: dict[int, dict[int, tuple[int, int, int]]] = defaultdict(dict)
    for pk, plan, request, slot, place in mine.order_by().values_list(
        "pk", "plan_id", "request_id", "slot_id", "place_id"
    ):
        rows[plan][request] = (pk, slot, place)

    tracks: dict[int, _Track] = {}
    for plan, at in released.values_list("pk", "released_at"):
        held_now = rows[plan]
        for request, (pk, slot, place) in held_now.items():
            held = (slot, place, frozenset(people[pk]))
            track = tracks.setdefault(request, _Track(held, pk, at, at))
            track.meeting = pk
            if track.held != held:
                track.held, track.changed_at = held, at
                track.revision += 1
        for request, track in tracks.items():
            if request not in held_now and track.held is not None:
                track.held, track.changed_at = None, at
                track.revision += 1
    return list(tracks.values())
