"""Telling people: a draft becomes a release, or an earlier version is released again."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from vimeet.audit.services import record
from vimeet.core import live
from vimeet.events.phases import agendas_are_out
from vimeet.meetings.models import LevelResult, Meeting, Plan, UnplacedRequest
from vimeet.meetings.selectors.changes import Differences, current_release, differences
from vimeet.meetings.selectors.stale import Stale
from vimeet.meetings.services.drafts import copy_meetings, next_plan_number
from vimeet.meetings.services.locks import hold_event
from vimeet.meetings.services.release_messages import write_release_messages
from vimeet.meetings.services.unseen import note_unseen

if TYPE_CHECKING:
    from vimeet.accounts.models import User
    from vimeet.events.models import Event

# A reason beside the planner's: the meeting could not be held any more when it was released.
DROPPED = "dropped"


class ReleaseError(Exception):
    """This version can't be released. The text is meant for the person who tried."""


@transaction.atomic
def release_plan(*, plan: Plan, actor: User | None) -> Plan:
    """Release the event's draft: freeze it, and tell everyone whose agenda differs.

    Meetings that can't be held any more (a request withdrawn since the run, a delegate called
    away …) are left out; the draft's page says which before it asks. Releasing what is released
    already changes nothing and tells nobody.

    Raises ReleaseError if the draft has been discarded in favour of a newer version.
    """
    event = hold_event(plan.event)
    plan = Plan.objects.select_related("event__organiser").get(pk=plan.pk)
    if plan.state == Plan.State.RELEASED:
        return plan
    if plan.state == Plan.State.DISCARDED:
        raise ReleaseError(
            _("Version %(number)d has been replaced by a newer one.") % {"number": plan.number}
        )
    current = current_release(event)
    if current is not None and current.number > plan.number:
        # Meetings were moved or cancelled one by one since the draft was made: a release is in
        # force by having the greatest number.
        plan.number = next_plan_number(event)
    changes = differences(plan)
    _drop_stale(plan, changes)
    _freeze(plan, changes, actor)
    record(
        action="plan.released",
        obj=plan,
        actor=actor,
        event=event,
        changes=_counts(changes),
    )
    return plan


@transaction.atomic
def rollback_to(*, plan: Plan, actor: User | None) -> Plan:
    """Release an earlier version again, under a new number.

    An open draft is discarded: it was made to follow what is now taken back. Where people were
    told exactly this already, the current release is the answer and nothing happens, so that a
    second press of the button is harmless.

    Raises ReleaseError if ``plan`` was never released.
    """
    event = hold_event(plan.event)
    plan = Plan.objects.select_related("event__organiser").get(pk=plan.pk)
    if plan.state != Plan.State.RELEASED:
        raise ReleaseError(_("Version %(number)d was never released.") % {"number": plan.number})
    current = current_release(event)
    if current is not None and not differences(plan).any:
        return current
    for draft in Plan.objects.of_event(event).filter(state=Plan.State.DRAFT):
        draft.state = Plan.State.DISCARDED
        draft.save(update_fields=["state"])
        record(action="plan.discarded", obj=draft, actor=actor, event=event)
    copy = Plan.objects.create(event=plan.event, number=next_plan_number(event), proven=plan.proven)
    copy_meetings(plan, copy)
    _copy_results(plan, copy)
    changes = differences(copy)
    _drop_stale(copy, changes)
    _freeze(copy, changes, actor)
    record(
        action="plan.rolled_back",
        obj=copy,
        actor=actor,
        event=event,
        changes={"version": [current.number if current else None, plan.number]} | _counts(changes),
    )
    return copy


def release_edited(*, event: Event, edit: Callable[[Plan], None], actor: User | None) -> Plan:
    """Release the current release again under a new number, changed by ``edit``.

    For a change of single meetings: nothing else is looked at again, and an open draft stays as
    it is. In the caller's transaction, which holds the event and records what was changed. Raises
    ReleaseError if nothing was released yet.
    """
    current = current_release(event)
    if current is None:
        raise ReleaseError(_("Nothing has been released yet."))
    copy = Plan.objects.create(event=event, number=next_plan_number(event))
    copy_meetings(current, copy)
    _copy_unplaced(current, copy)
    edit(copy)
    _freeze(copy, differences(copy, leave_out_stale=False), actor)
    return copy


def release_without(*, meeting: Meeting, actor: User | None) -> Plan:
    """Release the current release again without ``meeting``, which is one of it.

    In the caller's transaction, which holds the event and has seen to the meeting's request.
    """
    event = meeting.plan.event

    def edit(plan: Plan) -> None:
        plan.meetings.filter(request=meeting.request_id).delete()

    plan = release_edited(event=event, edit=edit, actor=actor)
    record(
        action="meeting.cancelled",
        obj=meeting.request,
        actor=actor,
        event=event,
        changes={
            "start": [meeting.slot.starts_at.isoformat(), None],
            "version": [meeting.plan.number, plan.number],
        },
    )
    return plan


def _drop_stale(plan: Plan, changes: Differences) -> None:
    """Take out what can't be held; requests that still stand are then unplaced."""
    if not changes.stale:
        return
    plan.meetings.filter(pk__in=[meeting.pk for meeting, _reason in changes.stale]).delete()
    UnplacedRequest.objects.bulk_create(
        UnplacedRequest(
            plan=plan,
            request_id=meeting.request_id,
            reason_code=DROPPED,
            reason={"why": reason.value},
        )
        for meeting, reason in changes.stale
        if reason != Stale.WITHDRAWN
    )
    # What was proven of the whole is not proven of what is left.
    plan.proven = False


def _freeze(plan: Plan, changes: Differences, actor: User | None) -> None:
    """Make ``plan`` the release, write the messages, and push to open pages after commit.

    While the event keeps its agendas back, nothing is new to anybody but the organiser.
    """
    plan.state = Plan.State.RELEASED
    plan.released_at = timezone.now()
    plan.released_by = actor
    plan.save(update_fields=["number", "state", "released_at", "released_by", "proven"])
    if agendas_are_out(plan.event):
        note_unseen(changes)
    write_release_messages(plan, changes)
    transaction.on_commit(lambda: _push(plan, changes), robust=True)


def _push(plan: Plan, changes: Differences) -> None:
    message = {"type": "agenda.changed", "plan": plan.number}
    for delegate in changes.affected if agendas_are_out(plan.event) else ():
        live.publish(live.agenda_group(delegate.pk), message)
    live.publish(live.runs_group(plan.event_id), message)


def _copy_results(source: Plan, target: Plan) -> None:
    LevelResult.objects.bulk_create(
        LevelResult(plan=target, rank=row.rank, level=row.level, value=row.value, bound=row.bound)
        for row in source.levels.all()
    )
    _copy_unplaced(source, target)


def _copy_unplaced(source: Plan, target: Plan) -> None:
    UnplacedRequest.objects.bulk_create(
        UnplacedRequest(
            plan=target,
            request_id=row.request_id,
            reason_code=row.reason_code,
            reason=row.reason,
            remedies=row.remedies,
        )
        for row in source.unplaced.all()
    )


def _counts(changes: Differences) -> dict[str, list[int | None]]:
    """The differences in numbers, for the audit trail."""
    return {
        name: [None, len(getattr(changes, name))]
        for name in ("new", "moved", "place_only", "people_only", "cancelled", "stale", "affected")
    }
