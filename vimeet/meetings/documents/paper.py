"""Agendas on paper: one page for a delegate, or all of a release in one document."""

from __future__ import annotations

import datetime as dt
import json
from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import typst
from django.utils import timezone, translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from vimeet.events.models import Event
from vimeet.meetings.models import Meeting, Plan
from vimeet.meetings.selectors.agendas import counterpart_of, meetings_of_delegate
from vimeet.meetings.selectors.changes import current_release, meetings_in
from vimeet.programme.selectors.sessions import (
    DelegateSession,
    sessions_of,
    sessions_of_delegates,
)
from vimeet.registration.models import Delegate

TEMPLATE = Path(__file__).with_name("agenda.typ")
# What the template is given: texts, in lists and dictionaries.
Printed = dict[str, Any]


def agenda_pdf(delegate: Delegate, *, with_plan: bool = True) -> bytes:
    """The agenda of ``delegate`` on one page, in the active language.

    ``delegate`` comes with delegation, event and organiser. ``with_plan`` False: sessions only.
    """
    event = delegate.delegation.event
    plan = current_release(event) if with_plan else None
    meetings = meetings_of_delegate(delegate, plan) if plan is not None else []
    page = _page(delegate, event, plan, meetings, sessions_of(delegate))
    return _set(f"{delegate.name} · {event.name}", [page])


def agendas_pdf(plan: Plan) -> tuple[bytes, int]:
    """The agendas that ``plan`` tells, by delegation and name, each in its reader's language.

    Returns the document and how many agendas it holds; who has nothing on has no page. Reads a
    handful of queries, however many people there are.
    """
    event = plan.event
    meetings: dict[int, list[Meeting]] = defaultdict(list)
    for meeting in meetings_in(plan):
        for attendee in meeting.attendees.all():
            meetings[attendee.pk].append(meeting)
    sessions = sessions_of_delegates(event)
    people = (
        Delegate.objects.of_event(event)
        .filter(pk__in=meetings.keys() | sessions.keys())
        .select_related("delegation")
        .order_by("delegation__name", "delegation_id", "last_name", "first_name", "pk")
    )
    pages = []
    last = None
    for delegate in people:
        with translation.override(delegate.language):
            page = _page(
                delegate, event, plan, meetings[delegate.pk], sessions.get(delegate.pk, [])
            )
        page["first"] = delegate.delegation_id != last
        last = delegate.delegation_id
        pages.append(page)
    return _set(f"{event.name} · {plan}", pages), len(pages)


def _set(title: str, pages: list[Printed]) -> bytes:
    document: bytes = typst.compile(
        TEMPLATE,
        format="pdf",
        sys_inputs={"printed": json.dumps({"title": title, "agendas": pages})},
        ignore_system_fonts=True,
    )
    return document


def _page(
    delegate: Delegate,
    event: Event,
    plan: Plan | None,
    meetings: Iterable[Meeting],
    sessions: Iterable[DelegateSession],
) -> Printed:
    """Every text of one agenda, in the active language and the event's time zone."""
    lines = [(m.slot.starts_at, _meeting(delegate, event, m)) for m in meetings]
    lines += [(one.starts_at, _session(event, one)) for one in sessions]
    days: dict[dt.date, list[Printed]] = defaultdict(list)
    for starts_at, line in sorted(lines, key=lambda line: line[0]):
        days[starts_at.astimezone(event.zone).date()].append(line)
    return {
        "language": delegate.language,
        "first": True,
        "company": delegate.delegation.name,
        "name": delegate.name,
        "event": event.name,
        "where": ", ".join(filter(None, (event.venue, event.city)))
        or date_format(event.starts_on, "DATE_FORMAT"),
        "days": [{"title": date_format(day, "l j F Y"), "lines": days[day]} for day in sorted(days)]
        or [{"title": _("Nothing is planned for you yet."), "lines": []}],
        "foot": _foot(event, plan),
    }


def _foot(event: Event, plan: Plan | None) -> str:
    zone = _("All times are those of the event (%(zone)s).") % {"zone": event.time_zone}
    if plan is None or plan.released_at is None:
        return zone
    released = timezone.localtime(plan.released_at, event.zone)
    version = _("Version %(number)d of %(moment)s.") % {
        "number": plan.number,
        "moment": date_format(released, "SHORT_DATETIME_FORMAT"),
    }
    return f"{version} {zone}"


def _time(event: Event, starts_at: dt.datetime, ends_at: dt.datetime) -> str:
    start, end = (moment.astimezone(event.zone) for moment in (starts_at, ends_at))
    return f"{start:%H:%M}–{end:%H:%M}"


def _meeting(delegate: Delegate, event: Event, meeting: Meeting) -> Printed:
    other = counterpart_of(delegate, meeting.request)
    people = (
        f"{person.name}, {person.job_title}" if person.job_title else person.name
        for person in meeting.attendees.all()
        if person.delegation_id == other.pk
    )
    return {
        "time": _time(event, meeting.slot.starts_at, meeting.slot.ends_at),
        "title": other.name,
        "place": meeting.place.name,
        "detail": " · ".join(people),
    }


def _session(event: Event, one: DelegateSession) -> Printed:
    return {
        "time": _time(event, one.starts_at, one.ends_at),
        "title": one.session.title,
        "place": one.session.place.name if one.session.place else "",
        "detail": _("You speak.") if one.role == "speaker" else "",
    }
