"""Starting and stopping runs of the planner. What a run does is in ``execution``."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from vimeet.audit.services import record
from vimeet.core import live
from vimeet.meetings.models import Run
from vimeet.meetings.selectors.locks import locks_of
from vimeet.meetings.selectors.plannable import unplannable_requests
from vimeet.meetings.services.locks import hold_event
from vimeet.meetings.services.problems import build_problem
from vimeet.meetings.services.whatif import find_lost_questions

if TYPE_CHECKING:
    from vimeet.accounts.models import User
    from vimeet.events.models import Event

# Two presses of one button lie closer together than this.
SAME_PRESS = dt.timedelta(seconds=60)
# A queued run whose task got lost on the way is sent again after this.
QUEUED_AGAIN_AFTER = dt.timedelta(seconds=60)


class RunRefusedError(Exception):
    """No run can start. The text is meant for the person who tried."""


class RunAlreadyActiveError(RunRefusedError):
    """Another run of the event waits or computes."""

    def __init__(self, run: Run) -> None:
        self.run = run
        super().__init__(_("Run %(number)d of this event is still going.") % {"number": run.number})


@transaction.atomic
def start_run(
    *,
    event: Event,
    actor: User | None,
    time_limit: int | None = None,
    seed: int = 1,
    expected_number: int | None = None,
) -> Run:
    """Start the planner on ``event`` as it stands, as soon as a worker is free.

    ``time_limit`` in seconds (None: the installation's default). ``expected_number`` is the
    number that the page with the button expected the run to have: the second press of one button
    gets the run that the first one started.

    Raises RunAlreadyActiveError if another run is active, RunRefusedError if there is nothing to
    plan.
    """
    # The event's row stands for its runs and plans: numbers are given out one at a time.
    hold_event(event)
    runs = Run.objects.of_event(event)
    if expected_number is not None and actor is not None:
        first: Run | None = runs.filter(number=expected_number, requested_by=actor).first()
        if first and (first.is_active or timezone.now() - first.created_at < SAME_PRESS):
            return first
    active = runs.filter(state__in=Run.ACTIVE).first()
    if active is not None:
        raise RunAlreadyActiveError(active)

    problem = build_problem(event)
    _refuse_if_nothing_to_plan(event, problem)
    now = timezone.now()
    run = Run.objects.create(
        event=event,
        number=(runs.aggregate(last=Max("number"))["last"] or 0) + 1,
        requested_by=actor,
        time_limit=time_limit or settings.PLANNER_TIME_LIMIT_SECONDS,
        seed=seed,
        problem=problem,
        request_count=len(problem["requests"]),
        heartbeat_at=now,
    )
    record(
        action="run.started",
        obj=run,
        actor=actor,
        event=event,
        changes={"time_limit": [None, run.time_limit], "seed": [None, run.seed]},
    )
    _send_after_commit(run)
    _tell_after_commit(run)
    return run


def restart_run(*, run: Run, actor: User | None, expected_number: int | None = None) -> Run:
    """Start a new run with the settings of an old one, on the event as it stands now."""
    return start_run(
        event=run.event,
        actor=actor,
        time_limit=run.time_limit,
        seed=run.seed,
        expected_number=expected_number,
    )


@transaction.atomic
def stop_run(*, run: Run, keep: bool, actor: User | None) -> Run:
    """Ask a run to stop: with its best plan so far as the draft (``keep``), or with nothing.

    A run that still waits is stopped at once. One that has ended is left as it is. While it
    computes the last word counts: "stop" after "stop and keep" throws the result away.
    """
    run = Run.objects.select_for_update(of=("self",)).select_related("event").get(pk=run.pk)
    if not run.is_active or (run.stop_requested_at and run.keep_result == keep):
        return run
    run.stop_requested_at = timezone.now()
    run.keep_result = keep
    if run.state == Run.State.QUEUED:
        run.state = Run.State.CANCELLED
        run.finished_at = run.stop_requested_at
    run.save(update_fields=["stop_requested_at", "keep_result", "state", "finished_at"])
    record(
        action="run.stopped",
        obj=run,
        actor=actor,
        event=run.event,
        changes={"keep_result": [None, keep]},
    )
    _tell_after_commit(run)
    return run


def find_lost_runs() -> int:
    """Mark runs, and questions, whose worker has died as lost; return how many runs.

    A run that computes says so every few seconds. A run that waits is not lost, but its task may
    be: it is sent again now and then; a run that is sent twice runs once.
    """
    now = timezone.now()
    silent_since = now - dt.timedelta(seconds=settings.PLANNER_LOST_AFTER_SECONDS)
    lost = 0
    for run in Run.objects.filter(state=Run.State.RUNNING, heartbeat_at__lt=silent_since):
        with transaction.atomic():
            marked = Run.objects.filter(
                pk=run.pk, state=Run.State.RUNNING, heartbeat_at__lt=silent_since
            ).update(state=Run.State.LOST, finished_at=now)
            if marked:
                lost += 1
                run.state = Run.State.LOST
                record(action="run.lost", obj=run, actor=None, event=run.event)
                _tell_after_commit(run)
    for run in Run.objects.filter(
        state=Run.State.QUEUED, heartbeat_at__lt=now - QUEUED_AGAIN_AFTER
    ):
        Run.objects.filter(pk=run.pk, state=Run.State.QUEUED).update(heartbeat_at=now)
        _send_after_commit(run)
    find_lost_questions(silent_since, now - QUEUED_AGAIN_AFTER)
    return lost


def tell_watchers(run: Run) -> None:
    """Tell open pages that the run's state has changed. Call it after commit."""
    live.publish(
        live.runs_group(run.event_id),
        {"type": "run.state", "run": run.number, "state": run.state},
    )


def _tell_after_commit(run: Run) -> None:
    transaction.on_commit(lambda: tell_watchers(run), robust=True)


def _send_after_commit(run: Run) -> None:
    """Hand the run to the planner's queue. ``robust``: with the queue away it is sent later."""

    def send() -> None:
        from vimeet.meetings.tasks import run_planner

        run_planner.delay(run.pk)

    transaction.on_commit(send, robust=True)


def _refuse_if_nothing_to_plan(event: Event, problem: dict[str, list[object]]) -> None:
    if not problem["slots"]:
        raise RunRefusedError(_("There are no slots yet. Create them first."))
    if not problem["places"]:
        raise RunRefusedError(_("There are no places yet. Create them first."))
    if not problem["requests"]:
        raise RunRefusedError(_("There is no accepted request that could be planned."))
    for meeting, why in locks_of(event).impossible:
        raise RunRefusedError(
            _(
                "The meeting %(request)s is locked at %(time)s, %(place)s, but can't be held there "
                "any more: %(why)s. Unlock or move it first."
            )
            % {
                "request": meeting.request,
                "time": date_format(
                    timezone.localtime(meeting.slot.starts_at, event.zone), "D j F, H:i"
                ),
                "place": meeting.place.name,
                "why": why.label,
            }
        )
    for request, empty in unplannable_requests(event):
        if request.must:
            raise RunRefusedError(
                _("%(request)s must be placed, but %(delegation)s has no delegate.")
                % {"request": request, "delegation": empty[0]}
            )
