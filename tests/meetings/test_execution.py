"""Runs with the real planner as a child process."""

from __future__ import annotations

import pytest
from django.utils import timezone

from vimeet.meetings.models import Meeting, Plan, Run, Unavailability
from vimeet.meetings.selectors.runs import conflict_of, error_text
from vimeet.meetings.services import execution
from vimeet.meetings.services.execution import execute_run
from vimeet.meetings.services.runs import start_run, stop_run

pytestmark = pytest.mark.django_db
State = Run.State

# On a busy machine the planner's start alone may take seconds; it ends as soon as all is proven.
AMPLE = 120


@pytest.fixture
def run(world) -> Run:
    return start_run(event=world.event, actor=world.organiser_user, time_limit=AMPLE)


def test_a_run_becomes_a_draft(world, run):
    execute_run(run.pk)
    run.refresh_from_db()
    assert (run.state, run.error, run.placed) == (State.FINISHED, "", 3)
    plan = Plan.objects.get()
    assert (plan.state, plan.number, plan.proven, plan.run) == (Plan.State.DRAFT, 1, True, run)
    assert {m.request for m in Meeting.objects.all()} == set(world.requests[:3])
    for meeting in Meeting.objects.all():
        sides = {attendee.delegation for attendee in meeting.attendees.all()}
        assert sides == {meeting.request.asker, meeting.request.asked}
    assert [(level.level, level.value, level.bound) for level in plan.levels.all()][:1] == [
        ("weight", 10, 10)
    ]
    assert run.points.filter(level="weight", value=10, placed=3).exists()


def test_what_is_left_out_has_its_reason_in_codes(world):
    brio = world.delegations[1]
    brio.max_meetings = 1
    brio.save()
    world.delegations[2].delegates.all().delete()
    execute_run(start_run(event=world.event, actor=None, time_limit=AMPLE).pk)
    rows = {row.request: row for row in Plan.objects.get().unplaced.all()}
    assert set(rows) == {world.requests[1], world.requests[2]}
    assert rows[world.requests[1]].reason_code == "no_delegate"
    credits_spent = rows[world.requests[2]]
    assert credits_spent.reason_code == "credits"
    assert credits_spent.reason["delegations"][0]["id"] == str(brio.pk)
    assert credits_spent.remedies[0]["code"] == "more_credits"


def test_a_new_draft_replaces_the_old_one(world, run):
    execute_run(run.pk)
    execute_run(start_run(event=world.event, actor=None, time_limit=AMPLE).pk)
    states = list(Plan.objects.order_by("number").values_list("number", "state"))
    assert states == [(1, Plan.State.DISCARDED), (2, Plan.State.DRAFT)]


def test_a_slot_deleted_meanwhile_takes_its_meetings_along(world, run):
    used = world.slots[0]
    # Everyone is free in this slot only, so that its meetings are known beforehand.
    for delegate in world.delegates:
        Unavailability.objects.create(
            delegate=delegate, starts_at=used.ends_at, ends_at=world.slots[-1].ends_at
        )
    Run.objects.all().delete()
    run = start_run(event=world.event, actor=None, time_limit=AMPLE)
    used.delete()
    execute_run(run.pk)
    run.refresh_from_db()
    assert run.state == State.FINISHED
    assert not Meeting.objects.exists()


def test_stop_and_keep_makes_a_draft_of_the_best_so_far(world, run, monkeypatch):
    stop_as_soon_as_it_runs(run, keep=True, monkeypatch=monkeypatch, after_progress=True)
    execute_run(run.pk)
    run.refresh_from_db()
    assert run.state == State.FINISHED
    assert Plan.objects.get().state == Plan.State.DRAFT


def test_stop_throws_the_result_away(world, run, monkeypatch):
    stop_as_soon_as_it_runs(run, keep=False, monkeypatch=monkeypatch)
    execute_run(run.pk)
    run.refresh_from_db()
    assert (run.state, run.error) == (State.CANCELLED, "")
    assert not Plan.objects.exists()


def stop_as_soon_as_it_runs(run, *, keep, monkeypatch, after_progress=False) -> None:
    """Have somebody press the button in the middle of the run."""
    look = execution._Supervision._look

    def look_and_press(self, child):
        if not self.stopping and (self.level or not after_progress):
            stop_run(run=run, keep=keep, actor=None)
        look(self, child)

    monkeypatch.setattr(execution._Supervision, "_look", look_and_press)


def test_a_problem_without_a_plan_names_what_can_not_hold_together(world):
    slot = world.slots[0]
    for request in (world.requests[0], world.requests[2]):
        request.must = True
        request.save()
    Unavailability.objects.create(
        delegate=world.delegates[2], starts_at=slot.ends_at, ends_at=world.slots[-1].ends_at
    )
    run = start_run(event=world.event, actor=None, time_limit=AMPLE)
    execute_run(run.pk)
    run.refresh_from_db()
    assert run.state == State.INFEASIBLE
    requests, rules = conflict_of(run)
    assert (set(requests), rules) == ({world.requests[0], world.requests[2]}, [])
    assert not Plan.objects.exists()


def test_a_problem_the_planner_refuses_shows_its_words(world, run):
    run.problem["slots"][0]["colour"] = "red"
    run.save()
    execute_run(run.pk)
    run.refresh_from_db()
    assert run.state == State.FAILED
    assert "slots[0]" in run.error
    assert "colour" in error_text(run)


def test_a_planner_that_dies_is_told_from_one_that_refuses(world, run, monkeypatch):
    look = execution._Supervision._look

    def look_and_kill(self, child):
        child.kill()
        look(self, child)

    monkeypatch.setattr(execution._Supervision, "_look", look_and_kill)
    execute_run(run.pk)
    run.refresh_from_db()
    assert (run.state, run.error) == (State.FAILED, execution.PLANNER_DIED)
    assert "Start it again" in error_text(run)


def test_a_planner_that_hangs_is_ended(world, run, monkeypatch):
    monkeypatch.setattr(execution, "OVERRUN_SECONDS", -2 * AMPLE)
    execute_run(run.pk)
    run.refresh_from_db()
    assert (run.state, run.error) == (State.FAILED, execution.PLANNER_HUNG)


def test_a_run_found_lost_is_dropped_by_its_worker(world, run, monkeypatch):
    look = execution._Supervision._look
    children = []

    def look_and_lose(self, child):
        children.append(child)
        Run.objects.update(state=State.LOST, finished_at=timezone.now())
        look(self, child)

    monkeypatch.setattr(execution._Supervision, "_look", look_and_lose)
    execute_run(run.pk)
    run.refresh_from_db()
    assert run.state == State.LOST
    assert not Plan.objects.exists()
    assert children[0].returncode is not None, "the child is gone"


def test_improvements_that_come_at_once_are_one_point(world, run):
    supervision = execution._Supervision(run)
    for i in range(1000):
        supervision._take(
            f'{{"seconds": {i / 1000}, "level": "weight", "value": {i}, "bound": null,'
            f' "placed": {i}, "requests": 1000}}'
        )
    supervision._store_point()
    assert list(run.points.values_list("value", flat=True)) == [999]
