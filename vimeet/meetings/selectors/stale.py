"""Meetings of a plan that can no longer be held as planned, and why."""

from __future__ import annotations

from collections import defaultdict
from typing import Any, NamedTuple

from django.db.models import QuerySet, TextChoices
from django.utils.translation import gettext_lazy as _

from vimeet.events.models import Event, Place, Slot
from vimeet.meetings.models import Meeting, Request
from vimeet.meetings.selectors.busy import busy_spans, slots_with_sessions
from vimeet.meetings.selectors.plannable import owner_of, usable_places


class Stale(TextChoices):
    """Why a meeting of a plan can no longer be held as planned."""

    WITHDRAWN = "withdrawn", _("the request was withdrawn")
    NO_DELEGATE = "no_delegate", _("a side has no delegate left")
    UNAVAILABLE = "unavailable", _("a delegate has become unavailable")
    SESSION = "session", _("a delegate is in a session of the programme then")
    PLACE_CLOSED = "place_closed", _("the place has been closed")
    PLACE_LOST = "place_lost", _("these two can no longer meet at this place")
    NO_ROOM = "no_room", _("the place no longer has room for all of its meetings then")


class _Rank(NamedTuple):
    """What decides, where a place has become too small, which of its meetings go first."""

    locked: bool
    must: bool
    weight: int
    pk: int


def stale_meetings(event: Event, meetings: QuerySet[Meeting]) -> dict[int, Stale]:
    """Those of ``meetings`` that can't be held as things stand now: why, by the meeting's number.

    A run takes the event as it is when it starts; until the release requests are withdrawn,
    delegates deleted, called away or registered for a session, places closed, made smaller, given
    to somebody else. Where a place has become too small, the unlocked and lightest go first.
    """
    spans = busy_spans(event)
    slots = Slot.objects.of_event(event).in_bulk()
    taken = slots_with_sessions(event, slots.values())
    places = {place.pk: place for place in usable_places(event)}
    closed = {(pk, slot.pk) for pk, place in places.items() for slot in place.closed_slots.all()}
    people: dict[int, list[tuple[int, int]]] = defaultdict(list)
    for meeting, *who in attendees_of(meetings, "delegate_id", "delegate__delegation_id"):
        people[meeting].append((who[0], who[1]))
    stale: dict[int, Stale] = {}
    held: dict[tuple[int, int], list[_Rank]] = defaultdict(list)
    columns = ("pk", "request__state", "request__asker", "request__asked", "slot", "place")
    rank = ("locked", "request__must", "request__weight")
    for row in meetings.values_list(*columns, *rank):
        pk, state, asker, asked, slot_id, place, locked, must, weight = row
        slot = slots[slot_id]
        if state != Request.State.ACCEPTED:
            stale[pk] = Stale.WITHDRAWN
        elif not {side for _delegate, side in people[pk]} >= {asker, asked}:
            stale[pk] = Stale.NO_DELEGATE
        elif touching := [
            span
            for delegate, _side in people[pk]
            for span in spans.get(delegate, ())
            if span.touches(slot.starts_at, slot.ends_at)
        ]:
            in_session = all(span.session is not None for span in touching)
            stale[pk] = Stale.SESSION if in_session else Stale.UNAVAILABLE
        elif place not in places or not _open_to(places[place], asker, asked):
            stale[pk] = Stale.PLACE_LOST
        elif (place, slot_id) in closed or slot_id in taken.get(place, ()):
            stale[pk] = Stale.PLACE_CLOSED
        else:
            held[place, slot_id].append(_Rank(locked, must, weight, pk))
    for (place, _slot), there in held.items():
        too_many = max(len(there) - places[place].capacity, 0)
        stale |= {one.pk: Stale.NO_ROOM for one in sorted(there)[:too_many]}
    return stale


def _open_to(place: Place, *sides: int) -> bool:
    """Whether two delegations may meet there: a stand is for meetings of its owner's."""
    owner = owner_of(place)
    return owner is None or owner.pk in sides


def attendees_of(meetings: QuerySet[Meeting], *columns: str) -> QuerySet[Any, tuple[int, ...]]:
    """Who attends ``meetings``: the meeting's number and these columns."""
    rows = Meeting.attendees.through.objects.filter(meeting__in=meetings)
    return rows.values_list("meeting_id", *columns)
