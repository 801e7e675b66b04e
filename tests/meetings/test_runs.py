"""Starting, stopping and losing runs."""

from __future__ import annotations

import datetime as dt

import pytest
import time_machine
from django.utils import timezone

from vimeet.audit.models import Entry
from vimeet.meetings.models import Run
from vimeet.meetings.services.execution import execute_run
from vimeet.meetings.services.runs import (
    QUEUED_AGAIN_AFTER,
    RunAlreadyActiveError,
    RunRefusedError,
    restart_run,
    start_run,
    stop_run,
)
from vimeet.meetings.tasks import find_lost_runs, run_planner

State = Run.State


@pytest.fixture
def sent(monkeypatch) -> list[int]:
    """The runs handed to the planner's queue."""
    handed: list[int] = []
    monkeypatch.setattr(run_planner, "delay", handed.append)
    return handed


def test_a_run_goes_to_the_queue_after_commit(world, sent, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        run = start_run(event=world.event, actor=world.organiser_user, time_limit=7, seed=3)
        assert sent == []
    assert sent == [run.pk]
    assert (run.number, run.state, run.time_limit, run.seed) == (1, State.QUEUED, 7, 3)
    assert run.request_count == 3
    entry = Entry.objects.get(action="run.started")
    assert (entry.actor, entry.event) == (world.organiser_user, world.event)


def test_one_run_of_an_event_at_a_time_and_numbers_without_gaps(world):
    first = start_run(event=world.event, actor=None)
    with pytest.raises(RunAlreadyActiveError) as refusal:
        start_run(event=world.event, actor=None)
    assert refusal.value.run == first
    # Another event is not concerned, and counts for itself.
    assert start_run(event=world.rival.event, actor=None).number == 1
    stop_run(run=first, keep=False, actor=None)
    assert start_run(event=world.event, actor=None).number == 2


def test_the_second_press_of_a_button_gets_the_run_of_the_first(world):
    press = {"event": world.event, "actor": world.organiser_user, "expected_number": 1}
    first = start_run(**press)
    assert start_run(**press) == first
    Run.objects.update(state=State.FINISHED)
    assert start_run(**press) == first, "however fast it was"
    with time_machine.travel(timezone.now() + dt.timedelta(minutes=5)):
        assert start_run(**press).number == 2, "a page left open since is no second press"


def test_someone_else_is_told_that_a_run_is_going(world):
    start_run(event=world.event, actor=world.organiser_user, expected_number=1)
    with pytest.raises(RunAlreadyActiveError):
        start_run(event=world.event, actor=world.staff_user, expected_number=1)


def test_a_must_that_nobody_can_attend_is_refused_by_name(world):
    world.requests[0].must = True
    world.requests[0].save()
    world.delegations[1].delegates.all().delete()
    with pytest.raises(RunRefusedError, match=r"Acme → Brio.*Brio"):
        start_run(event=world.event, actor=None)
    assert not Run.objects.exists()


def test_a_waiting_run_stops_at_once_and_is_never_carried_out(world):
    run = start_run(event=world.event, actor=None)
    stop_run(run=run, keep=True, actor=None)
    run_planner(run.pk)
    run.refresh_from_db()
    assert (run.state, run.started_at) == (State.CANCELLED, None)


def test_stop_after_stop_and_keep_throws_the_result_away(world):
    run = Run.objects.create(event=world.event, number=1, state=State.RUNNING)
    stop_run(run=run, keep=True, actor=None)
    stop_run(run=run, keep=True, actor=None)
    assert Entry.objects.filter(action="run.stopped").count() == 1
    assert stop_run(run=run, keep=False, actor=None).keep_result is False


def test_an_ended_run_is_not_stopped(world):
    run = Run.objects.create(event=world.event, number=1, state=State.FINISHED)
    stop_run(run=run, keep=False, actor=None)
    run.refresh_from_db()
    assert (run.state, run.stop_requested_at) == (State.FINISHED, None)
    assert not Entry.objects.exists()


def test_a_run_without_a_sign_of_life_is_lost_and_can_be_started_again(world, settings):
    run = start_run(event=world.event, actor=None, time_limit=9, seed=4)
    Run.objects.update(state=State.RUNNING, heartbeat_at=timezone.now())
    find_lost_runs()
    run.refresh_from_db()
    assert run.state == State.RUNNING
    later = timezone.now() + dt.timedelta(seconds=settings.PLANNER_LOST_AFTER_SECONDS + 1)
    with time_machine.travel(later):
        find_lost_runs()
        run.refresh_from_db()
        assert run.state == State.LOST
        assert Entry.objects.filter(action="run.lost").count() == 1
        again = restart_run(run=run, actor=world.organiser_user)
    assert (again.number, again.state, again.time_limit, again.seed) == (2, State.QUEUED, 9, 4)


def test_a_run_whose_task_got_lost_is_sent_again(world, sent, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks():  # and the queue is gone
        run = start_run(event=world.event, actor=None)
    with time_machine.travel(timezone.now() + QUEUED_AGAIN_AFTER + dt.timedelta(seconds=1)):
        for _sweep in range(2):
            with django_capture_on_commit_callbacks(execute=True):
                find_lost_runs()
    run.refresh_from_db()
    assert run.state == State.QUEUED
    assert sent == [run.pk]


def test_a_run_sent_twice_is_carried_out_once(world):
    run = start_run(event=world.event, actor=None, time_limit=120)
    execute_run(run.pk)
    finished = Run.objects.get()
    execute_run(run.pk)
    assert Run.objects.get().finished_at == finished.finished_at
    assert run.event.plans.count() == 1
