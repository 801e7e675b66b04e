"""A draft changed by hand: what holds afterwards, by the planner's own checker."""

from __future__ import annotations

import datetime as dt

import pytest

from scheduler.checker import broken_rules
from scheduler.reading import problem_from_json
from tests.factories import World
from tests.meetings.plans import make_draft
from vimeet.audit.models import Entry
from vimeet.meetings.models import Plan, Request, Run
from vimeet.meetings.selectors.editing import candidates, editing
from vimeet.meetings.services.edits import EditError, hold_meeting, lock_meeting, take_out
from vimeet.meetings.services.execution import execute_run
from vimeet.meetings.services.judging import _as_held, _rows
from vimeet.meetings.services.problems import build_problem
from vimeet.meetings.services.releases import release_plan
from vimeet.meetings.services.runs import RunRefusedError, start_run
from vimeet.meetings.services.unavailability import add_unavailability

pytestmark = pytest.mark.django_db


def hold(plan: Plan, request: Request, slot, **kwargs: object):
    people = kwargs.pop("people", None) or [side[0] for side in candidates(request)]
    return hold_meeting(plan=plan, request=request, slot=slot, people=people, actor=None, **kwargs)


def faults(plan: Plan) -> list[str]:
    held = _as_held(_rows(plan), build_problem(plan.event))
    assert held is not None
    return broken_rules(*held)


def test_whatever_is_offered_holds_and_the_rest_is_refused(world: World):
    """Each slot of each request is tried: what the page offers, the checker accepts."""
    world.event.max_in_a_row = 2
    world.event.save()
    _acme, brio = world.delegations[:2]
    add_unavailability(
        delegate=brio.delegates.get(),
        starts_at=world.slots[3].starts_at,
        ends_at=world.slots[3].ends_at,
        actor=None,
    )
    world.places[0].closed_slots.add(world.slots[2])
    plan = make_draft(world, {world.requests[0]: (0, 0), world.requests[1]: (1, 0)})
    assert faults(plan) == []
    offered = refused = 0
    for request in world.requests[:3]:
        for choice in editing(plan, request).choices:
            if choice.place is None:
                assert choice.why
                with pytest.raises(EditError, match=choice.why.split("%")[0][:20]):
                    hold(plan, request, choice.slot)
                refused += 1
            else:
                hold(plan, request, choice.slot)
                assert faults(plan) == [], choice
                offered += 1
    assert offered >= 3
    assert refused >= 3


def test_every_refusal_names_what_stands_in_the_way(world: World):
    acme_brio, cobalt_acme, dynamo_brio = world.requests[:3]
    _acme, brio, _cobalt, dynamo = world.delegations
    hall, stand = world.places
    # Three at once would need a third seat in the hall; Acme's stand is no place for the others.
    plan = make_draft(world, {acme_brio: (0, 1), cobalt_acme: (1, 0)})
    why = {c.slot.pk: c.why for c in editing(plan, dynamo_brio).choices}
    assert why[world.slots[0].pk] == "P0 Brio meets Acme."
    assert why[world.slots[1].pk] == ""
    with pytest.raises(EditError, match="No meeting of these two can be held at this place"):
        hold(plan, dynamo_brio, world.slots[1], place=stand)
    hall.capacity = 1
    hall.save()
    why = {c.slot.pk: c.why for c in editing(plan, dynamo_brio).choices}
    assert why[world.slots[1].pk] == "No place is left."
    why = {c.slot.pk: c.why for c in editing(plan, dynamo_brio, place=hall).choices}
    assert why[world.slots[1].pk] == "Hall is taken: Cobalt → Acme."
    hall.capacity = 2
    hall.save()
    for request in (acme_brio, cobalt_acme):
        plan.meetings.filter(request=request).update(slot=world.slots[2], place=hall)
    others = plan.meetings.exclude(request=dynamo_brio)
    for meeting in others:  # two meetings of others fill the hall, whoever attends
        meeting.attendees.set([])
    why = {c.slot.pk: c.why for c in editing(plan, dynamo_brio, place=hall).choices}
    assert why[world.slots[2].pk] == "Hall is full."
    hall.closed_slots.add(world.slots[2])
    why = {c.slot.pk: c.why for c in editing(plan, dynamo_brio, place=hall).choices}
    assert why[world.slots[2].pk] == "Hall is closed."
    start, end = world.slots[3].starts_at, world.slots[3].ends_at
    add_unavailability(
        delegate=dynamo.delegates.get(), starts_at=start, ends_at=end, actor=None, away=False
    )
    why = {c.slot.pk: c.why for c in editing(plan, dynamo_brio).choices}
    assert why[world.slots[3].pk] == "P0 Dynamo takes no meeting then."
    brio.max_meetings = 1
    brio.save()
    dynamo_brio.refresh_from_db()
    now = editing(plan, Request.objects.get(pk=dynamo_brio.pk))
    assert now.refusal == "Brio has its only meeting already."
    assert now.spent == [brio]
    Request.objects.filter(pk=dynamo_brio.pk).update(state=Request.State.WITHDRAWN)
    with pytest.raises(EditError, match="not accepted"):
        hold(plan, dynamo_brio, world.slots[1])


