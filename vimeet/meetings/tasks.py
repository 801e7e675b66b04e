"""Runs, as tasks."""

from __future__ import annotations

from celery import shared_task

from vimeet.meetings.services import execution, runs


@shared_task  # type: ignore[untyped-decorator]
def run_planner(run_id: int) -> None:
    """Carry out a run (routed to the planner's queue)."""
    execution.execute_run(run_id)


@shared_task  # type: ignore[untyped-decorator]
def find_lost_runs() -> None:
    """Mark runs whose worker has died."""
    runs.find_lost_runs()
