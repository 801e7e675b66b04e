"""What a release tells each person whose agenda differs: an e-mail, and an SMS if we may."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import urljoin

from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from vimeet.meetings.models import Meeting, Plan
from vimeet.meetings.selectors.changes import Differences, meetings_with
from vimeet.meetings.selectors.telling import kept_back_until
from vimeet.meetings.services.keeping_back import agenda_topic
from vimeet.messaging.models import Message
from vimeet.messaging.services import replace_queued, was_told_of, write_message
from vimeet.messaging.texts import render_email, render_sms
from vimeet.registration.models import Delegate


@dataclass(frozen=True)
class Line:
    """One meeting as a delegate reads it, in the event's time zone."""

    starts_at: dt.datetime
    ends_at: dt.datetime
    counterpart: str
    people: str
    place: str

    @property
    def day(self) -> dt.date:
        """The local date."""
        return self.starts_at.date()


def write_release_messages(plan: Plan, changes: Differences) -> None:
    """Write one e-mail to each affected delegate, and one SMS to those with a mobile phone.

    In the caller's transaction; the keys name plan, delegate and channel, so that nobody is told
    twice of one release. An SMS waits a moment (``SMS_GATHERING_SECONDS``): what changes again
    meanwhile is told by one SMS. While the event keeps its agendas back all of it waits until
    they are out, and what a later release changes replaces what waits.
    """
    agendas: dict[int, list[Meeting]] = defaultdict(list)
    for meeting in meetings_with(plan, changes.affected):
        for attendee in meeting.attendees.all():
            agendas[attendee.pk].append(meeting)
    cancelled: dict[int, list[Meeting]] = defaultdict(list)
    for change in changes.cancelled:
        if change.before is not None:
            for attendee in change.before.attendees.all():
                cancelled[attendee.pk].append(change.before)
    for delegate in changes.affected:
        _write_both(
            plan,
            delegate,
            first=changes.since is None,
            meetings=_lines(delegate, agendas[delegate.pk], plan),
            cancelled=_lines(delegate, cancelled[delegate.pk], plan),
        )


def _lines(delegate: Delegate, meetings: Iterable[Meeting], plan: Plan) -> list[Line]:
    lines = []
    for meeting in meetings:
        request = meeting.request
        other = request.asked if request.asker_id == delegate.delegation_id else request.asker
        lines.append(
            Line(
                starts_at=meeting.slot.starts_at.astimezone(plan.event.zone),
                ends_at=meeting.slot.ends_at.astimezone(plan.event.zone),
                counterpart=other.name,
                people=", ".join(
                    d.name for d in meeting.attendees.all() if d.delegation_id == other.pk
                ),
                place=meeting.place.name,
            )
        )
    return lines


def _write_both(
    plan: Plan, delegate: Delegate, *, first: bool, meetings: list[Line], cancelled: list[Line]
) -> None:
    event = plan.event
    agenda = urljoin(settings.SITE_URL, reverse("portal:agenda", kwargs=event.url_kwargs))
    by_email, by_sms = (agenda_topic(delegate, channel) for channel in Message.Channel)
    out_at = kept_back_until(event)
    if out_at is not None:
        replace_queued(by_email)
        # As long as nothing was ever read, everything is their first agenda.
        if not was_told_of(by_email):
            first, cancelled = True, []
            if not meetings:
                replace_queued(by_sms)
                return
    context = {
        "event": event,
        "delegate": delegate,
        "first": first,
        "meetings": meetings,
        "cancelled": cancelled,
        "url": agenda,
    }
    subject, body = render_email(
        "release_email", language=delegate.language, zone=event.zone, context=context
    )
    write_message(
        key=f"release:{plan.pk}:{delegate.pk}:email",
        topic=by_email,
        due_at=out_at,
        channel=Message.Channel.EMAIL,
        recipient_name=delegate.name,
        address=delegate.email,
        language=delegate.language,
        subject=subject,
        body=body,
        event=event,
    )
    if delegate.phone:
        # The short address, so that the sentence stays within one SMS.
        portal = urljoin(settings.SITE_URL, reverse("portal:home"))
        replaced = replace_queued(by_sms)
        gathered_at = timezone.now() + dt.timedelta(seconds=settings.SMS_GATHERING_SECONDS)
        write_message(
            key=f"release:{plan.pk}:{delegate.pk}:sms",
            topic=by_sms,
            due_at=max(gathered_at, out_at or gathered_at),
            channel=Message.Channel.SMS,
            recipient_name=delegate.name,
            address=str(delegate.phone),
            language=delegate.language,
            body=render_sms(
                "release_sms",
                language=delegate.language,
                zone=event.zone,
                # Who was never told of an agenda has a new one, however often it changed.
                context=context
                | {"url": portal, "first": first or bool(replaced and not was_told_of(by_sms))},
            ),
            event=event,
        )
