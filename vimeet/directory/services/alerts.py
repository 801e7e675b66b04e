"""E-mails about saved searches: when somebody new fits, and each of them once."""

from __future__ import annotations

from urllib.parse import urljoin

from django.conf import settings
from django.core import signing
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from vimeet.directory.models import SavedSearch
from vimeet.directory.selectors.query import Search
from vimeet.directory.selectors.search import Searcher
from vimeet.directory.selectors.snapshots import Snapshot, snapshot_of
from vimeet.events.models import Event
from vimeet.events.phases import directory_is_open
from vimeet.messaging.models import Message
from vimeet.messaging.services import write_message
from vimeet.messaging.texts import render_email
from vimeet.registration.models import Delegation

# More names than these make no better e-mail: the link shows them all.
_NAMED = 10
_SALT = "vimeet.directory.saved-search"


def stop_token(saved: SavedSearch) -> str:
    """The secret of the link that ends a search's e-mails without signing in."""
    return signing.dumps(saved.pk, salt=_SALT)


def search_of_token(token: str) -> SavedSearch | None:
    """The search that a link belongs to; None if it is no such link, or the search is gone."""
    try:
        pk = signing.loads(token, salt=_SALT)
    except signing.BadSignature:
        return None
    found: SavedSearch | None = (
        SavedSearch.objects.filter(pk=pk)
        .select_related("delegate__delegation__event__organiser")
        .first()
    )
    return found


def tell_of_new() -> int:
    """Write to all whose saved searches fit somebody new; how many e-mails.

    Any number of workers may do so at once: each search is looked through under its lock, and
    who was told of is noted in the transaction of the message.
    """
    wanted = SavedSearch.objects.filter(notify=True)
    events = Event.objects.filter(
        pk__in=wanted.values("delegate__delegation__event"), ends_on__gte=timezone.localdate()
    )
    return sum(_tell_in(event) for event in events if directory_is_open(event))


def _tell_in(event: Event) -> int:
    """Look through the searches of one event; how many e-mails were written."""
    # Once for all of them, and in no transaction: within one the process holds nothing.
    snapshot = snapshot_of(event.pk)
    wanted = SavedSearch.objects.of_event(event).filter(notify=True)
    return sum(_tell(pk, snapshot) for pk in wanted.values_list("pk", flat=True))


@transaction.atomic
def _tell(pk: int, snapshot: Snapshot) -> bool:
    """Look through one search; whether an e-mail was written."""
    saved = (
        SavedSearch.objects.select_for_update(of=("self",), skip_locked=True)
        .select_related(
            "delegate__delegation__event__organiser", "delegate__delegation__participant_type"
        )
        .filter(pk=pk, notify=True)
        .first()
    )
    if saved is None:
        return False
    known = set(saved.known)
    fit = Searcher(saved.delegate, Search.parse(saved.query), snapshot).everybody()
    new = [found for found in fit if found not in known]
    if not new:
        return False
    saved.known = sorted(known.union(new))
    saved.told += 1
    saved.save(update_fields=["known", "told"])
    _write(saved, new)
    return True


def _write(saved: SavedSearch, new: list[int]) -> None:
    delegate = saved.delegate
    event = delegate.delegation.event
    names = event.url_kwargs
    found = Delegation.objects.of_event(event).filter(pk__in=new).select_related("participant_type")
    here = f"{reverse('portal:directory', kwargs=names)}?{saved.query}"
    stop = reverse("register:stop_search", kwargs=names | {"token": stop_token(saved)})
    subject, body = render_email(
        "saved_search_email",
        language=delegate.language,
        zone=event.zone,
        context={
            "delegate": delegate,
            "event": event,
            "saved": saved,
            "count": len(new),
            "found": found.order_by("name")[:_NAMED],
            "more": max(0, len(new) - _NAMED),
            "url": urljoin(settings.SITE_URL, here),
            "stop_url": urljoin(settings.SITE_URL, stop),
        },
    )
    write_message(
        key=f"saved-search:{saved.pk}:{saved.told}:email",
        channel=Message.Channel.EMAIL,
        recipient_name=delegate.name,
        address=delegate.email,
        language=delegate.language,
        subject=subject,
        body=body,
        event=event,
    )
