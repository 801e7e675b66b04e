"""Asking the planner what a little more would bring: started, computed, stopped.

Like a run, a question is computed by a child process under a worker of the planner's queue. There
is no curve to follow, so the child is only watched: while its worker lives, it says so.
"""

from __future__ import annotations

import json
import logging
import subprocess
import sys
import tempfile
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from vimeet.audit.services import record
from vimeet.core import live
from vimeet.meetings.models import WhatIf
from vimeet.meetings.services.locks import hold_event
from vimeet.meetings.services.problems import build_problem
from vimeet.registration.models import Delegation

if TYPE_CHECKING:
    import datetime as dt

    from vimeet.accounts.models import User
    from vimeet.events.models import Event

logger = logging.getLogger(__name__)

# How much more is asked about. The planner adds the event as it is.
STEPS = {
    WhatIf.Kind.TABLES: ("--more-tables", "1,2,5,10"),
    WhatIf.Kind.SLOTS: ("--more-slots", "1,2,3"),
    WhatIf.Kind.CREDITS: ("--more-credits", "1,2,3,4"),
}
TIME_LIMITS = (30, 60, 300)

# What ``WhatIf.error`` may hold besides the planner's own words; worded for the reader.
DIED = "died"
# A fault of ours or of the database: its details are for the log.
FAULT = "fault"


class WhatIfError(Exception):
    """A question that can't be asked. The text is meant for the person who tried."""


@transaction.atomic
def ask_what_if(
    *, event: Event, kind: WhatIf.Kind | str, time_limit: int, actor: User | None
) -> WhatIf:
    """Ask about ``event`` as it stands; a worker answers as soon as it is free.

    One question at a time: the second press of a button gets the first one's question.
    Raises WhatIfError if there is nothing to reckon with, or if another question is going.
    """
    event = hold_event(event)
    going: WhatIf | None = WhatIf.objects.of_event(event).filter(state__in=WhatIf.ACTIVE).first()
    if going is not None:
        if (going.kind, going.requested_by) == (kind, actor):
            return going
        raise WhatIfError(_("One question at a time: “%(kind)s” is still going.") % {"kind": going})
    problem = build_problem(event)
    if not (problem["slots"] and problem["places"] and problem["requests"]):
        raise WhatIfError(_("Slots, places and accepted requests are needed first."))
    question = WhatIf.objects.create(
        event=event,
        kind=kind,
        time_limit=time_limit,
        requested_by=actor,
        heartbeat_at=timezone.now(),
        request_count=len(problem["requests"]),
    )
    record(action="what_if.asked", obj=question, actor=actor, event=event)
    _send_after_commit(question)
    return question


@transaction.atomic
def stop_what_if(*, question: WhatIf, actor: User | None) -> None:
    """Give a question up; its child process ends with the next sign of life. Twice is once."""
    stopped = WhatIf.objects.filter(pk=question.pk, state__in=WhatIf.ACTIVE).update(
        state=WhatIf.State.STOPPED, finished_at=timezone.now()
    )
    if stopped:
        record(action="what_if.stopped", obj=question, actor=actor, event=question.event)
        transaction.on_commit(lambda: tell_watchers(question), robust=True)


def find_lost_questions(silent_since: dt.datetime, sent_before: dt.datetime) -> None:
    """Mark questions whose worker died; send those again whose task may have got lost."""
    now = timezone.now()
    for question in WhatIf.objects.filter(
        state=WhatIf.State.RUNNING, heartbeat_at__lt=silent_since
    ):
        if _change(question, WhatIf.State.LOST, finished_at=now):
            tell_watchers(question)
    for question in WhatIf.objects.filter(state=WhatIf.State.QUEUED, heartbeat_at__lt=sent_before):
        WhatIf.objects.filter(pk=question.pk, state=WhatIf.State.QUEUED).update(heartbeat_at=now)
        _send_after_commit(question)


