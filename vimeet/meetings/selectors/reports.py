"""What people report of their meetings."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Avg, Count, Q

from vimeet.events.models import Event
from vimeet.meetings.models import MeetingReport

LATEST = 20


@dataclass(frozen=True)
class Reports:
    """An event's reports in numbers, and the latest with a comment or a meeting missed."""

    reported: int
    held: int
    missed: int
    rating: float | None
    latest: list[MeetingReport]


def reports_of(event: Event) -> Reports:
    """What is reported of the meetings of ``event``; a meeting counts once, whoever reports.

    Missed: somebody says that it did not take place; held: only voices that it did.
    """
    rows = MeetingReport.objects.of_event(event)
    meetings = (
        rows.order_by()
        .values("request")
        .annotate(
            no=Count("pk", filter=Q(took_place=False)), yes=Count("pk", filter=Q(took_place=True))
        )
    )
    missed = meetings.filter(no__gt=0).count()
    latest = rows.exclude(comment="", took_place=True).select_related(
        "delegate__delegation", "request__asker", "request__asked"
    )
    return Reports(
        reported=meetings.count(),
        held=meetings.filter(no=0, yes__gt=0).count(),
        missed=missed,
        rating=rows.aggregate(rating=Avg("rating"))["rating"],
        latest=list(latest.order_by("-updated_at")[:LATEST]),
    )
