"""A draft changed by hand: where one request could be held as the draft stands, or why not."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from vimeet.events.models import Place, Slot
from vimeet.meetings.models import Meeting, Plan, Request
from vimeet.meetings.selectors.busy import Busy, busy_spans
from vimeet.meetings.selectors.openings import Room, Rows
from vimeet.registration.models import Delegate, Delegation

if TYPE_CHECKING:
    from vimeet.events.models import Event


@dataclass(frozen=True)
class Choice:
    """One slot for a request. ``place``: where it would be held; None: it can't be, and why."""

    slot: Slot
    place: Place | None
    why: str = ""
    # Where the draft holds it.
    held: bool = False


@dataclass(frozen=True)
class Editing:
    """What can be done by hand with a request of a draft."""

    request: Request
    meeting: Meeting | None
    people: tuple[Delegate, ...]
    places: list[Place]
    # A reason against every slot ("" if there is none), and whose credits it is about.
    refusal: str
    spent: list[Delegation]
    choices: list[Choice]


def candidates(request: Request) -> list[list[Delegate]]:
    """Who may attend for each side: those named first, then the others of the delegation."""
    sides = []
    for side, named in (
        (request.asker, request.asker_delegates.all()),
        (request.asked, request.asked_delegates.all()),
    ):
        chosen = {delegate.pk for delegate in named}
        everyone = list(side.delegates.order_by("pk"))
        sides.append(sorted(everyone, key=lambda person: person.pk not in chosen))
    return sides


def meeting_of(plan: Plan, request: Request) -> Meeting | None:
    """Where ``plan`` holds the request, if it does."""
    meeting: Meeting | None = (
        plan.meetings.filter(request=request)
        .select_related("slot", "place", "plan__event")
        .prefetch_related("attendees")
        .first()
    )
    return meeting


def default_people(request: Request, meeting: Meeting | None) -> tuple[Delegate, ...]:
    """Who attends if nothing else is said: as the draft has it, else the first of each side."""
    attend = {person.pk for person in meeting.attendees.all()} if meeting else set()
    return tuple(
        next((person for person in side if person.pk in attend), side[0])
        for side in candidates(request)
        if side
    )


def editing(
    plan: Plan,
    request: Request,
    *,
    people: Sequence[Delegate] | None = None,
    place: Place | None = None,
) -> Editing:
    """Where ``request`` could be held in ``plan``, by ``people`` (one of each side), at ``place``.

    ``people`` None: as in the draft. ``place`` None: where it is now if there is room, else at the
    stand of a side, else anywhere.
    """
    event = plan.event
    meeting = meeting_of(plan, request)
    attending = tuple(people) if people is not None else default_people(request, meeting)
    slots = list(Slot.objects.of_event(event))
    others = plan.meetings.exclude(request=request)
    room = Room(
        event,
        {request.asker_id, request.asked_id},
        slots,
        others,
        preferred=meeting.place_id if meeting else None,
    )
    refusal, spent = _refusal(plan, request, meeting, attending)
    if place is not None and place not in room.places:
        refusal = refusal or _("No meeting of these two can be held at this place.")
    checks = _Checks(event, plan, request, attending, slots, room, place)
    choices = []
    for slot in slots:
        held = meeting is not None and meeting.slot_id == slot.pk
        why = refusal or checks.why_not(slot)
        where = None if why else (place or room.place_in(slot))
        choices.append(Choice(slot, where, why, held))
    return Editing(request, meeting, attending, room.places, refusal, spent, choices)


