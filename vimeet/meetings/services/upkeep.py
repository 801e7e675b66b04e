"""What happens to requests by itself: those who don't answer are reminded, then requests expire.

The beat calls both again and again. What was done is noted on the requests in the transaction
that writes the e-mails, so that nobody is told twice and nothing is lost with a worker.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from vimeet.audit.services import record
from vimeet.events.models import Event
from vimeet.events.phases import Phase, requests_are_open, window_of
from vimeet.meetings.models import Request
from vimeet.meetings.selectors.rules import rules_of
from vimeet.meetings.services.request_messages import people_of, requests_url
from vimeet.messaging.services import write_message
from vimeet.messaging.texts import render_email

if TYPE_CHECKING:
    from vimeet.registration.models import Delegate

# Who was asked only now needs no last call yet.
FRESH = dt.timedelta(days=1)


def _events_with_pending() -> Iterable[Event]:
    waiting = Request.objects.filter(state=Request.State.PROPOSED).values("event")
    return Event.objects.filter(pk__in=waiting).select_related("organiser").order_by("pk")


def _pending(event: Event) -> list[Request]:
    """The event's unanswered requests, locked until the end of the transaction."""
    return list(
        Request.objects.select_for_update(of=("self",))
        .of_event(event)
        .filter(state=Request.State.PROPOSED)
        .select_related("event__organiser", "asker", "asked")
        .prefetch_related(
            "asker_delegates", "asked_delegates", "asker__delegates", "asked__delegates"
        )
        .order_by("pk")
    )


def expire_requests() -> int:
    """End what nobody answered in time: when requests close, or after the days of the rules.

    Those who asked get one e-mail about all of theirs. Return how many expired.
    """
    return sum(_expire(event) for event in _events_with_pending())


@transaction.atomic
def _expire(event: Event) -> int:
    now = timezone.now()
    closes = window_of(event, Phase.REQUESTS).closes_at
    days = rules_of(event).expire_after_days
    due = [
        request
        for request in _pending(event)
        if (closes is not None and closes <= now)
        or (days is not None and request.created_at + dt.timedelta(days=days) <= now)
    ]
    for request in due:
        request.state = Request.State.EXPIRED
        request.save(update_fields=["state"])
        record(
            action="request.expired",
            obj=request,
            actor=None,
            event=event,
            changes={"state": [Request.State.PROPOSED, request.state]},
        )
    told: dict[Delegate, list[Request]] = defaultdict(list)
    for request in due:
        for delegate in people_of(request, request.asker):
            told[delegate].append(request)
    for delegate, theirs in told.items():
        # A request expires once: its number makes the key of the e-mail that tells of it.
        _write(
            f"requests:expired:{theirs[0].pk}:{delegate.pk}",
            "requests_expired_email",
            event,
            delegate,
            theirs,
            closes,
        )
    return len(due)


def remind_pending() -> int:
    """Remind those who don't answer, as the rules of their event say; how many e-mails.

    One e-mail per person holds all that waits for them. Each request is reminded of once for its
    age; before requests close, each delegation gets one last call.
    """
    return sum(_remind(event) for event in _events_with_pending())


@transaction.atomic
def _remind(event: Event) -> int:
    rules = rules_of(event)
    if not requests_are_open(event):
        return 0
    now = timezone.now()
    closes = window_of(event, Phase.REQUESTS).closes_at
    by_asked: dict[int, list[Request]] = defaultdict(list)
    for request in _pending(event):
        by_asked[request.asked_id].append(request)
    written = 0
    for theirs in by_asked.values():
        last_call = _last_call_due(theirs, rules.remind_before_close_days, closes, now)
        if not last_call and not _reminder_due(theirs, rules.remind_after_days, now):
            continue
        Request.objects.filter(pk__in=[request.pk for request in theirs]).update(
            reminded_at=now, **({"last_call_at": now} if last_call else {})
        )
        written += _remind_people(event, theirs, closes, last_call=last_call)
    return written


def _reminder_due(theirs: list[Request], days: int | None, now: dt.datetime) -> bool:
    """Whether one of a delegation's unanswered requests has waited for so long, unreminded."""
    return days is not None and any(
        request.reminded_at is None and request.created_at + dt.timedelta(days=days) <= now
        for request in theirs
    )


def _last_call_due(
    theirs: list[Request], days: int | None, closes: dt.datetime | None, now: dt.datetime
) -> bool:
    """Whether it is time for the last call, which the delegation has not had yet."""
    if days is None or closes is None or now < closes - dt.timedelta(days=days):
        return False
    called = Request.objects.filter(asked=theirs[0].asked_id, last_call_at__isnull=False)
    return any(request.created_at + FRESH <= now for request in theirs) and not called.exists()


def _remind_people(
    event: Event, theirs: list[Request], closes: dt.datetime | None, *, last_call: bool
) -> int:
    """One e-mail to each person of a delegation, with what waits for them."""
    waiting: dict[Delegate, list[Request]] = defaultdict(list)
    for request in theirs:
        for delegate in people_of(request, request.asked):
            waiting[delegate].append(request)
    written = 0
    for delegate, requests in waiting.items():
        # The newest one tells this reminder from the one before, and the last call from both.
        kind = "last-call" if last_call else "reminder"
        key = f"requests:{kind}:{requests[-1].pk}:{delegate.pk}"
        written += _write(key, "requests_reminder_email", event, delegate, requests, closes)
    return written


def _write(
    key: str,
    template: str,
    event: Event,
    delegate: Delegate,
    requests: list[Request],
    closes: dt.datetime | None,
) -> bool:
    subject, body = render_email(
        template,
        language=delegate.language,
        zone=event.zone,
        context={
            "event": event,
            "delegate": delegate,
            "requests": requests,
            "closes": closes,
            "url": requests_url(event),
        },
    )
    message = write_message(
        key=key,
        channel="email",
        recipient_name=delegate.name,
        address=delegate.email,
        language=delegate.language,
        subject=subject,
        body=body,
        event=event,
    )
    return message is not None
