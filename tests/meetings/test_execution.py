"""Runs with the real planner as a child process."""

from __future__ import annotations

import pytest

from vimeet.meetings.models import Meeting, Plan, Run
from vimeet.meetings.services.execution import execute_run
from vimeet.meetings.services.runs import start_run

pytestmark = pytest.mark.django_db


def test_a_run_becomes_a_draft(world):
    run = start_run(event=world.event, actor=world.organiser_user, time_limit=120)
    execute_run(run.pk)
    run.refresh_from_db()
    assert (run.state, run.error, run.placed) == (Run.State.FINISHED, "", 3)
    plan = Plan.objects.get()
    assert (plan.state, plan.number, plan.proven, plan.run) == (Plan.State.DRAFT, 1, True, run)
    assert {m.request for m in Meeting.objects.all()} == set(world.requests[:3])
    assert [level.level for level in plan.levels.all()] == [
        "weight",
        "fairness",
        "waiting",
        "places",
    ]
