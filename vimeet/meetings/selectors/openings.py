"""Where a released meeting could be moved to: slots in which all of its people are free."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection

from django.db.models import Count, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from vimeet.events.models import Event, Place, Slot
from vimeet.meetings.models import Meeting
from vimeet.meetings.selectors.agenda_rules import agenda_rules, notice
from vimeet.meetings.selectors.busy import busy_spans, slots_with_sessions
from vimeet.meetings.selectors.plannable import owner_of, usable_places


def openings(meeting: Meeting, after: dt.datetime) -> dict[Slot, Place]:
    """The slots that begin after ``after`` to which ``meeting`` could move, each with its place.

    Its people have no other meeting, session or blocked time then, and none gets more meetings in a
    row than the event allows. It keeps its place where that is open and has room, else goes to a
    stand of one of the two sides, else to any place with room.
    """
    event = meeting.plan.event
    attendees = list(meeting.attendees.all())
    people = {person.pk for person in attendees}
    others = Meeting.objects.filter(plan=meeting.plan).exclude(pk=meeting.pk)
    taken = set(others.filter(attendees__in=people).values_list("slot_id", flat=True))
    spans = [span for theirs in busy_spans(event, attendees).values() for span in theirs]
    slots = list(Slot.objects.of_event(event))
    sides = {meeting.request.asker_id, meeting.request.asked_id}
    room = Room(event, sides, slots, others, preferred=meeting.place_id)
    rows = Rows(event, slots, others.filter(attendees__in=people), people)
    found = {}
    for slot in slots:
        if slot.starts_at <= after or slot.pk in taken or slot.pk == meeting.slot_id:
            continue
        if any(span.touches(slot.starts_at, slot.ends_at) for span in spans):
            continue
        place = room.place_in(slot)
        if place is not None and rows.allow(slot):
            found[slot] = place
    return found


def openings_for_participants(meeting: Meeting) -> dict[Slot, Place]:
    """The same as participants may choose: no later than the organiser wants to know of it."""
    return openings(meeting, timezone.now() + notice(agenda_rules(meeting.plan.event)))


def why_taken(meeting: Meeting, slot: Slot) -> str:
    """Why ``meeting`` can't move to ``slot``; whose session it is stays between them and us."""
    in_session = any(
        span.session is not None and span.touches(slot.starts_at, slot.ends_at)
        for theirs in busy_spans(meeting.plan.event, meeting.attendees.all()).values()
        for span in theirs
    )
    if in_session:
        return _(
            "Somebody who attends is in a session of the programme then. "
            "Please choose another slot."
        )
    return _("This slot is no longer free for both sides. Please choose another one.")


class Room:
    """Which places have room for a meeting of ``sides``, in order of preference.

    ``others``: the other meetings. ``preferred``: the place to stay at if it can.
    """

    def __init__(
        self,
        event: Event,
        sides: Collection[int],
        slots: list[Slot],
        others: QuerySet[Meeting],
        *,
        preferred: int | None = None,
    ) -> None:
        self.places = sorted(
            usable_places(event, sides),
            key=lambda place: (place.pk != preferred, owner_of(place) is None, place.pk),
        )
        held = others.order_by().values_list("slot", "place").annotate(n=Count("pk"))
        self.held: dict[tuple[int, int], int] = {
            (slot, place): n for slot, place, n in held.filter(place__in=self.places)
        }
        sessions = slots_with_sessions(event, slots)
        self.closed = {
            place.pk: {slot.pk for slot in place.closed_slots.all()} | sessions.get(place.pk, set())
            for place in self.places
        }

    def is_closed(self, place: Place, slot: Slot) -> bool:
        """Whether the place is closed in ``slot``, or holds a session of the programme."""
        return slot.pk in self.closed[place.pk]

    def is_full(self, place: Place, slot: Slot) -> bool:
        """Whether other meetings fill the place in ``slot``."""
        return self.held.get((slot.pk, place.pk), 0) >= place.capacity

    def place_in(self, slot: Slot) -> Place | None:
        """The best place with room in ``slot``."""
        for place in self.places:
            if not self.is_full(place, slot) and not self.is_closed(place, slot):
                return place
        return None


class Rows:
    """Whether a slot would give somebody more meetings in a row than the event allows.

    Slots follow one another within a local day, whatever the pause between them. ``others``: the
    other meetings of ``people``.
    """

    def __init__(
        self, event: Event, slots: list[Slot], others: QuerySet[Meeting], people: Collection[int]
    ) -> None:
        self.most = event.max_in_a_row
        days: dict[dt.date, list[int]] = defaultdict(list)
        for slot in slots:
            days[slot.starts_at.astimezone(event.zone).date()].append(slot.pk)
        self.days = list(days.values())
        self.busy: dict[int, set[int]] = {person: set() for person in people}
        if self.most is not None:
            attendance = Meeting.attendees.through.objects.filter(
                meeting__in=others, delegate__in=people
            )
            for person, slot_id in attendance.values_list("delegate_id", "meeting__slot_id"):
                self.busy[person].add(slot_id)

    def allow(self, slot: Slot) -> bool:
        """Whether everybody may have a meeting in ``slot`` as well."""
        return not self.too_long(slot)

    def too_long(self, slot: Slot) -> list[int]:
        """Who would have too many meetings in a row with one in ``slot``."""
        if self.most is None:
            return []
        return [
            person
            for person, busy in self.busy.items()
            if self._longest(busy | {slot.pk}) > self.most
        ]

    def _longest(self, busy: set[int]) -> int:
        longest = 0
        for day in self.days:
            row = 0
            for slot in day:
                row = row + 1 if slot in busy else 0
                longest = max(longest, row)
        return longest