def _refusal(
    plan: Plan, request: Request, meeting: Meeting | None, people: Sequence[Delegate]
) -> tuple[str, list[Delegation]]:
    """What stands against it whatever the slot."""
    if request.state != Request.State.ACCEPTED:
        return _("This request is not accepted: there is nothing to plan."), []
    if len(people) < 2:
        return _("A delegation has no delegate who could attend."), []
    if meeting is not None:
        return "", []
    spent = []
    for side in (request.asker, request.asked):
        if side.max_meetings is not None:
            held = plan.meetings.filter(request__asker=side).count()
            held += plan.meetings.filter(request__asked=side).count()
            if held >= side.max_meetings:
                spent.append(side)
    texts = [
        ngettext(
            "%(name)s has its only meeting already.",
            "%(name)s has all its %(count)d meetings already.",
            side.max_meetings or 0,
        )
        % {"name": side.name, "count": side.max_meetings}
        if side.max_meetings
        else _("%(name)s has no meeting credits.") % {"name": side.name}
        for side in spent
    ]
    return " ".join(texts), spent


class _Checks:
    """What stands against single slots, in words."""

    def __init__(
        self,
        event: Event,
        plan: Plan,
        request: Request,
        people: Sequence[Delegate],
        slots: list[Slot],
        room: Room,
        place: Place | None,
    ) -> None:
        self.people = {person.pk: person for person in people}
        self.room, self.place = room, place
        self.now = timezone.now()
        spans = busy_spans(event, people)
        self.spans = {pk: spans.get(pk, []) for pk in self.people}
        theirs = plan.meetings.exclude(request=request).filter(attendees__in=self.people)
        self.rows = Rows(event, slots, theirs, list(self.people))
        self.meets: dict[tuple[int, int], Meeting] = {}
        for meeting in theirs.select_related("request__asker", "request__asked").prefetch_related(
            "attendees"
        ):
            for person in meeting.attendees.all():
                self.meets[person.pk, meeting.slot_id] = meeting
        self.fill: dict[int, list[Meeting]] = {}
        if place is not None:
            here = plan.meetings.exclude(request=request).filter(place=place)
            for meeting in here.select_related("request__asker", "request__asked"):
                self.fill.setdefault(meeting.slot_id, []).append(meeting)

    def why_not(self, slot: Slot) -> str:
        """Why the meeting can't be held in ``slot``; "" if it can."""
        if slot.ends_at <= self.now:
            return _("This slot is over.")
        return self._busy(slot) or self._no_room(slot) or self._too_many(slot)

    def _busy(self, slot: Slot) -> str:
        for pk, person in self.people.items():
            if meeting := self.meets.get((pk, slot.pk)):
                request = meeting.request
                ours = request.asker_id == person.delegation_id
                return _("%(person)s meets %(delegation)s.") % {
                    "person": person.name,
                    "delegation": (request.asked if ours else request.asker).name,
                }
            for span in self.spans[pk]:
                if span.touches(slot.starts_at, slot.ends_at):
                    return _away(span) % {"person": person.name}
        return ""

    def _no_room(self, slot: Slot) -> str:
        if self.place is None:
            return "" if self.room.place_in(slot) else _("No place is left.")
        if self.room.is_closed(self.place, slot):
            return _("%(place)s is closed.") % {"place": self.place.name}
        if self.room.is_full(self.place, slot):
            held = self.fill.get(slot.pk, [])
            if len(held) == 1:
                return _("%(place)s is taken: %(meetings)s.") % {
                    "place": self.place.name,
                    "meetings": held[0].request,
                }
            return _("%(place)s is full.") % {"place": self.place.name}
        return ""

    def _too_many(self, slot: Slot) -> str:
        for pk in self.rows.too_long(slot):
            return ngettext(
                "%(person)s would have more than %(limit)d meeting in a row.",
                "%(person)s would have more than %(limit)d meetings in a row.",
                self.rows.most or 0,
            ) % {"person": self.people[pk].name, "limit": self.rows.most}
        return ""


def _away(span: Busy) -> str:
    if span.session is not None:
        return _("%(person)s is in a session of the programme.")
    if span.away:
        return _("%(person)s is away.")
    return _("%(person)s takes no meeting then.")


def by_day(event: Event, choices: Iterable[Choice]) -> list[list[Choice]]:
    """The choices of each local day."""
    days: dict[object, list[Choice]] = {}
    for choice in choices:
        days.setdefault(choice.slot.starts_at.astimezone(event.zone).date(), []).append(choice)
    return list(days.values())