def test_figures_follow_and_only_what_is_proven_stays_so(world: World):
    run = start_run(event=world.event, actor=None, time_limit=5)
    execute_run(run.pk)
    plan = Plan.objects.get(run=run)
    assert plan.proven
    before = {row.level: (row.value, row.bound) for row in plan.levels.all()}
    lightest = world.requests[2]
    at = plan.meetings.get(request=lightest)
    people = [at.attendees.get(delegation=side) for side in (lightest.asker, lightest.asked)]

    take_out(plan=plan, request=lightest, actor=world.organiser_user)
    plan.refresh_from_db()
    after = {row.level: (row.value, row.bound) for row in plan.levels.all()}
    assert after["weight"] == (before["weight"][0] - 2, before["weight"][1])
    assert after["fairness"][0] > before["fairness"][0]
    assert after["fairness"][1] is None, "with less weight a fairer plan may exist"
    assert (plan.proven, plan.edited_at is not None) == (False, True)
    left_out = plan.unplaced.get()
    assert (left_out.request, left_out.reason_code) == (lightest, "by_hand")

    hold(plan, lightest, at.slot, people=people, place=at.place)
    plan.refresh_from_db()
    assert plan.levels.get(level="weight").value == before["weight"][0]
    assert not plan.unplaced.exists()
    traced = Entry.objects.filter(action__startswith="plan.meeting").order_by("pk")
    assert [entry.action for entry in traced] == ["plan.meeting_removed", "plan.meeting_added"]
    assert faults(plan) == []


def test_a_request_accepted_since_the_run_is_placed_and_nothing_is_said_to_be_proven(world: World):
    run = start_run(event=world.event, actor=None, time_limit=5)
    execute_run(run.pk)
    plan = Plan.objects.get(run=run)
    new = world.requests[3]
    Request.objects.filter(pk=new.pk).update(state=Request.State.ACCEPTED)
    new.refresh_from_db()
    slot = next(c.slot for c in editing(plan, new).choices if c.place)
    hold(plan, new, slot)
    plan.refresh_from_db()
    assert plan.levels.get(level="weight").value == 10 + new.weight
    assert {row.bound for row in plan.levels.all()} == {None}
    assert not plan.proven


def test_a_locked_meeting_stays_in_the_next_run(world: World):
    acme_brio = world.requests[0]
    second = world.delegates[1]
    plan = make_draft(world, {acme_brio: (3, 0)})
    hold(plan, acme_brio, world.slots[3], people=[second, world.delegations[1].delegates.get()])
    lock_meeting(plan=plan, request=acme_brio, locked=True, actor=None)
    release_plan(plan=plan, actor=None)
    for number in (2, 3):  # from what is in force, then from the draft that it became
        run = start_run(event=world.event, actor=None, time_limit=5)
        execute_run(run.pk)
        run.refresh_from_db()
        assert run.state == Run.State.FINISHED, run.error
        draft = Plan.objects.get(run=run)
        assert draft.number == number
        meeting = draft.meetings.get(request=acme_brio)
        assert (meeting.slot, meeting.place) == (world.slots[3], world.places[0])
        assert second in meeting.attendees.all()
        assert draft.meetings.filter(locked=True).get() == meeting
    lock_meeting(plan=draft, request=acme_brio, locked=False, actor=None)
    assert "fixed" not in str(build_problem(world.event))


def test_a_lock_that_can_not_be_kept_is_named_before_the_run(world: World):
    plan = make_draft(world, {world.requests[0]: (0, 0)})
    lock_meeting(plan=plan, request=world.requests[0], locked=True, actor=None)
    add_unavailability(
        delegate=world.delegates[0],
        starts_at=world.slots[0].starts_at,
        ends_at=world.slots[0].ends_at,
        actor=None,
    )
    with pytest.raises(RunRefusedError, match=r"Acme → Brio is locked at .*09:00, Hall"):
        start_run(event=world.event, actor=None)
    assert problem_from_json(build_problem(world.event)), "it is left out of what is asked"


def test_whom_the_request_does_not_name_is_named_when_sent(world: World):
    request, (first, second) = world.requests[0], world.delegates[:2]
    request.asker_delegates.add(first)
    plan = make_draft(world, {request: (0, 0)})
    other = world.delegations[1].delegates.get()
    hold(plan, request, world.slots[1], people=[second, other])
    assert list(request.asker_delegates.order_by("pk")) == [first, second]
    with pytest.raises(EditError, match="one person of each side"):
        hold(plan, request, world.slots[1], people=[other, second])


def test_only_a_draft_is_edited_and_what_must_be_placed_stays(world: World):
    request = world.requests[0]
    plan = make_draft(world, {request: (0, 0)})
    Request.objects.filter(pk=request.pk).update(must=True)
    with pytest.raises(EditError, match="must be placed"):
        take_out(plan=plan, request=request, actor=None)
    release_plan(plan=plan, actor=None)
    with pytest.raises(EditError, match="Version 1 is released"):
        hold(plan, request, world.slots[1])
    lock_meeting(plan=plan, request=request, locked=True, actor=None)
    assert plan.meetings.get().locked, "a lock changes nobody's agenda"
    with pytest.raises(EditError, match="no longer in the plan"):
        lock_meeting(plan=plan, request=world.requests[1], locked=True, actor=None)


def test_what_is_over_is_not_offered(world: World, time_machine):
    plan = make_draft(world, {world.requests[0]: (2, 0)})
    time_machine.move_to(world.slots[1].ends_at + dt.timedelta(seconds=1), tick=False)
    offered = [bool(c.place) for c in editing(plan, world.requests[0]).choices]
    assert offered == [False, False, True, True]
