"""What leads to a meeting (requests), what computes it (runs), what was decided (plans), what
people make of it (agendas, encounters)."""

from vimeet.meetings.models.agendas import AgendaBook, AgendaRules, CalendarFeed, UnseenChange
from vimeet.meetings.models.encounters import (
    ChangeWish,
    MeetingMessage,
    MeetingNote,
    MeetingReport,
)
from vimeet.meetings.models.pairs import NeverWith, Pair
from vimeet.meetings.models.plans import LevelResult, Meeting, Plan, UnplacedRequest
from vimeet.meetings.models.requests import Request, Unavailability
from vimeet.meetings.models.rules import RequestRules
from vimeet.meetings.models.runs import Run, RunPoint
from vimeet.meetings.models.whatif import WhatIf

__all__ = [
    "AgendaBook",
    "AgendaRules",
    "CalendarFeed",
    "ChangeWish",
    "LevelResult",
    "Meeting",
    "MeetingMessage",
    "MeetingNote",
    "MeetingReport",
    "NeverWith",
    "Pair",
    "Plan",
    "Request",
    "RequestRules",
    "Run",
    "RunPoint",
    "Unavailability",
    "UnplacedRequest",
    "UnseenChange",
    "WhatIf",
]
