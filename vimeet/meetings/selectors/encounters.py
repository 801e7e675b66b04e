"""One meeting as one of its people sees it, with what they keep and say about it."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from vimeet.events.models import Event, Place
from vimeet.meetings.models import (
    ChangeWish,
    Meeting,
    MeetingMessage,
    MeetingReport,
    Request,
    UnseenChange,
)
from vimeet.meetings.selectors.agendas import Change, change_of, unseen_changes
from vimeet.meetings.selectors.changes import current_release
from vimeet.meetings.selectors.history import Told, told_meetings
from vimeet.registration.models import Delegate, Delegation


@dataclass(kw_only=True)
class Encounter:
    """A meeting of ``delegate``, from the release they were told of last."""

    delegate: Delegate
    told: Told
    unseen: UnseenChange | None
    note: str
    report: MeetingReport | None
    wish: ChangeWish | None
    messages: list[MeetingMessage]

    @property
    def meeting(self) -> Meeting:
        """The row of the release, with slot, place, request and attendees."""
        return self.told.meeting

    @property
    def request(self) -> Request:
        """The request that the meeting is held for."""
        request: Request = self.told.meeting.request
        return request

    @property
    def counterpart(self) -> Delegation:
        """The other side."""
        return self.told.counterpart

    @property
    def people(self) -> list[Delegate]:
        """Who of the other side attends."""
        attendees = self.meeting.attendees.all()
        return [d for d in attendees if d.delegation_id == self.counterpart.pk]

    @property
    def colleagues(self) -> list[Delegate]:
        """Who of one's own side attends as well."""
        mine = self.delegate
        attendees = self.meeting.attendees.all()
        return [d for d in attendees if d.delegation_id == mine.delegation_id and d != mine]

    @property
    def cancelled(self) -> bool:
        """Whether the last release no longer holds it."""
        return self.told.cancelled

    @property
    def change(self) -> Change | None:
        """How it differs from what the delegate knew before."""
        return None if self.cancelled else change_of(self.meeting, self.unseen)

    @property
    def former_place(self) -> Place | None:
        """Where it was, if only the place changed."""
        at = self.unseen
        return at.place if at is not None and self.change == Change.PLACE else None

    @property
    def moved_from(self) -> dt.datetime | None:
        """When it was, if it moved."""
        at = self.unseen
        if at is None or at.slot is None or self.change != Change.MOVED:
            return None
        return at.slot.starts_at

    def has_begun(self, now: dt.datetime) -> bool:
        """Whether it began, as planned, before ``now``."""
        return self.meeting.slot.starts_at <= now


def encounter_of(delegate: Delegate, request_id: int) -> Encounter | None:
    """The meeting of ``delegate`` for this request; None if they were never told of one.

    ``delegate`` comes with their delegation, event and organiser.
    """
    told = next(iter(told_meetings(delegate, request_id)), None)
    if told is None:
        return None
    note = delegate.meeting_notes.filter(request=request_id).first()
    # What the two sides write to each other is for those who still meet.
    messages = MeetingMessage.objects.filter(request=request_id)
    if told.cancelled:
        messages = messages.filter(delegate=delegate)
    return Encounter(
        delegate=delegate,
        told=told,
        unseen=unseen_changes(delegate).get(request_id),
        note=note.text if note else "",
        report=delegate.meeting_reports.filter(request=request_id).first(),
        wish=_wish(delegate, request_id),
        messages=list(messages.select_related("delegate__delegation")),
    )


def _wish(delegate: Delegate, request_id: int) -> ChangeWish | None:
    """The wish that waits, whoever's it is; else the last one of ``delegate``'s own."""
    wishes = ChangeWish.objects.filter(request=request_id).select_related("slot", "delegate")
    found: ChangeWish | None = (
        wishes.filter(state=ChangeWish.State.OPEN).first()
        or wishes.filter(delegate=delegate).first()
    )
    return found


def open_wishes(event: Event) -> list[ChangeWish]:
    """The wishes that wait for the organiser's decision, oldest first.

    Each has ``held``, the slot that the meeting is in now; None: it is no longer planned.
    """
    found = (
        ChangeWish.objects.of_event(event)
        .filter(state=ChangeWish.State.OPEN)
        .select_related("slot", "delegate__delegation", "request__asker", "request__asked")
        .order_by("created_at", "pk")
    )
    meetings = Meeting.objects.filter(
        plan=current_release(event), request__in=[wish.request_id for wish in found]
    )
    held = {m.request_id: m.slot for m in meetings.select_related("slot")}
    for wish in found:
        wish.held = held.get(wish.request_id)
    return list(found)
