"""When participants may do what: the phases of an event, in its time zone.

A date that is not set holds nobody up. Organisers may always do everything: the doors of the
participants ask here, the console does not.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from vimeet.events.models import Event

# The dates of the phases on the event, in the order in which they must come.
PHASE_FIELDS = (
    "directory_opens_at",
    "requests_open_at",
    "requests_close_at",
    "agendas_out_at",
    "staff_only_from",
)


class Phase(StrEnum):
    """What participants may do for a time."""

    # Look up who else takes part.
    DIRECTORY = "directory"
    # Ask, answer and withdraw.
    REQUESTS = "requests"
    # Read the released agenda.
    AGENDAS = "agendas"
    # Change what is planned: block, move, cancel.
    CHANGES = "changes"


class Stand(StrEnum):
    """Where a phase stands at a moment."""

    BEFORE = "before"
    OPEN = "open"
    AFTER = "after"


@dataclass(frozen=True)
class Window:
    """From when to when something may be done. None: since ever, for ever."""

    opens_at: dt.datetime | None
    closes_at: dt.datetime | None
    # The event's, in which people are told of it.
    zone: dt.tzinfo

    @property
    def last_moment(self) -> dt.datetime | None:
        """Until when, for people: who reads "midnight" takes the wrong day."""
        if self.closes_at is None:
            return None
        local = self.closes_at.astimezone(self.zone)
        return local - dt.timedelta(minutes=1) if local.time() == dt.time() else local

    def stand(self, at: dt.datetime | None = None) -> Stand:
        """Whether it has not begun, is open, or is over at ``at`` (now)."""
        moment = at or timezone.now()
        if self.opens_at is not None and moment < self.opens_at:
            return Stand.BEFORE
        if self.closes_at is not None and self.closes_at <= moment:
            return Stand.AFTER
        return Stand.OPEN


def window_of(event: Event, phase: Phase) -> Window:
    """From when to when ``phase`` lasts. Requests and changes end with the event at the latest."""
    match phase:
        case Phase.DIRECTORY:
            return Window(event.directory_opens_at, None, event.zone)
        case Phase.REQUESTS:
            closes_at = event.requests_close_at or event.ends_at
            return Window(event.requests_open_at, closes_at, event.zone)
        case Phase.AGENDAS:
            return Window(event.agendas_out_at, None, event.zone)
        case Phase.CHANGES:
            return Window(None, event.staff_only_from or event.ends_at, event.zone)


def is_open(event: Event, phase: Phase, at: dt.datetime | None = None) -> bool:
    """Whether participants may do at ``at`` (now) what ``phase`` allows."""
    return window_of(event, phase).stand(at) == Stand.OPEN


def directory_is_open(event: Event) -> bool:
    """Whether participants may look up who takes part."""
    return is_open(event, Phase.DIRECTORY)


def requests_are_open(event: Event) -> bool:
    """Whether participants may ask for meetings, answer and withdraw."""
    return is_open(event, Phase.REQUESTS)


def agendas_are_out(event: Event) -> bool:
    """Whether participants may read a released agenda."""
    return is_open(event, Phase.AGENDAS)


def changes_are_open(event: Event) -> bool:
    """Whether participants may change what is planned, or only the staff."""
    return is_open(event, Phase.CHANGES)


def why_closed(event: Event, phase: Phase, at: dt.datetime | None = None) -> str:
    """Why ``phase`` is not open at ``at`` (now), with its date in words; empty while it is."""
    window = window_of(event, phase)
    stand = window.stand(at)
    if stand == Stand.OPEN:
        return ""
    moment = window.opens_at if stand == Stand.BEFORE else window.last_moment
    texts = {
        (Phase.DIRECTORY, Stand.BEFORE): _("The directory opens on %(moment)s."),
        (Phase.REQUESTS, Stand.BEFORE): _("Requests for meetings open on %(moment)s."),
        (Phase.REQUESTS, Stand.AFTER): _("Requests for meetings closed on %(moment)s."),
        (Phase.AGENDAS, Stand.BEFORE): _("The agendas come out on %(moment)s."),
        (Phase.CHANGES, Stand.AFTER): _(
            "Since %(moment)s only the organiser changes agendas: please ask them."
        ),
    }
    local = timezone.localtime(moment, event.zone)
    return texts[phase, stand] % {"moment": date_format(local, "DATETIME_FORMAT")}
