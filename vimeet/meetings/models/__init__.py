"""What leads to a meeting (requests), what computes it (runs), what was decided (plans)."""

from vimeet.meetings.models.plans import LevelResult, Meeting, Plan, UnplacedRequest
from vimeet.meetings.models.requests import Request, Unavailability
from vimeet.meetings.models.runs import Run, RunPoint

__all__ = [
    "LevelResult",
    "Meeting",
    "Plan",
    "Request",
    "Run",
    "RunPoint",
    "Unavailability",
    "UnplacedRequest",
]
