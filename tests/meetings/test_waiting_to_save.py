"""A run that has its plan and waits for the event, which somebody else holds, on PostgreSQL."""

from __future__ import annotations

import threading
import time
from typing import Any

import pytest
from django.db import connection, transaction

from tests.factories import World
from vimeet.meetings.models import Run
from vimeet.meetings.services import execution
from vimeet.meetings.services.locks import hold_event
from vimeet.meetings.services.runs import start_run
from vimeet.meetings.tasks import find_lost_runs, run_planner

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


def test_it_shows_signs_of_life_and_is_saved(
    world: World, settings: Any, monkeypatch: pytest.MonkeyPatch
):
    settings.PLANNER_HEARTBEAT_SECONDS = 0.2
    settings.PLANNER_LOST_AFTER_SECONDS = 2
    run = start_run(event=world.event, actor=None, time_limit=120)
    planned = threading.Event()
    save = execution.save_draft

    def tell_and_save(**kwargs: Any) -> Any:
        planned.set()
        return save(**kwargs)

    monkeypatch.setattr(execution, "save_draft", tell_and_save)

    def work() -> None:
        try:
            run_planner(run.pk)
        finally:
            connection.close()

    worker = threading.Thread(target=work)
    with transaction.atomic():
        hold_event(world.event)
        worker.start()
        assert planned.wait(60)
        until = time.monotonic() + 2 * settings.PLANNER_LOST_AFTER_SECONDS
        while time.monotonic() < until:
            find_lost_runs()
            time.sleep(0.2)
    worker.join()
    run.refresh_from_db()
    assert run.state == Run.State.FINISHED
    assert run.plan.meetings.count() == 3
