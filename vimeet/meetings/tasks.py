"""Runs, requests and printed agendas, as tasks."""

from __future__ import annotations

from celery import shared_task

from vimeet.meetings.services import books, execution, runs, upkeep, whatif


@shared_task  # type: ignore[untyped-decorator]
def run_planner(run_id: int) -> None:
    """Carry out a run (routed to the planner's queue)."""
    execution.execute_run(run_id)


@shared_task  # type: ignore[untyped-decorator]
def answer_what_if(question_id: int) -> None:
    """Answer a question (routed to the planner's queue)."""
    whatif.answer_what_if(question_id)


@shared_task  # type: ignore[untyped-decorator]
def find_lost_runs() -> None:
    """Mark runs whose worker has died."""
    runs.find_lost_runs()


@shared_task  # type: ignore[untyped-decorator]
def keep_requests() -> None:
    """End requests that nobody answered in time; remind those who can still answer."""
    upkeep.expire_requests()
    upkeep.remind_pending()


@shared_task  # type: ignore[untyped-decorator]
def make_agenda_book(book_id: int) -> None:
    """Set all agendas of a release as one document."""
    books.make_book(book_id)
