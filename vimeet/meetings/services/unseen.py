"""Which changes a delegate has not looked at yet."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass

from django.db import transaction

from vimeet.meetings.models import Meeting, UnseenChange
from vimeet.meetings.selectors.changes import Change, Differences
from vimeet.registration.models import Delegate


@dataclass(frozen=True)
class _Known:
    """A meeting as one of its people knows it."""

    slot: int
    place: int
    people: list[int]


def note_unseen(changes: Differences) -> None:
    """Mark what a release changes for each person, in the caller's transaction.

    A change of what is unseen already still compares with what the person knew; one that leads
    back to it takes the mark away. A first release marks nothing.
    """
    if changes.since is None:
        return
    everything = [
        *changes.new,
        *changes.moved,
        *changes.place_only,
        *changes.people_only,
        *changes.cancelled,
    ]
    steps = [step for change in everything for step in _steps(change)]
    marks = {
        (mark.delegate_id, mark.request_id): mark
        for mark in UnseenChange.objects.filter(request__in={request for _, request, *_ in steps})
    }
    made, moved, settled = [], [], []
    for delegate, request, before, after in steps:
        mark = marks.get((delegate, request))
        if mark is None:
            mark = UnseenChange(delegate_id=delegate, request_id=request)
            made.append(mark)
            if before is not None:
                mark.slot_id, mark.place_id = before.slot, before.place
                mark.people, mark.told_slot_id = before.people, before.slot
        elif after is not None and after == _as_known(mark):
            settled.append(mark.pk)
        else:
            moved.append(mark)
        if after is not None:
            mark.told_slot_id = after.slot
    UnseenChange.objects.filter(pk__in=settled).delete()
    UnseenChange.objects.bulk_update(moved, ["told_slot"])
    UnseenChange.objects.bulk_create(made)


@transaction.atomic
def mark_seen(*, delegate: Delegate, requests: Collection[int]) -> None:
    """The delegate has seen what changed in these requests' meetings.

    Leaves no entry in the audit trail: it is what somebody looked at, not what they did.
    """
    delegate.unseen_changes.filter(request__in=requests).delete()


def _steps(change: Change) -> Iterator[tuple[int, int, _Known | None, _Known | None]]:
    """Delegate, request, before and after, for each person to whom the change is one."""
    before, after = _by_person(change.before), _by_person(change.after)
    meeting = change.after or change.before
    for delegate in before.keys() | after.keys():
        known, told = before.get(delegate), after.get(delegate)
        if meeting is not None and known != told:
            yield delegate, meeting.request_id, known, told


def _by_person(meeting: Meeting | None) -> dict[int, _Known]:
    if meeting is None:
        return {}
    people = sorted(person.pk for person in meeting.attendees.all())
    known = _Known(meeting.slot_id, meeting.place_id, people)
    return dict.fromkeys(people, known)


def _as_known(mark: UnseenChange) -> _Known | None:
    if mark.slot_id is None or mark.place_id is None:
        return None
    return _Known(mark.slot_id, mark.place_id, mark.people)
