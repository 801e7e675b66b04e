"""A delegate's agenda for calendar programs (iCalendar, RFC 5545)."""

from __future__ import annotations

import datetime as dt
import zoneinfo
from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import urljoin, urlsplit

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _
from icalendar import Calendar
from icalendar import Event as VEvent
from icalendar.enums import STATUS

from vimeet.events.models import Event
from vimeet.events.phases import agendas_are_out
from vimeet.meetings.selectors.history import Told, told_meetings
from vimeet.programme.selectors.history import ToldSession, told_programme, told_sessions
from vimeet.registration.models import Delegate

# How long what was cancelled stays in the feed, crossed out: programs that read it then take it
# off by themselves. One that vanished might stay for ever in some of them.
CANCELLED_FOR = dt.timedelta(days=30)
REFRESH = dt.timedelta(minutes=15)
PRODUCT = "-//Vimeet//Vimeet agenda//EN"


@dataclass(frozen=True)
class Entry:
    """One line of a calendar. What else comes into agendas makes entries of its own."""

    uid: str
    sequence: int
    starts_at: dt.datetime
    ends_at: dt.datetime
    summary: str
    location: str
    description: str
    url: str
    created_at: dt.datetime
    changed_at: dt.datetime
    cancelled: bool = False


def feed_entries(delegate: Delegate, now: dt.datetime) -> list[Entry]:
    """What the feed of ``delegate`` holds at ``now``, in the active language.

    ``delegate`` comes with its delegation, event and organiser. No meetings while the event keeps
    its agendas back; sessions are public.
    """
    entries = [session_entry(delegate, one) for one in told_sessions(delegate)]
    if agendas_are_out(delegate.delegation.event):
        entries += [meeting_entry(delegate, told) for told in told_meetings(delegate)]
    return _fresh(entries, now)


def _fresh(entries: Iterable[Entry], now: dt.datetime) -> list[Entry]:
    """``entries`` without what was cancelled long ago."""
    return [one for one in entries if not one.cancelled or now < one.changed_at + CANCELLED_FOR]


def programme_entries(event: Event, now: dt.datetime) -> list[Entry]:
    """The public programme, in the active language; ``event`` comes with its organiser."""
    return _fresh(
        (
            _of_session(told, event, "register", f"session-{told.session.session_id}")
            for told in told_programme(event)
        ),
        now,
    )


def session_entry(delegate: Delegate, told: ToldSession) -> Entry:
    """A session of the programme as an entry."""
    uid = f"session-{told.session.session_id}-{delegate.pk}"
    return _of_session(told, delegate.delegation.event, "portal", uid)


def _of_session(told: ToldSession, event: Event, door: str, uid: str) -> Entry:
    session = told.session
    # What is no longer in the programme has no page of its own.
    page, of_it = ("session", {"pk": session.session_id}) if told.in_force else ("programme", {})
    address = reverse(f"{door}:{page}", kwargs=event.url_kwargs | of_it)
    url = urljoin(settings.SITE_URL, address)
    speakers = ", ".join(speaker.name for speaker in session.speakers.all())
    return Entry(
        uid=f"{uid}@{_host()}",
        sequence=told.revision,
        starts_at=session.starts_at,
        ends_at=session.ends_at,
        summary=f"{session.title} · {event.name}",
        location=", ".join(filter(None, (session.place.name, event.venue, event.city))),
        description="\n".join(filter(None, (speakers, url))),
        url=url,
        created_at=told.first_told_at,
        changed_at=told.changed_at,
        cancelled=told.cancelled,
    )


def meeting_entry(delegate: Delegate, told: Told) -> Entry:
    """A meeting as an entry. No address or phone number: calendars are often shared."""
    event, meeting = delegate.delegation.event, told.meeting
    page = reverse("portal:meeting", kwargs=event.url_kwargs | {"pk": meeting.request_id})
    url = urljoin(settings.SITE_URL, page)
    lines = [
        f"{person.name}, {person.job_title}" if person.job_title else person.name
        for person in meeting.attendees.all()
        if person.delegation_id == told.counterpart.pk
    ]
    if told.counterpart.needs:
        lines.append(_("Looks for: %(needs)s") % {"needs": told.counterpart.needs})
    return Entry(
        uid=f"meeting-{meeting.request_id}-{delegate.pk}@{_host()}",
        sequence=told.revision,
        starts_at=meeting.slot.starts_at,
        ends_at=meeting.slot.ends_at,
        summary=f"{told.counterpart.name} · {event.name}",
        location=", ".join(filter(None, (meeting.place.name, event.venue, event.city))),
        description="\n".join([*lines, url]),
        url=url,
        created_at=told.first_told_at,
        changed_at=told.changed_at,
        cancelled=told.cancelled,
    )


def calendar_of(event: Event, entries: Iterable[Entry]) -> bytes:
    """A calendar file with these entries, in the event's time zone.

    The same entries give the same bytes, so that a program can be told that nothing is new.
    """
    calendar = Calendar.new(
        prodid=PRODUCT, method="PUBLISH", name=event.name, uid=f"event-{event.pk}@{_host()}"
    )
    # RFC 7986 wants the kind of value said.
    calendar.add("REFRESH-INTERVAL", REFRESH, parameters={"VALUE": "DURATION"})
    # Older names of such things, which programs still read.
    calendar.add("X-WR-TIMEZONE", event.time_zone)
    calendar.add("X-PUBLISHED-TTL", "PT15M")
    for entry in entries:
        calendar.add_component(_component(entry, event.zone))
    # The zone's rules around the event; a year on each side covers entries that are long over.
    year = dt.timedelta(days=366)
    calendar.add_missing_timezones(
        first_date=event.starts_on - year, last_date=event.ends_on + year
    )
    return bytes(calendar.to_ical())


def _host() -> str:
    return urlsplit(settings.SITE_URL).hostname or ""


def _component(entry: Entry, zone: zoneinfo.ZoneInfo) -> VEvent:
    return VEvent.new(
        uid=entry.uid,
        sequence=entry.sequence,
        start=_local(entry.starts_at, zone),
        end=_local(entry.ends_at, zone),
        summary=entry.summary,
        location=entry.location,
        description=entry.description,
        url=entry.url,
        created=entry.created_at.astimezone(dt.UTC),
        last_modified=entry.changed_at.astimezone(dt.UTC),
        stamp=entry.changed_at.astimezone(dt.UTC),
        status=STATUS.CANCELLED if entry.cancelled else STATUS.CONFIRMED,
    )


def _local(moment: dt.datetime, zone: zoneinfo.ZoneInfo) -> dt.datetime:
    """The local time; in the hour that a change of clocks repeats, the second time in UTC.

    A local time in that hour means the first pass, whoever reads it.
    """
    local = moment.astimezone(zone)
    return moment.astimezone(dt.UTC) if local.fold else local.replace(microsecond=0)
