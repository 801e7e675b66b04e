"""A draft changed by hand: a meeting added, moved, taken out, locked; each checked at once.

A draft is edited under the event's lock, like everything that happens to its versions: what the
page offered is looked at again, and who comes second is told.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from vimeet.audit.services import record
from vimeet.events.models import Event, Place, Slot
from vimeet.meetings.models import Meeting, Plan, Request, UnplacedRequest
from vimeet.meetings.selectors.changes import current_release
from vimeet.meetings.selectors.editing import candidates, editing, meeting_of
from vimeet.meetings.services.attendance import name_delegates
from vimeet.meetings.services.judging import judge_again
from vimeet.meetings.services.locks import hold_event, hold_people, locked_request
from vimeet.registration.models import Delegate

if TYPE_CHECKING:
    from vimeet.accounts.models import User

# A reason beside the planner's: somebody took the meeting out of the draft.
BY_HAND = "by_hand"


class EditError(Exception):
    """A change that can't be made. The text is meant for the person who tried."""


@transaction.atomic
def hold_meeting(
    *,
    plan: Plan,
    request: Request,
    slot: Slot,
    people: Sequence[Delegate],
    place: Place | None = None,
    actor: User | None,
) -> Meeting:
    """Hold ``request`` in ``slot``: it is added to the draft, or moved in it.

    ``people``: who attends, one of each side; whom the request doesn't name is named from now on.
    ``place`` None: the best one with room.

    Raises EditError, which says why, if the draft as it now stands has no room for it.
    """
    event, plan = _held_draft(plan)
    # Before the request, and all who might be named: see ``locks``.
    hold_people(person for side in candidates(request) for person in side)
    request = locked_request(request)
    _check_people(request, people)
    now = editing(plan, request, people=people, place=place)
    choice = next((choice for choice in now.choices if choice.slot == slot), None)
    if choice is None or choice.place is None:
        raise EditError(choice.why if choice else _("This slot is no more."))
    _name(request, people, actor)
    meeting = now.meeting
    before = _spot(meeting) if meeting else [None, None, None]
    if meeting is None:
        meeting = Meeting.objects.create(plan=plan, request=request, slot=slot, place=choice.place)
        UnplacedRequest.objects.filter(plan=plan, request=request).delete()
    else:
        meeting.slot, meeting.place = slot, choice.place
        meeting.save(update_fields=["slot", "place"])
    meeting.attendees.set(people)
    after = _spot(meeting)
    if before != after:
        _note(
            plan,
            "plan.meeting_moved" if now.meeting else "plan.meeting_added",
            request,
            actor,
            event,
            {
                key: [old, new]
                for key, old, new in zip(("start", "place", "people"), before, after, strict=True)
                if old != new
            },
        )
    return meeting


@transaction.atomic
def take_out(*, plan: Plan, request: Request, actor: User | None) -> None:
    """Take a meeting out of the draft; its request is then left out, by hand.

    Raises EditError if the request must be placed. One that is out already stays so.
    """
    event, plan = _held_draft(plan)
    request = locked_request(request)
    meeting = meeting_of(plan, request)
    if meeting is None:
        return
    if request.must and request.state == Request.State.ACCEPTED:
        raise EditError(
            _("This request must be placed. Change that on the request before you take it out.")
        )
    before = _spot(meeting)
    meeting.delete()
    UnplacedRequest.objects.create(plan=plan, request=request, reason_code=BY_HAND)
    _note(
        plan,
        "plan.meeting_removed",
        request,
        actor,
        event,
        {"start": [before[0], None], "place": [before[1], None]},
    )


@transaction.atomic
def lock_meeting(*, plan: Plan, request: Request, locked: bool, actor: User | None) -> None:
    """Lock a meeting where it is, or let the next run move it again.

    In a draft, or in what is in force: a lock changes nobody's agenda. Raises EditError elsewhere,
    and if the plan doesn't hold the request.
    """
    event = hold_event(plan.event)
    plan = Plan.objects.select_related("event").get(pk=plan.pk)
    if plan.state != Plan.State.DRAFT and plan != current_release(event):
        raise EditError(_replaced(plan))
    changed = plan.meetings.filter(request=request).exclude(locked=locked).update(locked=locked)
    if changed:
        action = "plan.meeting_locked" if locked else "plan.meeting_unlocked"
        record(action=action, obj=request, actor=actor, event=event)
    elif not plan.meetings.filter(request=request).exists():
        raise EditError(_("This meeting is no longer in the plan."))


def _held_draft(plan: Plan) -> tuple[Event, Plan]:
    """The event, held, and the draft as it now is."""
    event = hold_event(plan.event)
    plan = Plan.objects.select_related("event__organiser", "run").get(pk=plan.pk)
    if plan.state != Plan.State.DRAFT:
        raise EditError(_replaced(plan))
    return event, plan


def _replaced(plan: Plan) -> str:
    if plan.state == Plan.State.RELEASED:
        return _("Version %(number)d is released: it doesn't change any more.") % {
            "number": plan.number
        }
    return _("Version %(number)d has been replaced by a newer one.") % {"number": plan.number}


def _check_people(request: Request, people: Sequence[Delegate]) -> None:
    """One of each side, in this order."""
    sides = candidates(request)
    if len(people) != len(sides) or any(
        person not in side for person, side in zip(people, sides, strict=True)
    ):
        raise EditError(_("Choose one person of each side."))


def _name(request: Request, people: Sequence[Delegate], actor: User | None) -> None:
    """Name those who attend, where the request names others only."""
    wider = {}
    for side, person in zip((Request.Side.ASKER, Request.Side.ASKED), people, strict=True):
        named = list(getattr(request, f"{side.value}_delegates").all())
        if named and person not in named:
            wider[side.value] = [*named, person]
    if wider:
        name_delegates(request=request, people=wider, actor=actor, staff=True)


def _spot(meeting: Meeting) -> list[str | None]:
    """What people see of a meeting, for the audit trail."""
    people = sorted(person.name for person in meeting.attendees.all())
    return [meeting.slot.starts_at.isoformat(), meeting.place.name, ", ".join(people)]


def _note(
    plan: Plan,
    action: str,
    request: Request,
    actor: User | None,
    event: Event,
    changes: dict[str, list[str | None]],
) -> None:
    """Record it, and see how good the draft is now."""
    plan.edited_at = timezone.now()
    plan.save(update_fields=["edited_at"])
    record(
        action=action,
        obj=request,
        actor=actor,
        event=event,
        changes={"version": [None, plan.number]} | changes,
    )
    judge_again(plan)
