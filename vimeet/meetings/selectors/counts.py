"""How many meetings each delegation has: in the last release, and that took place."""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import TYPE_CHECKING

from django.utils import timezone

from vimeet.meetings.models import Meeting, MeetingReport
from vimeet.meetings.selectors.changes import current_release
from vimeet.shop.fees import MeetingCount

if TYPE_CHECKING:
    from vimeet.events.models import Event


def meeting_counts(event: Event) -> dict[int, MeetingCount]:
    """The counts by the delegation's pk; who has none is not there.

    Confirmed: in the last release. Held: of these, whose time is over, unless those who reported
    on it all say that it did not take place; if only some of them say so, it is held and contested.
    """
    release = current_release(event)
    if release is None:
        return {}
    said: dict[int, set[bool]] = defaultdict(set)
    reports = MeetingReport.objects.filter(request__event=event).exclude(took_place=None)
    for request, took_place in reports.values_list("request", "took_place"):
        said[request].add(took_place)
    confirmed: Counter[int] = Counter()
    held: Counter[int] = Counter()
    contested: Counter[int] = Counter()
    now = timezone.now()
    meetings = Meeting.objects.filter(plan=release).values_list(
        "request", "request__asker", "request__asked", "slot__ends_at"
    )
    for request, asker, asked, ends_at in meetings:
        for delegation in (asker, asked):
            confirmed[delegation] += 1
            if ends_at <= now and said[request] != {False}:
                held[delegation] += 1
                contested[delegation] += False in said[request]
    return {pk: MeetingCount(confirmed[pk], held[pk], contested[pk]) for pk in confirmed}
