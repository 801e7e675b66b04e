"""The calendar feed of a delegate: its secret address, given once, replaced or taken back."""

from __future__ import annotations

import datetime as dt
import hashlib
import secrets
from typing import TYPE_CHECKING
from urllib.parse import urljoin

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from vimeet.audit.services import record
from vimeet.meetings.models import CalendarFeed
from vimeet.registration.models import Delegate

if TYPE_CHECKING:
    from vimeet.accounts.models import User

# Noting each read would be a write for each of thousands of programs, every quarter of an hour.
NOTE_READS_EVERY = dt.timedelta(hours=1)


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


@transaction.atomic
def open_feed(*, delegate: Delegate, actor: User | None) -> str:
    """Give ``delegate`` a new feed; its absolute address, which is kept nowhere.

    An address given before stops working.
    """
    token = secrets.token_urlsafe(32)
    feed, _created = CalendarFeed.objects.update_or_create(
        delegate=delegate,
        defaults={"token_hash": _hash(token), "created_at": timezone.now(), "read_at": None},
    )
    record(action="feed.opened", obj=feed, actor=actor, event=delegate.delegation.event)
    return urljoin(settings.SITE_URL, reverse("calendar:feed", args=(token,)))


@transaction.atomic
def close_feed(*, delegate: Delegate, actor: User | None) -> None:
    """Take the address back: programs that read it find nothing any more."""
    feed = CalendarFeed.objects.select_for_update().filter(delegate=delegate).first()
    if feed is not None:
        record(action="feed.closed", obj=feed, actor=actor, event=delegate.delegation.event)
        feed.delete()


def find_feed(token: str) -> CalendarFeed | None:
    """The feed of this secret, with its delegate, delegation, event and organiser; or None.

    A delegate whose account was closed has none.
    """
    found: CalendarFeed | None = (
        CalendarFeed.objects.filter(token_hash=_hash(token))
        .exclude(delegate__user__is_active=False)
        .select_related("delegate__delegation__event__organiser")
        .first()
    )
    return found


def note_read(feed: CalendarFeed, now: dt.datetime) -> None:
    """Remember that a program read the feed, to the hour."""
    if feed.read_at is None or now - feed.read_at >= NOTE_READS_EVERY:
        CalendarFeed.objects.filter(pk=feed.pk).update(read_at=now)