def answer_what_if(question_id: int) -> None:
    """Compute a queued question; one that is not queued (any more) is left alone."""
    mine = WhatIf.objects.filter(pk=question_id, state=WhatIf.State.QUEUED).update(
        state=WhatIf.State.RUNNING, heartbeat_at=timezone.now()
    )
    if not mine:
        return
    question = WhatIf.objects.select_related("event").get(pk=question_id)
    tell_watchers(question)
    try:
        status, output, complaint = _compute(question)
        if status == 0:
            values: dict[str, Any] = {"state": WhatIf.State.ANSWERED, "answer": json.loads(output)}
        else:
            # 2: bad input, in the planner's own words.
            error = complaint.strip() if status == 2 else DIED
            values = {"state": WhatIf.State.FAILED, "error": error}
    except _GivenUpError:
        return
    except Exception:
        logger.exception("question %s", question.pk)
        values = {"state": WhatIf.State.FAILED, "error": FAULT}
    if _change(question, finished_at=timezone.now(), **values):
        tell_watchers(question)


class _GivenUpError(Exception):
    """The question was stopped, found lost or deleted: it is no longer ours."""


def _compute(question: WhatIf) -> tuple[int, str, str]:
    """The child's exit status, its output and what it complained of."""
    with (
        tempfile.TemporaryFile("w+") as problem,
        tempfile.TemporaryFile("w+") as answer,
        tempfile.TemporaryFile("w+") as complaint,
    ):
        json.dump(build_problem(question.event), problem)
        problem.seek(0)
        with subprocess.Popen(  # noqa: S603 -- our own interpreter, words and numbers only
            _command(question),
            stdin=problem,
            stdout=answer,
            stderr=complaint,
            text=True,
            cwd=settings.BASE_DIR,
            start_new_session=True,
        ) as child:
            try:
                while True:
                    try:
                        child.wait(timeout=settings.PLANNER_HEARTBEAT_SECONDS)
                        break
                    except subprocess.TimeoutExpired:
                        if not _change(question, heartbeat_at=timezone.now()):
                            raise _GivenUpError from None
            finally:
                child.kill()
        answer.seek(0)
        complaint.seek(0)
        return child.returncode, answer.read(), complaint.read()


def _command(question: WhatIf) -> list[str]:
    """The command line that answers the question, the problem being its standard input."""
    kind = WhatIf.Kind(question.kind)
    command = [sys.executable, "-m", "scheduler"]
    if kind == WhatIf.Kind.PROMISE:
        command += ["promise", "-"]
        for group, members in _groups(question.event).items():
            command += ["--group", f"{group}={','.join(map(str, members))}"]
    else:
        command += ["whatif", "-", *STEPS[kind]]
    command += ["--json", "--time-limit", str(question.time_limit)]
    return [*command, "--workers", str(settings.PLANNER_WORKERS)]


def _groups(event: Event) -> dict[int, list[int]]:
    """The delegations of each participant type, by number."""
    groups: dict[int, list[int]] = {}
    rows = Delegation.objects.of_event(event).order_by("participant_type", "pk")
    for pk, kind in rows.values_list("pk", "participant_type"):
        groups.setdefault(kind, []).append(pk)
    return groups


def _change(question: WhatIf, state: WhatIf.State | None = None, **values: Any) -> bool:
    """Write to a question that computes; whether it still does."""
    if state is not None:
        values["state"] = state
    running = WhatIf.objects.filter(pk=question.pk, state=WhatIf.State.RUNNING)
    return bool(running.update(**values))


def tell_watchers(question: WhatIf) -> None:
    """Tell open pages that the question's state has changed. Call it after commit."""
    live.publish(live.runs_group(question.event_id), {"type": "whatif.state"})


def _send_after_commit(question: WhatIf) -> None:
    def send() -> None:
        from vimeet.meetings.tasks import answer_what_if

        answer_what_if.delay(question.pk)

    transaction.on_commit(send, robust=True)
