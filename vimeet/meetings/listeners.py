"""What meetings listen to."""

from __future__ import annotations

from typing import Any

from vimeet.meetings.models import CalendarFeed, MeetingNote
from vimeet.registration.models import Delegate
from vimeet.registration.signals import handed_over


def connect() -> None:
    """Start to listen."""
    handed_over.connect(_forget_the_former)


def _forget_the_former(delegate: Delegate, **kwargs: Any) -> None:
    """Their notes were theirs alone, and their calendar would show another person's agenda."""
    CalendarFeed.objects.filter(delegate=delegate).delete()
    MeetingNote.objects.filter(delegate=delegate).delete()
